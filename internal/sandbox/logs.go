package sandbox

import (
	"bytes"
	"errors"
	"io"
	"os"
	"sync"
)

// pipeCapacity is the most that can have been written to a pipe and not been
// read yet: after reading that much, what was in it at the start has been seen.
const pipeCapacity = 64 << 10

// lineLimit is how much of an unfinished line is kept back from the sink.
const lineLimit = 16 << 10

// sink is where function logs are forwarded to, whole lines at a time. A nil
// writer discards them.
type sink struct {
	mu sync.Mutex
	w  io.Writer
}

// write cannot report an error to anybody: a log that cannot be forwarded must
// not fail the function.
func (s *sink) write(b []byte) {
	if s.w == nil || len(b) == 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	_, _ = s.w.Write(b)
}

// logs reads what one process writes to its standard output and error, which
// share a pipe as they share a log stream on Lambda, and keeps the tail of it.
// It is safe for concurrent use.
type logs struct {
	sink *sink

	mu      sync.Mutex
	pipe    *os.File
	fd      int // of pipe, for reads that must not wait; see readNow
	closed  bool
	buf     []byte
	tail    []byte // since the last take, cut to the last LogTailBytes or a little more
	partial []byte // of a line on its way to the sink

	done chan struct{} // closed when the reader has ended
}

// newLogs returns the log and the end of the pipe that the process writes to,
// which the caller closes once the process has it.
func newLogs(s *sink) (*logs, *os.File, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, nil, err
	}
	l := &logs{sink: s, pipe: r, buf: make([]byte, 8<<10), done: make(chan struct{})}
	if err := l.open(); err != nil {
		return nil, nil, errors.Join(err, r.Close(), w.Close())
	}
	go func() {
		defer close(l.done)
		l.read()
	}()
	return l, w, nil
}

// keep takes in what was read; l.mu is held.
func (l *logs) keep(b []byte) {
	l.tail = append(l.tail, b...)
	if n := len(l.tail); n > 4*LogTailBytes {
		l.tail = append(l.tail[:0], l.tail[n-LogTailBytes:]...)
	}
	l.forward(b)
}

func (l *logs) forward(b []byte) {
	if l.sink.w == nil {
		return
	}
	l.partial = append(l.partial, b...)
	end := bytes.LastIndexByte(l.partial, '\n') + 1
	if len(l.partial) > lineLimit {
		end = len(l.partial)
	}
	l.sink.write(l.partial[:end])
	l.partial = append(l.partial[:0], l.partial[end:]...)
}

// discard forgets the tail: what was printed since the last invocation belongs
// to none.
func (l *logs) discard() {
	l.mu.Lock()
	l.tail = l.tail[:0]
	l.mu.Unlock()
}

// take empties the pipe of what is in it and appends the tail to b, ending in
// a newline. What a process printed before it answered is in it for certain
// where readNow can tell an empty pipe.
func (l *logs) take(b []byte) []byte {
	l.settle()
	l.mu.Lock()
	defer l.mu.Unlock()
	tail := l.tail[max(0, len(l.tail)-LogTailBytes):]
	b = append(b, tail...)
	if n := len(tail); n > 0 && tail[n-1] != '\n' {
		b = append(b, '\n')
		l.forward([]byte{'\n'})
	}
	l.tail = l.tail[:0]
	return b
}

// close takes in what the dead process left in the pipe and ends the reader,
// even while grandchildren hold the other end.
func (l *logs) close() {
	l.settle()
	l.mu.Lock()
	l.closed = true
	l.forward(nil)
	l.mu.Unlock()
	_ = l.pipe.Close()
	<-l.done
	l.mu.Lock()
	l.sink.write(l.partial)
	l.partial = nil
	l.mu.Unlock()
}

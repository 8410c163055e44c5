//go:build unix

package sandbox

import (
	"errors"
	"syscall"
)

func (l *logs) open() error {
	raw, err := l.pipe.SyscallConn()
	if err != nil {
		return err
	}
	return raw.Control(func(fd uintptr) { l.fd = int(fd) })
}

// read takes in the pipe until it is closed. Every read is made under l.mu, so
// that a settle that finds the pipe empty has missed nothing.
func (l *logs) read() {
	raw, err := l.pipe.SyscallConn()
	if err != nil {
		return
	}
	for ended := false; !ended; {
		err := raw.Read(func(uintptr) bool {
			l.mu.Lock()
			defer l.mu.Unlock()
			if l.closed {
				ended = true
				return true
			}
			n := l.readNow()
			if n > 0 {
				l.keep(l.buf[:n])
			}
			ended = n == 0
			return n >= 0
		})
		ended = ended || err != nil
	}
}

// readNow reads without waiting into l.buf; l.mu is held and the pipe is open.
// It returns 0 at the end and -1 when there is nothing now.
func (l *logs) readNow() int {
	for {
		n, err := syscall.Read(l.fd, l.buf)
		switch {
		case errors.Is(err, syscall.EINTR):
		case errors.Is(err, syscall.EAGAIN):
			return -1
		case err != nil:
			return 0
		default:
			return n
		}
	}
}

// drain reads what is in the pipe; l.mu is held.
func (l *logs) drain() {
	for seen := 0; seen < pipeCapacity && !l.closed; {
		n := l.readNow()
		if n <= 0 {
			return
		}
		l.keep(l.buf[:n])
		seen += n
	}
}

// settle waits for nothing: what was written is in the pipe.
func (l *logs) settle() {
	l.mu.Lock()
	l.drain()
	l.mu.Unlock()
}

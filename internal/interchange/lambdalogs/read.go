package lambdalogs

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Visit takes in an event; its error ends the reading.
type Visit func(Event) error

// Read reads the events of a file of any of these kinds, plain or compressed
// with gzip:
//
//   - text, a line an event, with or without the time and the log stream before
//     it: copied from the console, written by `aws logs tail` or `sam logs`, or
//     exported from CloudWatch to S3
//   - JSON of `aws logs filter-log-events` and `get-log-events`, of subscriptions
//     (`logEvents`), and of Logs Insights, as the console or `aws logs
//     get-query-results` writes it
//   - JSON lines: any of these, or the platform's own events, one a line
//   - CSV of the console or of Logs Insights, with a head line
//
// from is what the place of the file tells: its group and stream hold where an
// event names none. It reads on past what it cannot read and says how many
// pieces of text that were.
func Read(ctx context.Context, r io.Reader, from Event, visit Visit) (unread int, err error) {
	in := bufio.NewReaderSize(r, peeked)
	if start, _ := in.Peek(2); bytes.Equal(start, []byte{0x1f, 0x8b}) {
		unzipped, err := gzip.NewReader(in)
		if err != nil {
			return 0, fmt.Errorf("it begins as a gzip file and is none: %w", err)
		}
		in = bufio.NewReaderSize(unzipped, peeked)
	}
	f := &file{ctx: ctx, from: from, visit: visit}
	start, err := in.Peek(peeked)
	if err != nil && !errors.Is(err, io.EOF) {
		return 0, err
	}
	start = bytes.TrimPrefix(start, []byte("\ufeff"))
	switch {
	case len(bytes.TrimSpace(start)) == 0:
		return 0, errors.New("the file is empty")
	case bytes.IndexByte(start, 0) >= 0:
		return 0, errors.New("this is no text: a log is text, JSON or CSV, or one of them compressed with gzip")
	case isDocument(start):
		err = f.documents(in)
	case isTable(start):
		err = f.table(in)
	default:
		err = f.lines(in)
	}
	return f.unread, err
}

// peeked is how much of a file decides of what kind it is.
const peeked = 64 << 10

// file is a file that is being read.
type file struct {
	ctx    context.Context
	from   Event
	visit  Visit
	unread int
}

// send gives an event on, with what the file's place tells.
func (f *file) send(e Event) error {
	if err := f.ctx.Err(); err != nil {
		return err
	}
	if len(e.Message) > maxMessage {
		f.unread++
		return nil
	}
	if e.Group == "" {
		e.Group = f.from.Group
	}
	if e.Stream == "" {
		e.Stream = f.from.Stream
	}
	return f.visit(e)
}

// isDocument reports whether a file is JSON that is not written a line a value.
func isDocument(start []byte) bool {
	start = bytes.TrimSpace(start)
	if start[0] == '[' {
		next := bytes.TrimSpace(start[1:])
		return len(next) > 0 && bytes.IndexByte([]byte(`{["]`), next[0]) >= 0 // not "[ERROR] …"
	}
	line, _, _ := bytes.Cut(start, []byte("\n"))
	return start[0] == '{' && !json.Valid(line)
}

// lines reads a file a line an event.
func (f *file) lines(in *bufio.Reader) error {
	for {
		line, err := f.line(in)
		if len(line) > 0 {
			if bad := f.text(line); bad != nil {
				return bad
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// line reads a line without its end. One that is too long is passed over.
func (f *file) line(in *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := in.ReadSlice('\n')
		if len(line) <= maxMessage {
			line = append(line, part...)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if len(line) > maxMessage {
			f.unread++
			line = nil
		}
		return bytes.TrimRight(line, "\r\n"), err
	}
}

package transport

import (
	"bufio"
	"context"
	"crypto/tls"
	"io"
	"net"
	"os"
	"sync"
	"time"

	"github.com/valyala/fasthttp"
)

// conn is one HTTP/1.1 connection. It carries one exchange at a time.
type conn struct {
	raw      net.Conn
	reader   *bufio.Reader
	header   fasthttp.ResponseHeader
	out      []byte    // the request as it is written
	since    time.Time // when it became idle
	rested   bool      // it was idle for long when it was taken
	answered bool      // the last exchange got a first byte
	gone     bool      // the last exchange found it ended, and sent nothing

	mu       sync.Mutex
	ctx      context.Context // of the exchange under way, nil between two
	deadline time.Time
	ended    error // why the exchange was ended from outside
}

func newConn(raw net.Conn) *conn {
	return &conn{raw: raw, reader: bufio.NewReaderSize(raw, maxHead)}
}

// longIdle is how long a connection rests before a server may be expected to
// close it.
const longIdle = time.Second

// alive reports whether the server still holds a TLS connection open, as far as
// can be told without sending anything. Bytes that wait may be the protocol's own.
func (c *conn) alive() bool {
	secure, ok := c.raw.(*tls.Conn)
	if !ok {
		return true
	}
	raw, ok := secure.NetConn().(*rawConn)
	if !ok {
		return true
	}
	return !raw.ended()
}

// begin opens an exchange to expire.
func (c *conn) begin(ctx context.Context, deadline time.Time) {
	c.mu.Lock()
	c.ctx, c.deadline = ctx, deadline
	c.mu.Unlock()
}

// end closes the exchange to expire, and says why it was ended from outside.
func (c *conn) end() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ctx = nil
	return c.ended
}

// expire ends the exchange under way if its time is over at now, or its caller
// is gone.
func (c *conn) expire(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.ctx == nil || c.ended != nil:
		return
	case c.ctx.Err() != nil:
		c.ended = &Error{Class: Cancelled, Err: c.ctx.Err()}
	case now.After(c.deadline):
		c.ended = &Error{Class: NoAnswer, Err: os.ErrDeadlineExceeded}
	default:
		return
	}
	_ = c.raw.SetDeadline(time.Unix(1, 0))
}

// send writes the request, unless the connection turns out to be gone.
func (c *conn) send() (err error) {
	c.gone = false
	if plain, ok := c.raw.(*rawConn); ok {
		c.gone, err = plain.ask(c.out)
		return err
	}
	if c.gone = !c.alive(); c.gone {
		return io.EOF
	}
	_, err = c.raw.Write(c.out)
	return err
}

// exchange sends r and reads the answer. The connection may be used again when
// it says so.
func (c *conn) exchange(r *Request, extra []Field, o *Options, start time.Time) (a Answer, reusable bool) {
	c.answered = false
	c.out = append(c.out[:0], r.head...)
	for _, f := range extra {
		c.out = appendField(c.out, f)
	}
	c.out = append(c.out, "\r\n"...)
	c.out = append(c.out, r.body...)
	a.BytesOut = int64(len(r.body))
	// A server may answer and close before it has read a large body: its answer
	// counts then, so a failed write is told only if there is none.
	writeErr := c.send()
	if c.gone {
		a.Err = classify(writeErr)
		return a, false
	}
	if _, err := c.reader.Peek(1); err != nil {
		if writeErr != nil {
			err = writeErr
		}
		a.Err = classify(err)
		return a, false
	}
	c.answered = true
	a.FirstByte = time.Since(start)
	reusable, err := readAnswer(c.reader, &c.header, r.method == "HEAD", o, &a)
	if err != nil {
		a.Err = classify(err)
	}
	// Bytes beyond the answer belong to nothing that was asked.
	return a, reusable && writeErr == nil && c.reader.Buffered() == 0
}

package sandbox

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// api serves one process.
type api struct {
	process  *process
	listener net.Listener

	mu     sync.Mutex
	conns  map[*conn]struct{}
	closed bool
	served sync.WaitGroup // the accept loop and the connections
}

func listen(p *process) (*api, error) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	a := &api{process: p, listener: l, conns: map[*conn]struct{}{}}
	a.served.Go(a.accept)
	return a, nil
}

func (a *api) address() string { return a.listener.Addr().String() }

func (a *api) accept() {
	for {
		nc, err := a.listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil { // out of descriptors, most likely: let others go first
			time.Sleep(10 * time.Millisecond)
			continue
		}
		a.serve(&conn{api: a, net: nc})
	}
}

func (a *api) serve(c *conn) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.closed || len(a.conns) >= maxConnections {
		_ = c.net.Close()
		return
	}
	a.conns[c] = struct{}{}
	a.served.Go(func() {
		c.loop()
		a.process.unpark(c)
		_ = c.net.Close()
		a.mu.Lock()
		delete(a.conns, c)
		a.mu.Unlock()
	})
}

// close stops accepting, lets connections whose peer is gone end by themselves
// for as long as grace, so that what the peer sent last is heard, and cuts the
// others.
func (a *api) close(grace time.Duration) {
	_ = a.listener.Close()
	ended := make(chan struct{})
	go func() { a.served.Wait(); close(ended) }()
	timer := time.NewTimer(grace)
	defer timer.Stop()
	select {
	case <-ended:
	case <-timer.C:
	}
	a.mu.Lock()
	a.closed = true
	for c := range a.conns {
		_ = c.net.Close()
	}
	a.mu.Unlock()
	<-ended
}

// conn is one connection of a process. Its loop reads; answers are written by
// the loop, except that a parked connection's event is written by whoever
// hands an invocation out.
type conn struct {
	api  *api
	net  net.Conn
	left int64 // how much of a request's header may still be read; < 0: any amount
	out  []byte
}

// Read limits the header, since http.ReadRequest does not.
func (c *conn) Read(b []byte) (int, error) {
	if c.left == 0 {
		return 0, errors.New("request header too large")
	}
	if c.left > 0 && int64(len(b)) > c.left {
		b = b[:c.left]
	}
	n, err := c.net.Read(b)
	if c.left > 0 {
		c.left -= int64(n)
	}
	return n, err
}

func (c *conn) loop() {
	r := bufio.NewReaderSize(c, 4<<10)
	for {
		c.left = maxHeaderBytes
		req, err := http.ReadRequest(r)
		if err != nil {
			return
		}
		c.left = -1
		// A request on a connection that waits for an event cannot be
		// answered in its turn.
		if c.api.process.isParked(c) || !c.handle(req) {
			return
		}
		// One that asks for an event has its answer only later: its peer hangs
		// up then, and ends the loop.
		if req.Close && req.URL.Path != apiRoot+nextRoute {
			return
		}
	}
}

// body reads a request's body. One that is too large is read to its end and
// thrown away: the process must hear the refusal.
func (c *conn) body(req *http.Request) ([]byte, *apiError) {
	c.proceed(req)
	var body []byte
	var err error
	switch n := req.ContentLength; {
	case n > maxResponseBytes:
	case n >= 0:
		body = make([]byte, n)
		_, err = io.ReadFull(req.Body, body)
	default:
		body, err = io.ReadAll(io.LimitReader(req.Body, maxResponseBytes+1))
	}
	switch {
	case err != nil:
		return nil, errTruncated
	case req.ContentLength > maxResponseBytes || len(body) > maxResponseBytes:
		if !discard(req.Body) {
			return nil, errTruncated
		}
		return nil, errTooLarge
	}
	// The end of a chunked body, where its trailer stands, is beyond the last byte.
	if !discard(req.Body) {
		return nil, errTruncated
	}
	return body, nil
}

// proceed tells a client that asked before sending a large body to send it.
func (c *conn) proceed(req *http.Request) {
	if strings.EqualFold(req.Header.Get("Expect"), "100-continue") {
		_, _ = c.net.Write([]byte("HTTP/1.1 100 Continue\r\n\r\n"))
	}
}

func (c *conn) refuse(req *http.Request, e *apiError) bool {
	c.proceed(req)
	return discard(req.Body) && c.write(e)
}

// discard reads a body to its end and reports whether there was one within
// bounds.
func discard(body io.Reader) bool {
	n, err := io.Copy(io.Discard, io.LimitReader(body, maxDrainBytes+1))
	return err == nil && n <= maxDrainBytes
}

func (c *conn) write(e *apiError) bool {
	body, err := json.Marshal(e)
	if err != nil {
		return false
	}
	c.out = append(c.out[:0], "HTTP/1.1 "...)
	c.out = strconv.AppendInt(c.out, int64(e.status), 10)
	c.out = append(c.out, ' ')
	c.out = append(c.out, http.StatusText(e.status)...)
	c.out = append(c.out, "\r\nContent-Type: application/json\r\nContent-Length: "...)
	c.out = strconv.AppendInt(c.out, int64(len(body)), 10)
	c.out = append(c.out, "\r\n\r\n"...)
	c.out = append(c.out, body...)
	_, err = c.net.Write(c.out)
	return err == nil
}

var acceptedAnswer = []byte("HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\nContent-Length: 16\r\n\r\n{\"status\":\"OK\"}\n")

func (c *conn) accepted() bool {
	_, err := c.net.Write(acceptedAnswer)
	return err == nil
}

package transport

import (
	"context"
	"errors"

	"sync"
	"time"
)

// pool makes requests over HTTP/1.1 connections that it keeps open. The last
// used is used first, so that a rate that few connections can carry is carried
// by few.
type pool struct {
	options Options
	dialer  *dialer

	mu     sync.Mutex
	free   sync.Cond // a connection or the room for one has become free
	idle   []*conn
	conns  map[*conn]struct{} // all that are open
	opened int                // those, and those being dialled
	closed bool

	sweeping sync.Once
	stop     chan struct{}
}

func newPool(o Options) *pool {
	p := &pool{options: o, dialer: newDialer(o, "http/1.1"), conns: map[*conn]struct{}{}, stop: make(chan struct{})}
	p.free.L = &p.mu
	return p
}

// do sends the request on an idle connection, or on a new one. One that the
// server had closed while it was idle is replaced once: its failure says
// nothing about the request, as long as no byte of an answer came and sending
// it again does no harm.
func (p *pool) do(ctx context.Context, r *Request, extra []Field) Answer {
	start := time.Now()
	c, t, err := p.get(ctx, r)
	if err != nil {
		return Answer{Err: classify(err)}
	}
	a := p.exchange(ctx, c, r, extra, start)
	if a.Err != nil && c.kept && !c.answered && r.safe() && isStale(a.Err) {
		if c, t, err = p.dial(ctx, r); err != nil {
			return Answer{Err: classify(err)}
		}
		a = p.exchange(ctx, c, r, extra, start)
	}
	if p.options.Timings {
		a.DNS, a.Connect, a.TLS = t.dns, t.connect, t.tls
	} else {
		a.FirstByte = 0
	}
	return a
}

// isStale reports whether a failure may be that of a connection closed earlier.
func isStale(err error) bool {
	var e *Error
	return errors.As(err, &e) && (e.Class == Reset || e.Class == ClosedEarly)
}

// exchange makes one request on c and puts it back, or closes it.
func (p *pool) exchange(ctx context.Context, c *conn, r *Request, extra []Field, start time.Time) Answer {
	c.begin(ctx, start.Add(p.options.Timeout))
	a, reusable := c.exchange(r, extra, p.options.MaxBody, start)
	if why := c.end(); why != nil {
		a.Err, reusable = why, false
	}
	p.put(c, reusable)
	return a
}

// get takes the connection used last, or opens one; with all of them taken it
// waits for one.
func (p *pool) get(ctx context.Context, r *Request) (*conn, timings, error) {
	p.mu.Lock()
	for len(p.idle) == 0 && p.opened >= p.options.MaxConns && !p.closed {
		p.free.Wait()
	}
	if p.closed {
		p.mu.Unlock()
		return nil, timings{}, &Error{Class: Cancelled, Err: errClosed}
	}
	if n := len(p.idle); n > 0 {
		c := p.idle[n-1]
		p.idle = p.idle[:n-1]
		p.mu.Unlock()
		if c.alive() {
			return c, timings{}, nil
		}
		p.put(c, false)
		return p.dial(ctx, r)
	}
	p.opened++
	p.mu.Unlock()
	return p.connect(ctx, r)
}

// dial opens a connection beside those that are idle.
func (p *pool) dial(ctx context.Context, r *Request) (*conn, timings, error) {
	p.mu.Lock()
	p.opened++
	p.mu.Unlock()
	return p.connect(ctx, r)
}

// connect makes the connection for which p.opened has made room.
func (p *pool) connect(ctx context.Context, r *Request) (*conn, timings, error) {
	p.sweeping.Do(func() { go p.sweep() })
	raw, t, err := p.dialer.dial(ctx, r)
	p.mu.Lock()
	defer p.mu.Unlock()
	if err == nil && p.closed {
		_ = raw.Close()
		err = &Error{Class: Cancelled, Err: errClosed}
	}
	if err != nil {
		p.opened--
		p.free.Signal()
		return nil, t, err
	}
	c := newConn(raw)
	p.conns[c] = struct{}{}
	return c, t, nil
}

// put gives a connection back.
func (p *pool) put(c *conn, reusable bool) {
	p.mu.Lock()
	if reusable && !p.closed {
		c.kept, c.since = true, time.Now()
		p.idle = append(p.idle, c)
	} else {
		delete(p.conns, c)
		p.opened--
		reusable = false
	}
	p.free.Signal()
	p.mu.Unlock()
	if !reusable {
		_ = c.raw.Close()
	}
}

// open dials until n connections stand open.
func (p *pool) open(ctx context.Context, r *Request, n int) error {
	for range min(n, p.options.MaxConns) {
		p.mu.Lock()
		enough := p.opened >= n || p.closed
		p.mu.Unlock()
		if enough {
			return nil
		}
		c, _, err := p.dial(ctx, r)
		if err != nil {
			return err
		}
		p.put(c, true)
	}
	return nil
}

// close closes every connection: what is on its way fails.
func (p *pool) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return
	}
	p.closed = true
	close(p.stop)
	for c := range p.conns {
		_ = c.raw.Close()
	}
	p.free.Broadcast()
}

// sweep ends exchanges whose time is over or whose caller has gone. One
// goroutine looks at all of them, which is cheaper than a timer for each
// request and late by at most a fiftieth of the time-out.
func (p *pool) sweep() {
	tick := time.NewTicker(min(max(p.options.Timeout/50, time.Millisecond), 50*time.Millisecond))
	defer tick.Stop()
	var conns []*conn
	for {
		select {
		case <-p.stop:
			return
		case now := <-tick.C:
			conns = conns[:0]
			p.mu.Lock()
			for c := range p.conns {
				conns = append(conns, c)
			}
			p.mu.Unlock()
			for _, c := range conns {
				c.expire(now)
			}
		}
	}
}

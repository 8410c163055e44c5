package transport

import (
	"cmp"
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

// do sends the request on an idle connection, or on a new one. One that turns
// out to be closed before anything is sent is replaced. One that had been idle
// for long may be closed by the server just as the request is sent;
// that says nothing about the request, so it is sent again, once and on a new
// connection, if no byte of an answer came and sending it again does no harm.
func (p *pool) do(ctx context.Context, r *Request, extra []Field) Answer {
	start := time.Now()
	deadline := start.Add(p.options.Timeout)
	c, t, err := p.get(ctx, deadline, r)
	if err != nil {
		return Answer{Err: classify(err)}
	}
	a, reusable := p.exchange(ctx, c, r, extra, start)
	if c.gone || a.Err != nil && c.rested && !c.answered && r.safe() && isStale(a.Err) {
		p.discard(c)
		if c, t, err = p.connect(ctx, deadline, r); err != nil {
			return Answer{Err: classify(err)}
		}
		a, reusable = p.exchange(ctx, c, r, extra, start)
	}
	p.put(c, reusable)
	if p.options.Timings {
		a.DNS, a.Connect, a.TLS = t.dns, t.connect, t.tls
	} else {
		a.FirstByte = 0
	}
	return a
}

// isStale reports whether a failure may be that of a connection closed earlier.
func isStale(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && (e.Class == Reset || e.Class == ClosedEarly)
}

// exchange makes one request on c, and says whether c may carry another.
func (p *pool) exchange(ctx context.Context, c *conn, r *Request, extra []Field, start time.Time) (Answer, bool) {
	c.begin(ctx, start.Add(p.options.Timeout))
	a, reusable := c.exchange(r, extra, &p.options, start)
	if why := c.end(); why != nil {
		a.Err, reusable = why, false
	}
	return a, reusable
}

// get takes the connection used last, or opens one; with all of them taken it
// waits for one.
func (p *pool) get(ctx context.Context, deadline time.Time, r *Request) (*conn, timings, error) {
	p.mu.Lock()
	if p.full() {
		defer context.AfterFunc(ctx, p.wakeAll)()
	}
	for p.full() && ctx.Err() == nil {
		p.free.Wait()
	}
	if p.closed || ctx.Err() != nil {
		p.mu.Unlock()
		return nil, timings{}, &Error{Class: Cancelled, Err: cmp.Or(ctx.Err(), errClosed)}
	}
	n := len(p.idle)
	if n == 0 {
		p.opened++
		p.mu.Unlock()
		return p.connect(ctx, deadline, r)
	}
	c := p.idle[n-1]
	p.idle = p.idle[:n-1]
	p.mu.Unlock()
	c.rested = time.Since(c.since) > longIdle
	return c, timings{}, nil
}

// full reports whether all connections are taken; p.mu is held.
func (p *pool) full() bool {
	return len(p.idle) == 0 && p.opened >= p.options.MaxConns && !p.closed
}

func (p *pool) wakeAll() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.free.Broadcast()
}

// connect opens the connection for which p.opened has made room.
func (p *pool) connect(ctx context.Context, deadline time.Time, r *Request) (*conn, timings, error) {
	p.sweeping.Do(func() { go p.sweep() })
	raw, t, err := p.dialer.dial(ctx, deadline, r)
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

// discard closes a connection and keeps its place for another.
func (p *pool) discard(c *conn) {
	p.mu.Lock()
	delete(p.conns, c)
	p.mu.Unlock()
	_ = c.raw.Close()
}

// put gives a connection back.
func (p *pool) put(c *conn, reusable bool) {
	p.mu.Lock()
	if reusable = reusable && !p.closed; reusable {
		c.since = time.Now()
		p.idle = append(p.idle, c)
	} else {
		delete(p.conns, c)
		p.opened--
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
		enough := p.opened >= min(n, p.options.MaxConns) || p.closed
		if !enough {
			p.opened++
		}
		p.mu.Unlock()
		if enough {
			return nil
		}
		c, _, err := p.connect(ctx, time.Now().Add(p.options.Timeout), r)
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

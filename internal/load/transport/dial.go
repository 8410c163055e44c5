package transport

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http/httptrace"
	"time"
)

// timings are the phases of opening one connection.
type timings struct{ dns, connect, tls time.Duration }

// plainDialer leaves connections without keep-alive probes, which would be
// traffic that nobody asked for.
var plainDialer = net.Dialer{KeepAlive: -1}

// dialer opens connections.
type dialer struct{ tls *tls.Config }

func newDialer(o Options, protocols ...string) *dialer {
	return &dialer{
		tls: &tls.Config{
			NextProtos: protocols, MinVersion: tls.VersionTLS12,
			InsecureSkipVerify: o.Insecure, //nolint:gosec // only when the user asks for it
			ClientSessionCache: tls.NewLRUClientSessionCache(0),
		},
	}
}

// dial connects to the target of r until the deadline, through TLS where its
// URL says so.
func (d *dialer) dial(ctx context.Context, deadline time.Time, r *Request) (net.Conn, timings, error) {
	var t timings
	ctx, cancel := context.WithDeadline(ctx, deadline)
	defer cancel()
	start := time.Now()
	resolved := start
	traced := httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		DNSDone: func(httptrace.DNSDoneInfo) { resolved = time.Now() },
	})
	conn, err := plainDialer.DialContext(traced, "tcp", r.address())
	if err != nil {
		return nil, t, dialError(ctx, err)
	}
	connected := time.Now()
	t.dns, t.connect = resolved.Sub(start), connected.Sub(resolved)
	conn = withRawIO(conn)
	if r.url.Scheme != "https" {
		return conn, t, nil
	}
	config := d.tls.Clone()
	config.ServerName = r.url.Hostname()
	secure := tls.Client(conn, config)
	if err := secure.HandshakeContext(ctx); err != nil {
		_ = conn.Close()
		if failed := dialError(ctx, err); failed.Class != ClosedEarly && failed.Class != Failed {
			return nil, t, failed
		}
		return nil, t, &Error{Class: TLSFailed, Err: err}
	}
	t.tls = time.Since(connected)
	return secure, t, nil
}

// dialError classifies the failure to connect: a time-out here is one of
// connecting, and a cancelled run is no failure of the target.
func dialError(ctx context.Context, err error) *Error {
	failed := classify(err)
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		failed.Class = Cancelled
	case failed.Class == NoAnswer:
		failed.Class = NoConnect
	}
	return failed
}

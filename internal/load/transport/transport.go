// Package transport sends HTTP requests for a load generator: it takes as
// little CPU per request as it can, bounds what it opens and what it reads, and
// says of every failure what sort it is.
//
// It is no general client. It keeps no cookies, asks for no compression, uses no
// proxy, and never hides a failure behind a retry, but for an idle connection
// that the server had closed before the request reached it.
package transport

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"
)

// Defaults of Options.
const (
	DefaultTimeout  = 30 * time.Second
	DefaultMaxConns = 1000
	DefaultMaxBody  = 10 << 20 // bytes
)

// Options say how a Client works. The zero value is usable.
type Options struct {
	Timeout   time.Duration // of one exchange, from the send to the last byte; DefaultTimeout when 0
	MaxConns  int           // connections at once; DefaultMaxConns when 0
	MaxBody   int64         // bytes that an answer's body may have; DefaultMaxBody when 0
	HTTP2     bool          // HTTP/2: by ALPN over TLS, with prior knowledge without
	Redirects int           // how many are followed; 0: a redirect is an answer like any other
	// Follow says whether a redirect from one URL to another is followed, else it
	// is an answer like any other; nil: all are.
	Follow   func(from, to *url.URL) bool
	Timings  bool     // fill in DNS, Connect, TLS and FirstByte of the answers
	Insecure bool     // accept any certificate
	Headers  []string // of answers to keep, by canonical name
	KeepBody int      // bytes of an answer's body to keep, from its start, where its status is 400 or more
}

func (o Options) withDefaults() Options {
	if o.Timeout == 0 {
		o.Timeout = DefaultTimeout
	}
	if o.MaxConns == 0 {
		o.MaxConns = DefaultMaxConns
	}
	if o.MaxBody == 0 {
		o.MaxBody = DefaultMaxBody
	}
	return o
}

// Answer is what came of one request.
type Answer struct {
	Status            int   // 0 without an answer
	BytesIn, BytesOut int64 // of the bodies, as far as they got
	// Phases, with Options.Timings. The first three are 0 on a connection that
	// stood open already. FirstByte counts from the send.
	DNS, Connect, TLS, FirstByte time.Duration
	Header                       http.Header // those of Options.Headers that the answer has
	Body                         []byte      // its start, as Options.KeepBody says
	// Err is an *Error where there was no whole, well-formed answer.
	Err error
}

// errClosed is the failure of a request after Close.
var errClosed = errors.New("the client is closed")

// exchanger makes requests over one version of the protocol.
type exchanger interface {
	do(ctx context.Context, r *Request, extra []Field) Answer
	open(ctx context.Context, r *Request, n int) error
	close()
}

// Client sends requests. It is safe for concurrent use.
type Client struct {
	via exchanger
}

// NewClient makes a client: HTTP/1.1 over connections of its own, or through
// net/http where redirects or HTTP/2 are asked for.
func NewClient(o Options) *Client {
	o = o.withDefaults()
	if o.HTTP2 || o.Redirects > 0 {
		return &Client{via: newStandard(o)}
	}
	return &Client{via: newPool(o)}
}

// Open opens connections to the target of r until n stand open, so that the
// first requests need not. The error is an *Error: the first failure.
func (c *Client) Open(ctx context.Context, r *Request, n int) error {
	return c.via.open(ctx, r, n)
}

// Do makes one request and reads its answer to the end. extra are headers of
// this request alone. When ctx ends, so does the request, with an error.
func (c *Client) Do(ctx context.Context, r *Request, extra ...Field) Answer {
	return c.via.do(ctx, r, extra)
}

// Close closes every connection; requests on their way fail.
func (c *Client) Close() { c.via.close() }

package transport

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"time"
)

// standard makes requests through net/http, which speaks HTTP/2 and follows
// redirects, at three times the CPU of pool.
type standard struct {
	options Options
	dialer  *dialer
	client  *http.Client
	ended   context.Context // by close
	end     context.CancelFunc
}

// errTooManyHops ends a chain of redirects.
var errTooManyHops = errors.New("it leads on and on")

func newStandard(o Options) *standard {
	// With HTTP/1 allowed, an http:// URL would never go by HTTP/2.
	var protocols http.Protocols
	protocols.SetHTTP1(!o.HTTP2)
	protocols.SetHTTP2(o.HTTP2)
	protocols.SetUnencryptedHTTP2(o.HTTP2)
	dialer := newDialer(o)
	transport := &http.Transport{
		DialContext:            plainDialer.DialContext,
		TLSClientConfig:        dialer.tls,
		TLSHandshakeTimeout:    o.Timeout,
		MaxConnsPerHost:        o.MaxConns,
		MaxIdleConnsPerHost:    o.MaxConns,
		DisableCompression:     true,
		MaxResponseHeaderBytes: maxHead,
		Protocols:              &protocols,
	}
	ended, end := context.WithCancel(context.Background())
	return &standard{options: o, dialer: dialer, ended: ended, end: end, client: &http.Client{
		Transport: transport,
		CheckRedirect: func(next *http.Request, via []*http.Request) error {
			switch {
			case o.Redirects == 0:
				return http.ErrUseLastResponse
			case len(via) > o.Redirects:
				return &Error{Class: TooManyHops, Err: errTooManyHops}
			case o.Follow != nil && !o.Follow(via[len(via)-1].URL, next.URL):
				return http.ErrUseLastResponse
			}
			bare(next, via)
			return nil
		},
	}}
}

// harmless are the headers that go to another host, too: what is asked for, and
// the trace.
var harmless = []string{"Accept", "Accept-Encoding", "Accept-Language", "Content-Type", "User-Agent", "Traceparent", "Tracestate", "X-Amzn-Trace-Id"}

// bare takes out of a request that leads to another host what was meant for the
// first one alone. net/http keeps every header but the best known, and names in
// Referer the URL that it comes from with its query.
func bare(next *http.Request, via []*http.Request) {
	if !sameServer(via[len(via)-1].URL, next.URL) {
		next.Header.Del("Referer")
	}
	if sameServer(via[0].URL, next.URL) {
		return
	}
	maps.DeleteFunc(next.Header, func(name string, _ []string) bool {
		return name != "Referer" && !slices.Contains(harmless, name)
	})
}

// sameServer reports whether what one server is told may be told to the other:
// the same host and port, and not in the clear what was encrypted.
func sameServer(from, to *url.URL) bool {
	return strings.EqualFold(from.Host, to.Host) && (from.Scheme == to.Scheme || to.Scheme == "https")
}

func (s *standard) do(ctx context.Context, r *Request, extra []Field) (a Answer) {
	if s.ended.Err() != nil {
		return Answer{Err: &Error{Class: Cancelled, Err: errClosed}}
	}
	ctx, cancel := context.WithTimeout(ctx, s.options.Timeout)
	defer cancel()
	defer context.AfterFunc(s.ended, cancel)()
	if s.options.Timings {
		var p phases
		ctx = httptrace.WithClientTrace(ctx, p.trace(time.Now()))
		defer p.into(&a)
	}
	request, err := s.request(ctx, r, extra)
	if err != nil {
		return Answer{Err: classify(err)}
	}
	a.BytesOut = int64(len(r.body))
	response, err := s.client.Do(request)
	if err != nil {
		a.Err = classify(withoutURL(err))
		return a
	}
	defer func() { _ = response.Body.Close() }()
	a.Status = response.StatusCode
	for _, name := range s.options.Headers {
		a.keep(name, response.Header[name])
	}
	if a.Status == http.StatusSwitchingProtocols { // its body would be the connection itself
		a.Err = &Error{Class: Malformed, Err: errSwitched}
		return a
	}
	if response.ContentLength > s.options.MaxBody && r.method != http.MethodHead {
		a.Err = &Error{Class: TooLarge, Err: errTooLarge}
		return a
	}
	a.BytesIn, err = io.Copy(bodyOf(&a, &s.options), io.LimitReader(response.Body, s.options.MaxBody+1))
	switch {
	case err != nil:
		a.Err = classify(err)
	case a.BytesIn > s.options.MaxBody:
		a.Err = &Error{Class: TooLarge, Err: errTooLarge}
	}
	return a
}

// withoutURL is what net/http says of a failure without the URL that it names:
// that of a redirect may hold a secret.
func withoutURL(err error) error {
	if named, ok := errors.AsType[*url.Error](err); ok {
		return named.Err
	}
	return err
}

// request is r as net/http has it.
func (s *standard) request(ctx context.Context, r *Request, extra []Field) (*http.Request, error) {
	request, err := http.NewRequestWithContext(ctx, r.method, r.url.String(), bytes.NewReader(r.body))
	if err != nil {
		return nil, err
	}
	request.Header = r.header.Clone()
	request.Host = request.Header.Get("Host")
	request.Header.Del("Host")
	if request.Header.Get("User-Agent") == "" {
		request.Header.Set("User-Agent", userAgent)
	}
	for _, f := range extra {
		request.Header.Add(f.Name, f.Value)
	}
	return request, nil
}

// phases are noted by the hooks of net/http, some of which may come late, from
// a dial that lost its race.
type phases struct {
	began                        atomic.Int64 // ns since start, of the phase under way
	dns, connect, tls, firstByte atomic.Int64 // ns
}

// trace notes the phases of a request that starts now; with redirects, those of
// the last hop that had them.
func (p *phases) trace(start time.Time) *httptrace.ClientTrace {
	begin := func() { p.began.Store(int64(time.Since(start))) }
	end := func(phase *atomic.Int64) { phase.Store(int64(time.Since(start)) - p.began.Load()) }
	return &httptrace.ClientTrace{
		DNSStart:             func(httptrace.DNSStartInfo) { begin() },
		DNSDone:              func(httptrace.DNSDoneInfo) { end(&p.dns) },
		ConnectStart:         func(string, string) { begin() },
		ConnectDone:          func(string, string, error) { end(&p.connect) },
		TLSHandshakeStart:    begin,
		TLSHandshakeDone:     func(tls.ConnectionState, error) { end(&p.tls) },
		GotFirstResponseByte: func() { p.firstByte.Store(int64(time.Since(start))) },
	}
}

func (p *phases) into(a *Answer) {
	a.DNS, a.Connect = time.Duration(p.dns.Load()), time.Duration(p.connect.Load())
	a.TLS, a.FirstByte = time.Duration(p.tls.Load()), time.Duration(p.firstByte.Load())
}

// open is for connections that net/http opens itself: it only sees to it that
// the target can be reached.
func (s *standard) open(ctx context.Context, r *Request, _ int) error {
	conn, _, err := s.dialer.dial(ctx, time.Now().Add(s.options.Timeout), r)
	if err != nil {
		return err
	}
	return conn.Close()
}

func (s *standard) close() {
	s.end()
	s.client.CloseIdleConnections()
}

package http

import (
	"context"
	nethttp "net/http"
	"net/url"

	"github.com/sweetspot-bench/sweetspot/internal/load"
	"github.com/sweetspot-bench/sweetspot/internal/load/transport"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/runners"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// Server is one server with the requests of a scenario's payloads prepared. It is
// safe for concurrent use.
type Server struct {
	http     *scenarios.HTTP
	load     scenarios.Load
	client   *transport.Client
	requests map[string]*transport.Request // by the payload's name
	first    *transport.Request
}

// NewServer prepares the requests to one server, with a client of its own that
// keeps some headers of the answers, by their canonical names: of says what is
// sent for a payload. The caller closes it.
func NewServer(s *scenarios.Scenario, of func(scenarios.Payload) *scenarios.HTTP, keep ...string) (*Server, error) {
	return newServer(s, of, newClient(s, of(s.Payloads[0]), keep...))
}

func newServer(s *scenarios.Scenario, of func(scenarios.Payload) *scenarios.HTTP, client *transport.Client) (*Server, error) {
	server := &Server{http: of(s.Payloads[0]), load: s.Load, client: client, requests: map[string]*transport.Request{}}
	for _, p := range s.Payloads {
		request, err := newRequest(of(p), p.Body)
		if err != nil {
			return nil, err
		}
		if server.requests[p.Name] = request; server.first == nil {
			server.first = request
		}
	}
	return server, nil
}

// newClient speaks to one server as an HTTP target says. No redirect leads a load
// off this machine that is not confirmed.
func newClient(s *scenarios.Scenario, h *scenarios.HTTP, keep ...string) *transport.Client {
	l := s.Load
	return transport.NewClient(transport.Options{
		Follow: func(from, to *url.URL) bool {
			return s.Confirm || scenarios.OnThisMachine(to.Hostname()) || !scenarios.OnThisMachine(from.Hostname())
		},
		Timeout: h.Timeout, MaxBody: int64(h.MaxBody), MaxConns: max(load.DefaultMaxWorkers, l.MaxWorkers, l.Concurrency, l.Burst),
		HTTP2: h.HTTP2, Redirects: h.Redirects, Timings: h.Timings, Insecure: h.Insecure, Headers: keep,
	})
}

// newRequest prepares one request. A payload is JSON unless the headers say
// otherwise.
func newRequest(h *scenarios.HTTP, body []byte) (*transport.Request, error) {
	header := nethttp.Header{}
	for name, value := range h.Headers {
		header.Set(name, value)
	}
	if !h.CarriesBody() {
		body = nil
	}
	if len(body) > 0 && header.Get("Content-Type") == "" {
		header.Set("Content-Type", "application/json")
	}
	return transport.NewRequest(h.Method, h.URL, header, body)
}

// Open opens the connections that the load begins with. The error is the first
// failure.
func (s *Server) Open(ctx context.Context) error { return s.open(ctx, beforehand(s.load)) }

// Send makes the request of a payload, part of a trace where ctx holds one. err
// is why there was no whole answer, nil where there was one.
func (s *Server) Send(ctx context.Context, p scenarios.Payload) (sample measure.Sample, err error) {
	sample, a := s.Exchange(ctx, p)
	return sample, a.Err
}

// Exchange is Send with the whole answer.
func (s *Server) Exchange(ctx context.Context, p scenarios.Payload) (sample measure.Sample, a transport.Answer) {
	a = s.client.Do(ctx, s.requests[p.Name], TraceFields(ctx)...)
	sample = measure.Sample{
		Cold: measure.ColdNone, Status: a.Status, BytesOut: a.BytesOut, BytesIn: a.BytesIn,
		DNS: a.DNS, Connect: a.Connect, TLS: a.TLS, FirstByte: a.FirstByte,
	}
	sample.Outcome, sample.Reason = outcome(s.http, a)
	return sample, a
}

// Close closes the connections; requests on their way fail.
func (s *Server) Close() error {
	s.client.Close()
	return nil
}

// TraceFields are the headers that make a request part of its trace, none where
// the scenario asks for none.
func TraceFields(ctx context.Context) (fields []transport.Field) {
	trace, ok := runners.TraceOf(ctx)
	if !ok {
		return nil
	}
	for name, value := range trace.Headers() {
		fields = append(fields, transport.Field{Name: name, Value: value})
	}
	return fields
}

package gateway

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/load"
	"github.com/sweetspot-bench/sweetspot/internal/load/transport"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	httprunner "github.com/sweetspot-bench/sweetspot/runners/http"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// door is a gateway as its callers see it: a client, and the requests of the
// payloads.
type door struct {
	gateway  *scenarios.Gateway
	client   *transport.Client
	requests map[string]*prepared // by the payload's name
	first    *prepared
	signer   *signer // nil where requests are not signed
}

// prepared is a request that is sent many times.
type prepared struct {
	*transport.Request
	url    string
	method string
	body   []byte
}

// newDoor prepares the requests to a gateway that listens at base, such as
// "http://127.0.0.1:8080", and waits for each answer that long.
func newDoor(s *scenarios.Scenario, t scenarios.Target, base string, wait time.Duration, proof map[string]string, sign *signer) (*door, error) {
	l := s.Load
	d := &door{gateway: t.Gateway, requests: map[string]*prepared{}, signer: sign}
	for _, p := range s.Payloads {
		request, err := prepare(t.Gateway, p, base, proof)
		if err != nil {
			return nil, fmt.Errorf("the request of payload %q cannot be sent: %w", p.Name, err)
		}
		if d.requests[p.Name] = request; d.first == nil {
			d.first = request
		}
	}
	d.client = transport.NewClient(transport.Options{
		Timeout: wait, MaxConns: max(load.DefaultMaxWorkers, l.MaxWorkers, l.Concurrency, l.Burst),
		Headers: kept, KeepBody: keptBody,
	})
	return d, nil
}

// prepare makes the request of a payload. Headers are the gateway's, then those
// that prove who one is, then the payload's own.
func prepare(g *scenarios.Gateway, p scenarios.Payload, base string, proof map[string]string) (*prepared, error) {
	to, known := g.RequestOf(p)
	if !known {
		return nil, errors.New("nothing says where it goes")
	}
	headers := map[string]string{}
	maps.Copy(headers, g.Headers)
	maps.Copy(headers, proof)
	maps.Copy(headers, to.Headers)
	header := http.Header{}
	for name, value := range headers {
		header.Set(name, value)
	}
	body := []byte(p.Body)
	if !to.CarriesBody() {
		body = nil
	}
	if len(body) > 0 && header.Get("Content-Type") == "" {
		header.Set("Content-Type", "application/json")
	}
	request, err := transport.NewRequest(to.Method, base+to.Path, header, body)
	return &prepared{Request: request, url: base + to.Path, method: to.Method, body: body}, err
}

// send makes one request.
func (d *door) send(ctx context.Context, r *prepared) transport.Answer {
	fields := httprunner.TraceFields(ctx)
	if d.signer != nil {
		signature, err := d.signer.sign(ctx, r)
		if err != nil {
			return transport.Answer{Err: &transport.Error{Class: transport.Failed, Err: err}}
		}
		fields = append(fields, signature...)
	}
	return d.client.Do(ctx, r.Request, fields...)
}

// invoke sends the request of a payload and reads the answer.
func (d *door) invoke(ctx context.Context, p scenarios.Payload) measure.Sample {
	return sampleOf(d.gateway, d.send(ctx, d.requests[p.Name]))
}

// proofOf are the headers that prove who one is, but for signatures.
func proofOf(g *scenarios.Gateway, key string) map[string]string {
	switch {
	case g.Auth == scenarios.AuthKey:
		return map[string]string{"X-Api-Key": key}
	case g.Auth == scenarios.AuthBearer && g.Token != "":
		return map[string]string{"Authorization": "Bearer " + g.Token}
	}
	return nil
}

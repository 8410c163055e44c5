// Package gateway drives functions through what stands in front of them: REST
// and HTTP APIs of API Gateway, function URLs and load balancers.
package gateway

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/sweetspot-bench/sweetspot/internal/gateway"
	"github.com/sweetspot-bench/sweetspot/internal/gateway/answers"
	"github.com/sweetspot-bench/sweetspot/internal/load/transport"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/runners"
	"github.com/sweetspot-bench/sweetspot/runners/lambda"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// Runner sweeps a function of the local sandbox behind gateways of this process:
// each variant has a function and a gateway of its own, on a port of its own.
type Runner struct {
	scenario  *scenarios.Scenario
	target    scenarios.Target
	warn      func(text string)
	local     *lambda.Local
	functions *lambda.Runner
	judges    *lambda.Runner // the authorizer; nil without one
	live      map[int]*live  // by variant
	late      *latecomers
}

// live is a variant that can be invoked.
type live struct {
	*door
	base   string // its URL
	server *http.Server
}

var _ runners.Runner = (*Runner)(nil)

// New makes the runner of one of the scenario's targets in a sandbox. What is
// odd about a first answer, but no reason to stop, warn is told.
func New(local *lambda.Local, s *scenarios.Scenario, target int, oversize bool, warn func(text string)) *Runner {
	r := &Runner{
		scenario: s, target: s.Targets[target], warn: warn, local: local,
		functions: local.Runner(s, target, oversize), live: map[int]*live{}, late: newLatecomers(),
	}
	if t, ok := authorizerOf(r.target); ok {
		alone := *s
		alone.Targets = []scenarios.Target{t}
		r.judges = local.Runner(&alone, 0, true)
	}
	return r
}

// judgeVariant is the size of a local authorizer: one that is no bottleneck, as
// it is not what is measured.
var judgeVariant = scenarios.Variant{MemoryMB: 1769, Architecture: scenarios.DefaultArchitecture}

// authorizerOf is the function that judges a gateway's requests, as a target of
// its own; false without one.
func authorizerOf(t scenarios.Target) (scenarios.Target, bool) {
	a := t.Gateway.Authorizer
	if a == nil || t.Gateway.Auth != scenarios.AuthBearer {
		return scenarios.Target{}, false
	}
	return scenarios.Target{
		Name: t.Name + "-authorizer", Kind: scenarios.KindFunction, Provider: t.Provider, Region: t.Region,
		Function: a.Function, Dir: t.Dir,
	}, true
}

// Check sees that the functions start, that the gateway can be made, and that it
// has a route for each payload; then everything is removed again. What a first
// answer says beyond that is the load's to count, and only warned of.
func (r *Runner) Check(ctx context.Context, variants []scenarios.Variant) error {
	if err := r.functions.Check(ctx, variants); err != nil {
		return err
	}
	if r.judges != nil {
		if err := r.judges.Check(ctx, []scenarios.Variant{judgeVariant}); err != nil {
			return fmt.Errorf("the authorizer: %w", err)
		}
	}
	if err := r.Apply(ctx, variants[0]); err != nil {
		return errors.Join(err, r.Restore(ctx))
	}
	return errors.Join(r.probe(ctx, r.live[variants[0].Index].door), r.Restore(ctx))
}

// probe sends the request of each payload once.
func (r *Runner) probe(ctx context.Context, d *door) error {
	told := map[string]bool{}
	for _, p := range r.scenario.Payloads {
		to, _ := r.target.Gateway.RequestOf(p)
		line := to.Method + " " + to.Path
		a := d.send(ctx, d.requests[p.Name])
		s := sampleOf(r.target.Gateway, a)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case answers.Cause(a.Header.Get(gateway.HeaderCause)) == answers.NoRoute:
			return noRoute(r.target, to)
		case !s.OK() && !told[s.Reason]:
			told[s.Reason] = true
			r.warn(fmt.Sprintf("%s: a first request, %s, failed with status %d: %s%s", r.target.Name, line, s.Status, s.Reason, detail(a)))
		}
	}
	return nil
}

// detail is what the gateway says of an answer of its own, for people only: it
// may hold what a function said.
func detail(a transport.Answer) string {
	if text := a.Header.Get(gateway.HeaderDetail); text != "" {
		return " (" + text + ")"
	}
	return ""
}

// Apply makes the variant's function, if it is not there yet, and puts a gateway
// in front of it on a port of loopback.
func (r *Runner) Apply(ctx context.Context, v scenarios.Variant) error {
	if r.live[v.Index] != nil {
		return nil
	}
	l, err := r.serve(ctx, v, "127.0.0.1:0")
	if err != nil {
		return err
	}
	_ = l.client.Open(ctx, l.first.Request, connections(r.scenario.Load)) // what cannot be opened now, the load meets
	return ctx.Err()
}

// Serve is Apply at an address of the caller's choice, for people and programs
// to send to; it returns the gateway's URL. Restore ends it.
func (r *Runner) Serve(ctx context.Context, v scenarios.Variant, address string) (url string, err error) {
	l, err := r.serve(ctx, v, address)
	if err != nil {
		return "", err
	}
	return l.base, nil
}

// serve makes the variant's function and puts a gateway in front of it.
func (r *Runner) serve(ctx context.Context, v scenarios.Variant, address string) (*live, error) {
	if err := r.functions.Apply(ctx, v); err != nil {
		return nil, err
	}
	names := Functions{Behind: r.functions.Name(v)}
	if r.judges != nil {
		if err := r.judges.Apply(ctx, judgeVariant); err != nil {
			return nil, fmt.Errorf("the authorizer: %w", err)
		}
		names.Authorizer = r.judges.Name(judgeVariant)
	}
	l, err := r.open(ConfigOf(r.target, v, names), address)
	if err != nil {
		return nil, fmt.Errorf("target %s: %w", r.target.Name, err)
	}
	r.live[v.Index] = l
	return l, nil
}

// open starts a gateway on this machine.
func (r *Runner) open(c gateway.Config, address string) (*live, error) {
	c.Late = r.late.add
	handler, err := gateway.New(c, gateway.InvokerFunc(r.local.Invoke))
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s: %w", address, err)
	}
	base := "http://" + listener.Addr().String()
	proof := proofOf(r.target.Gateway, keyOf(r.target.Gateway))
	sign := newSigner(r.target, credentials.NewStaticCredentialsProvider(LocalAccessKey, LocalSecret, ""))
	d, err := newDoor(r.scenario, r.target, base, patience(r.target), proof, sign)
	if err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	l := &live{door: d, base: base, server: &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}}
	go func() { _ = l.server.Serve(listener) }() // until Restore
	return l, nil
}

// connections is how many a load begins with; it opens more as it goes.
func connections(l scenarios.Load) int {
	const atMost = 64
	return min(atMost, max(1, l.Concurrency, l.Burst))
}

// Invoke sends one request through the gateway.
func (r *Runner) Invoke(ctx context.Context, v scenarios.Variant, p scenarios.Payload) measure.Sample {
	return r.live[v.Index].invoke(ctx, p)
}

// Recycle has the function behind the gateway served from new environments only.
func (r *Runner) Recycle(ctx context.Context, v scenarios.Variant) error {
	return r.functions.Recycle(ctx, v)
}

// Restore ends the gateways and deletes their functions.
func (r *Runner) Restore(ctx context.Context) error {
	var errs []error
	for _, l := range r.live {
		l.client.Close()
		errs = append(errs, l.server.Close())
	}
	clear(r.live)
	errs = append(errs, r.functions.Restore(ctx))
	if r.judges != nil {
		errs = append(errs, r.judges.Restore(ctx))
	}
	return errors.Join(errs...)
}

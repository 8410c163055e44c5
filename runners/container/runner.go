// Package container runs servers on this machine, each variant as replicas of its
// own behind a balancer, and sends them requests.
package container

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/containers"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/sandbox/builtin"
	"github.com/sweetspot-bench/sweetspot/runners"
	"github.com/sweetspot-bench/sweetspot/runners/http"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// Runner sweeps one container: each variant keeps its replicas until the end, so
// that changing variants stops nothing that is warm.
type Runner struct {
	scenario *scenarios.Scenario
	target   scenarios.Target
	runtime  containers.Runtime
	oversize bool
	warn     func(text string)
	live     map[int]*containers.Service // by variant
}

var (
	_ runners.Runner  = (*Runner)(nil)
	_ runners.Metered = (*Runner)(nil)
)

// New makes the runner of one of the scenario's targets, whose replicas a runtime
// starts, which stays the caller's. A variant with more vCPU than this machine
// has is refused unless oversize is set. warn is told of doubts.
func New(s *scenarios.Scenario, target int, runtime containers.Runtime, oversize bool, warn func(text string)) *Runner {
	return &Runner{
		scenario: s, target: s.Targets[target], runtime: runtime, oversize: oversize, warn: warn,
		live: map[int]*containers.Service{},
	}
}

// Check starts a replica of the largest variant and makes one request, so that a
// server that cannot start, or fails all it is asked, is known before anything is
// measured.
func (r *Runner) Check(ctx context.Context, variants []scenarios.Variant) error {
	if err := r.fits(variants); err != nil {
		return err
	}
	largest := variants[0]
	for _, v := range variants {
		if v.MemoryMB > largest.MemoryMB {
			largest = v
		}
	}
	if err := r.runtime.Check(ctx, r.spec(largest)); err != nil {
		return fmt.Errorf("target %s: %w", r.target.Name, err)
	}
	service, err := r.open(ctx, largest, 1)
	if err != nil {
		return err
	}
	r.probe(ctx, service)
	return errors.Join(service.Close(), ctx.Err())
}

// fits checks that each variant's vCPU can be had on this machine.
func (r *Runner) fits(variants []scenarios.Variant) error {
	cores := float64(runtime.NumCPU())
	crowded := 0.0
	for _, v := range variants {
		if v.VCPU() > cores && !r.oversize {
			return fmt.Errorf("%s has %g vCPU and this machine %g: it cannot be measured here; leave it out, or go on knowingly with --oversize",
				r.scenario.Label(v), v.VCPU(), cores)
		}
		crowded = max(crowded, v.VCPU()*float64(r.target.Container.Replicas))
	}
	if crowded > cores {
		r.warn(fmt.Sprintf("the replicas of %s have %g vCPU together and this machine %g: under load none has what it was promised", r.target.Name, crowded, cores))
	}
	return nil
}

// probe makes a first request, and warns of an answer that counts as an error.
func (r *Runner) probe(ctx context.Context, service *containers.Service) {
	s := r.ask(ctx, service, r.scenario.Payloads[0])
	if s.OK() || ctx.Err() != nil {
		return
	}
	r.warn(fmt.Sprintf("%s fails a first request: %s", r.target.HandlerText(), s.Reason))
}

// Apply starts the variant's replicas, unless they run already.
func (r *Runner) Apply(ctx context.Context, v scenarios.Variant) error {
	if r.live[v.Index] != nil {
		return nil
	}
	service, err := r.open(ctx, v, r.target.Container.Replicas)
	if err == nil {
		r.live[v.Index] = service
	}
	return err
}

// open starts replicas of a variant and waits until they are healthy.
func (r *Runner) open(ctx context.Context, v scenarios.Variant, replicas int) (*containers.Service, error) {
	c := r.target.Container
	service, err := containers.Open(ctx, r.runtime, r.spec(v), containers.Options{
		Replicas: replicas, Health: c.Health, StartTimeout: c.StartTimeout,
		Connect: r.connect,
	})
	if err != nil {
		return nil, r.withoutSecrets(fmt.Errorf("%s cannot start with %s: %w", r.target.HandlerText(), r.scenario.Label(v), err))
	}
	return service, nil
}

// withoutSecrets is an error that may quote what a server said, without the
// secrets of its environment.
func (r *Runner) withoutSecrets(err error) error {
	text := err.Error()
	for name, value := range r.target.Container.Env {
		if scenarios.IsSecretName(name) && value != "" {
			text = strings.ReplaceAll(text, value, "[redacted]")
		}
	}
	if text == err.Error() {
		return err
	}
	return errors.New(text)
}

// connect prepares the requests to one replica, and opens connections. What
// cannot be opened now, the load meets and counts.
func (r *Runner) connect(ctx context.Context, address string) (io.Closer, error) {
	server, err := http.NewServer(r.scenario, func(p scenarios.Payload) *scenarios.HTTP {
		h := r.target.Container.RequestOf(p)
		h.URL = "http://" + address + h.URL
		return h
	})
	if err != nil {
		return nil, err
	}
	_ = server.Open(ctx)
	return server, nil
}

// spec is what a replica of a variant is started as.
func (r *Runner) spec(v scenarios.Variant) containers.Spec {
	c := r.target.ContainerOf(v)
	spec := containers.Spec{
		Name: fmt.Sprintf("%s-%d", r.target.Name, v.Index), Image: c.Image, Command: c.Command,
		Dir: cmp.Or(r.target.Dir, r.scenario.Dir), Env: c.Env, Port: c.Port, VCPU: v.VCPU(), MemoryMB: v.MemoryMB,
	}
	if name, ok := strings.CutPrefix(c.Handler, "builtin:"); ok {
		spec.Command = []string{executable()}
		spec.Env[builtin.EnvName] = name
	}
	return spec
}

// Invoke sends one request to the replica with the fewest on their way.
func (r *Runner) Invoke(ctx context.Context, v scenarios.Variant, p scenarios.Payload) measure.Sample {
	service := r.live[v.Index]
	began := time.Now()
	s := r.ask(ctx, service, p)
	s.Contended = r.runtime.Contended(began, time.Now())
	return s
}

// ask sends one request to a service.
func (r *Runner) ask(ctx context.Context, service *containers.Service, p scenarios.Payload) measure.Sample {
	i := service.Take(ctx)
	if i == nil {
		return measure.Sample{Outcome: measure.OutcomeTransport, Cold: measure.ColdNone, Reason: noReplica, BytesOut: int64(len(p.Body))}
	}
	defer service.Release(i)
	s, err := i.Client.(*http.Server).Send(ctx, p)
	if err != nil && ctx.Err() == nil {
		blame(&s, i)
	}
	if i.Fresh() {
		// Nobody waited for the start: a balancer sends nothing before it.
		s.Cold, s.Init = measure.ColdProactive, i.StartUp
	}
	s.Environment, s.MaxMemoryMB = i.ID(), i.PeakMB()
	return s
}

// noReplica is the reason of a request that met no healthy replica.
const noReplica = "no healthy replica"

// toldWithin is how long after a broken connection a replica that died is known
// to have.
const toldWithin = 300 * time.Millisecond

// blame finds out whether a request got no answer because its replica died under
// it, and of what.
func blame(s *measure.Sample, i *containers.Instance) {
	if s.Outcome != measure.OutcomeTransport {
		return
	}
	select {
	case <-i.Ended():
	case <-time.After(toldWithin):
		return
	}
	s.Outcome, s.Reason = measure.OutcomeFunction, i.End().String()
	if i.End().OOM {
		s.Outcome = measure.OutcomeOOM
	}
}

// Recycle replaces a replica: the next request goes to the fresh one.
func (r *Runner) Recycle(ctx context.Context, v scenarios.Variant) error {
	return r.live[v.Index].Recycle(ctx)
}

// Usage implements runners.Metered.
func (r *Runner) Usage(ctx context.Context, v scenarios.Variant) (measure.Usage, bool) {
	service := r.live[v.Index]
	if service == nil {
		return measure.Usage{}, false
	}
	u := service.Usage(ctx)
	replicas := r.target.Container.Replicas
	return measure.Usage{CPU: u.CPU, Throttled: u.Throttled, Replicas: replicas, VCPU: v.VCPU() * float64(replicas)}, true
}

// Restore ends every replica.
func (r *Runner) Restore(context.Context) error {
	var errs []error
	for _, service := range r.live {
		errs = append(errs, service.Close())
	}
	clear(r.live)
	return errors.Join(errs...)
}

// executable is this program, which serves built-in functions.
func executable() string {
	path, err := os.Executable()
	if err != nil {
		return os.Args[0]
	}
	return path
}

// Package container runs servers on this machine, each variant as replicas of its
// own behind a balancer, and sends them requests. A container of several programs
// has replicas of each, to which requests go by their path.
package container

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
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
	live     map[int]*site // by variant
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
		live: map[int]*site{},
	}
}

// Check starts a replica of each program in the largest variant and makes one
// request to it, so that a server that cannot start, or fails all it is asked, is known before anything is
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
	for _, p := range r.programs(largest) {
		if err := r.runtime.Check(ctx, r.spec(largest, p)); err != nil {
			return fmt.Errorf("target %s: %w", r.target.Name, err)
		}
	}
	site, err := r.open(ctx, largest, 1)
	if err != nil {
		return err
	}
	r.probe(ctx, site)
	return errors.Join(site.close(), ctx.Err())
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
		crowded = max(crowded, v.VCPU()*float64(r.target.Container.Tasks()))
	}
	if crowded > cores {
		r.warn(fmt.Sprintf("the replicas of %s have %g vCPU together and this machine %g: under load none has what it was promised", r.target.Name, crowded, cores))
	}
	return nil
}

// probe makes a first request to each program, and warns of an answer that counts
// as an error. A program that no payload is sent to is left.
func (r *Runner) probe(ctx context.Context, site *site) {
	asked := map[*containers.Service]bool{}
	for _, p := range r.scenario.Payloads {
		service := site.of(r.target.Container.RequestOf(p).URL)
		if asked[service] {
			continue
		}
		asked[service] = true
		s := r.ask(ctx, site, p)
		if s.OK() || ctx.Err() != nil {
			continue
		}
		r.warn(fmt.Sprintf("%s fails a first request: %s", r.target.HandlerText(), s.Reason))
	}
}

// Apply starts the variant's replicas, unless they run already.
func (r *Runner) Apply(ctx context.Context, v scenarios.Variant) error {
	if r.live[v.Index] != nil {
		return nil
	}
	site, err := r.open(ctx, v, r.target.Container.Replicas)
	if err == nil {
		r.live[v.Index] = site
	}
	return err
}

// programs are what runs for a variant.
func (r *Runner) programs(v scenarios.Variant) []scenarios.Service {
	return r.target.ContainerOf(v).Programs()
}

// open starts replicas of each program of a variant and waits until they are
// healthy.
func (r *Runner) open(ctx context.Context, v scenarios.Variant, replicas int) (*site, error) {
	out := &site{}
	for _, p := range r.programs(v) {
		service, err := containers.Open(ctx, r.runtime, r.spec(v, p), containers.Options{
			Replicas: replicas, Health: p.Health, StartTimeout: r.target.Container.StartTimeout,
			Connect: r.connect,
		})
		if err != nil {
			what := r.target.HandlerText()
			if p.Name != "" {
				what = "service " + p.Name
			}
			err = r.withoutSecrets(fmt.Errorf("%s cannot start with %s: %w", what, r.scenario.Label(v), err))
			return nil, errors.Join(err, out.close())
		}
		out.add(p.Path, service)
	}
	return out, nil
}

// withoutSecrets is an error that may quote what a server said, without the
// secrets of its environment.
func (r *Runner) withoutSecrets(err error) error {
	text := err.Error()
	for _, p := range r.target.Container.Programs() {
		for name, value := range p.Env {
			if scenarios.IsSecretName(name) && value != "" {
				text = strings.ReplaceAll(text, value, "[redacted]")
			}
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

// spec is what a replica of a program is started as in a variant.
func (r *Runner) spec(v scenarios.Variant, p scenarios.Service) containers.Spec {
	name := r.target.Name
	if p.Name != "" {
		name += "-" + p.Name
	}
	spec := containers.Spec{
		Name: fmt.Sprintf("%s-%d", name, v.Index), Image: p.Image, Command: p.Command,
		Dir: cmp.Or(r.target.Dir, r.scenario.Dir), Env: p.Env, Port: p.Port, VCPU: v.VCPU(), MemoryMB: v.MemoryMB,
	}
	serve := strings.TrimPrefix(p.Handler, builtinPrefix)
	if len(p.Handlers) > 0 {
		names := maps.Clone(p.Handlers)
		for path, handler := range names {
			names[path] = strings.TrimPrefix(handler, builtinPrefix)
		}
		serve = builtin.Together(names)
	}
	if serve != "" {
		spec.Command = []string{executable()}
		spec.Env[builtin.EnvName] = serve
	}
	return spec
}

// builtinPrefix begins a handler.
const builtinPrefix = "builtin:"

// Invoke sends one request to the replica with the fewest on their way.
func (r *Runner) Invoke(ctx context.Context, v scenarios.Variant, p scenarios.Payload) measure.Sample {
	began := time.Now()
	s := r.ask(ctx, r.live[v.Index], p)
	s.Contended = r.runtime.Contended(began, time.Now())
	return s
}

// ask sends one request to the service that takes its path.
func (r *Runner) ask(ctx context.Context, site *site, p scenarios.Payload) measure.Sample {
	refused := measure.Sample{Outcome: measure.OutcomeTransport, Cold: measure.ColdNone, BytesOut: int64(len(p.Body))}
	service := site.of(r.target.Container.RequestOf(p).URL)
	if service == nil {
		refused.Reason = noService
		return refused
	}
	i := service.Take(ctx)
	if i == nil {
		refused.Reason = measure.ReasonNoReplica
		return refused
	}
	defer service.Release(i)
	s, err := i.Client.(*http.Server).Send(ctx, p)
	if err != nil && ctx.Err() == nil {
		blame(&s, i)
	}
	if i.Fresh() {
		// Nobody waited for the start: a balancer sends nothing before it.
		s.Cold, s.Init = measure.ColdProactive, site.startUp(i)
	}
	s.Environment, s.MaxMemoryMB = i.ID(), i.PeakMB()
	return s
}

// noService is the reason of a request whose path no service takes: one that was
// not known when the scenario was read, as from a secret.
const noService = "no service takes its path"

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

// Recycle replaces a replica of each program: the next request goes to a fresh
// one.
func (r *Runner) Recycle(ctx context.Context, v scenarios.Variant) error {
	return r.live[v.Index].recycle(ctx)
}

// Usage implements runners.Metered.
func (r *Runner) Usage(ctx context.Context, v scenarios.Variant) (measure.Usage, bool) {
	site := r.live[v.Index]
	if site == nil {
		return measure.Usage{}, false
	}
	out := measure.Usage{Replicas: r.target.Container.Tasks()}
	out.VCPU = v.VCPU() * float64(out.Replicas)
	for _, service := range site.services {
		u := service.Usage(ctx)
		out.CPU += u.CPU
		out.Throttled += u.Throttled
	}
	return out, true
}

// Restore ends every replica.
func (r *Runner) Restore(context.Context) error {
	var errs []error
	for _, site := range r.live {
		errs = append(errs, site.close())
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

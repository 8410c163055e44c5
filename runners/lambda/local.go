package lambda

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"runtime"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/command"
	"github.com/sweetspot-bench/sweetspot/internal/limits"
	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
	"github.com/sweetspot-bench/sweetspot/internal/sandbox/builtin"
	"github.com/sweetspot-bench/sweetspot/internal/sandbox/lambdaapi"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// Local is a sandbox of this process, served on loopback.
type Local struct {
	Endpoint string // "http://127.0.0.1:port"

	limits   limits.Controller
	platform *sandbox.Platform
	api      *lambdaapi.Server
	server   *http.Server
}

// LocalOptions say how a Local is set up.
type LocalOptions struct {
	Tier    limits.Tier // best available when ""
	Address string      // "127.0.0.1:0" when ""
	Region  string      // "us-east-1" when ""
	Account sandbox.Account
	// KeepLogs has functions make log groups, for others than a run to read.
	KeepLogs bool
}

// StartLocal starts a sandbox. The caller closes it.
func StartLocal(o LocalOptions) (*Local, error) {
	if o.Address == "" {
		o.Address = "127.0.0.1:0"
	}
	listener, err := net.Listen("tcp", o.Address)
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s: %w", o.Address, err)
	}
	local := &Local{Endpoint: "http://" + listener.Addr().String()}
	if local.limits, err = limits.Open(limits.Options{Tier: o.Tier}); err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	local.platform, err = sandbox.New(sandbox.Options{Limits: local.limits, Account: o.Account})
	if err != nil {
		return nil, errors.Join(err, local.limits.Close(), listener.Close())
	}
	local.api = lambdaapi.New(lambdaapi.Options{
		Invoker: local.platform, Region: o.Region, Account: o.Account,
		KeepLogs: o.KeepLogs, CheckHandler: sandbox.CheckHandler, CheckBuiltin: builtin.Check,
	})
	local.server = &http.Server{Handler: local.api, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = local.server.Serve(listener) }() // until Close
	return local, nil
}

// Tier is the mechanism that holds CPU and memory, and Describe says what it
// can and cannot hold.
func (l *Local) Tier() limits.Tier { return l.limits.Tier() }

// Describe says in a sentence what holds CPU and memory here.
func (l *Local) Describe() string { return l.limits.Describe() }

// Close ends the sandbox, its environments and their groups.
func (l *Local) Close() error {
	err := l.server.Close()
	return errors.Join(err, l.api.Close(), l.platform.Close(), l.limits.Close())
}

// Invoke runs a function by its name, in this process: what a gateway does with
// a request.
func (l *Local) Invoke(ctx context.Context, function string, event []byte, traceID string) (*sandbox.Result, error) {
	return l.api.Call(ctx, function, event, traceID)
}

// Runner sweeps one of the scenario's targets in the sandbox. A variant whose
// single environment would have more vCPU than the host has cores is refused
// unless oversize is set: it could not be measured.
func (l *Local) Runner(s *scenarios.Scenario, target int, oversize bool) *Runner {
	t := s.Targets[target]
	return &Runner{
		client: newClient(l.Endpoint, t),
		target: t,
		dir:    cmp.Or(t.Dir, s.Dir),
		names:  map[int]string{},
		traced: s.Tracing != nil,
		check: func(variants []scenarios.Variant) error {
			if oversize {
				return nil
			}
			return fits(s, variants, runtime.NumCPU())
		},
	}
}

// fits checks that each variant's vCPU can be had on a host of so many cores.
func fits(s *scenarios.Scenario, variants []scenarios.Variant, cores int) error {
	for _, v := range variants {
		if vcpu := sandbox.VCPU(v.MemoryMB); vcpu > float64(cores) {
			return fmt.Errorf("%s has %.2f vCPU and this machine %d: it cannot be measured here; leave it out, or go on knowingly with --oversize",
				s.Label(v), vcpu, cores)
		}
	}
	return nil
}

// Build runs the build command of every target that has one, in the folder
// that its paths start from.
func Build(ctx context.Context, s *scenarios.Scenario) error {
	for _, t := range s.Targets {
		words := t.BuildCommand()
		if len(words) == 0 {
			continue
		}
		build := command.Command{Words: words, Dir: cmp.Or(t.Dir, s.Dir), Output: os.Stderr}
		if err := command.Run(ctx, build); err != nil {
			return fmt.Errorf("target %s: build %w", t.Name, err)
		}
	}
	return nil
}

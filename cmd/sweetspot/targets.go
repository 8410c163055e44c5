package main

import (
	"context"
	"fmt"

	"github.com/sweetspot-bench/sweetspot/internal/limits"
	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/runners"
	"github.com/sweetspot-bench/sweetspot/runners/gateway"
	"github.com/sweetspot-bench/sweetspot/runners/http"
	"github.com/sweetspot-bench/sweetspot/runners/lambda"
	"github.com/sweetspot-bench/sweetspot/runners/lambda/onaws"
	"github.com/sweetspot-bench/sweetspot/runners/replay"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// runnerOf makes the runner of a target, by the target's kind.
var runnerOf = map[scenarios.Kind]func(r *run, target int) (runners.Runner, error){
	scenarios.KindFunction:  (*run).functionRunner,
	scenarios.KindGateway:   (*run).gatewayRunner,
	scenarios.KindContainer: (*run).containerRunner,
	scenarios.KindHTTP:      (*run).httpRunner,
}

// makeRunners makes the runner of every target.
func (r *run) makeRunners() error {
	shown := r.scenario
	r.scenario = r.live // nobody else is given the secrets
	defer func() { r.scenario = shown }()
	for i, t := range r.scenario.Targets {
		runner, err := runnerOf[t.Kind](r, i)
		if err != nil {
			return err
		}
		r.runners = append(r.runners, runner)
	}
	return nil
}

// functionRunner replays a recording, measures a function that is deployed, or
// runs one in the local sandbox, which the first one starts.
func (r *run) functionRunner(target int) (runners.Runner, error) {
	switch t := r.scenario.Targets[target]; {
	case t.Replay != nil:
		return replay.New(r.scenario, target), nil
	case t.Provider == scenarios.ProviderAWS:
		return onaws.New(context.Background(), onaws.Options{Scenario: r.scenario, Target: target, Confirmed: r.confirmed(), Warn: r.warn})
	}
	if err := r.startLocal(target); err != nil {
		return nil, err
	}
	return r.local.Runner(r.scenario, target, r.settings.Oversize), nil
}

// startLocal starts the local sandbox for a target, unless it runs already.
func (r *run) startLocal(target int) error {
	if r.local != nil {
		return nil
	}
	tier, err := limits.ParseTier(r.settings.Limits)
	if err != nil {
		return err
	}
	region := r.scenario.Targets[target].Region
	r.local, err = lambda.StartLocal(lambda.LocalOptions{Tier: tier, Region: region})
	return err
}

// gatewayRunner measures a gateway that stands already, or runs a function in the
// local sandbox behind one.
func (r *run) gatewayRunner(target int) (runners.Runner, error) {
	if r.scenario.Targets[target].Provider == scenarios.ProviderAWS {
		return gateway.NewDeployed(context.Background(), gateway.Options{Scenario: r.scenario, Target: target, Confirmed: r.confirmed(), Warn: r.warn})
	}
	if err := r.startLocal(target); err != nil {
		return nil, err
	}
	return gateway.New(r.local, r.scenario, target, r.settings.Oversize, r.warn), nil
}

// httpRunner drives a server that runs already.
func (r *run) httpRunner(target int) (runners.Runner, error) {
	if t := r.scenario.Targets[target]; t.HTTP.Insecure {
		r.warn(t.HandlerText() + ": its certificate is not verified (insecure: true), so that another server may answer in its place")
	}
	return http.New(r.scenario, target, r.warn), nil
}

// warn tells of a doubt that arose while running, in the report too where the
// run has begun.
func (r *run) warn(text string) {
	text = r.spoken(text)
	fmt.Fprintln(r.stderr, "sweetspot: warning:", text)
	if r.manifest != nil {
		r.manifest.Warnings = append(r.manifest.Warnings, rundir.Warning{Code: "target", Text: text})
	}
}

// tier is what holds CPU and memory of local functions and containers, "" without
// any.
func (r *run) tier() string {
	if r.local != nil {
		return string(r.local.Tier())
	}
	return r.boxes.tier()
}

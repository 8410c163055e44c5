package main

import (
	"context"
	"fmt"
	"io"

	"github.com/sweetspot-bench/sweetspot/internal/containers"
	"github.com/sweetspot-bench/sweetspot/internal/containers/docker"
	"github.com/sweetspot-bench/sweetspot/internal/limits"
	"github.com/sweetspot-bench/sweetspot/runners"
	"github.com/sweetspot-bench/sweetspot/runners/container"
	"github.com/sweetspot-bench/sweetspot/runners/ecs"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// boxes are what containers on this machine run in; each is nil until a target
// needs it.
type boxes struct {
	processes *containers.Processes
	engine    *docker.Engine
}

// engineTier is how a run says that a container engine held CPU and memory.
const engineTier = "engine"

// containerRunner drives a service on ECS, or runs a container on this machine: an
// image in the engine, a command or a built-in function as a plain process.
func (r *run) containerRunner(target int) (runners.Runner, error) {
	if r.scenario.Targets[target].Provider == scenarios.ProviderAWS {
		return ecs.New(r.scenario, target, r.warn), nil
	}
	runtime, err := r.runtimeOf(r.scenario.Targets[target].Container.Programs()[0].Image) // all are images, or none is
	if err != nil {
		return nil, fmt.Errorf("target %s: %w", r.scenario.Targets[target].Name, err)
	}
	return container.New(r.scenario, target, runtime, r.settings.Oversize, r.warn), nil
}

// runtimeOf is what runs an image, or a plain process where there is none.
func (r *run) runtimeOf(image string) (containers.Runtime, error) {
	var err error
	switch {
	case image == "" && r.boxes.processes == nil:
		var tier limits.Tier
		if tier, err = limits.ParseTier(r.settings.Limits); err == nil {
			r.boxes.processes, err = containers.OpenProcesses(tier)
		}
	case image != "" && r.boxes.engine == nil:
		r.boxes.engine, err = docker.Open(context.Background())
	}
	if image == "" {
		return r.boxes.processes, err
	}
	return r.boxes.engine, err
}

// tier is what holds CPU and memory of containers, "" without any.
func (b *boxes) tier() string {
	switch {
	case b.processes != nil:
		return string(b.processes.Tier())
	case b.engine != nil:
		return engineTier
	}
	return ""
}

// describe says what holds CPU and memory, a sentence each.
func (b *boxes) describe(w io.Writer) {
	if b.processes != nil {
		fmt.Fprintln(w, b.processes.Describe())
	}
	if b.engine != nil {
		fmt.Fprintln(w, b.engine.Describe())
	}
}

// close ends what containers ran in. It may be called twice.
func (b *boxes) close() (errs []error) {
	if b.processes != nil {
		errs = append(errs, b.processes.Close())
	}
	if b.engine != nil {
		errs = append(errs, b.engine.Close())
	}
	b.processes, b.engine = nil, nil
	return errs
}

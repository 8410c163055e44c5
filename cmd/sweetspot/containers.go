package main

import (
	"errors"
	"fmt"

	"github.com/sweetspot-bench/sweetspot/internal/containers"
	"github.com/sweetspot-bench/sweetspot/internal/limits"
	"github.com/sweetspot-bench/sweetspot/runners"
	"github.com/sweetspot-bench/sweetspot/runners/container"
)

// containerRunner runs a container on this machine: a command or a built-in
// function as a plain process.
func (r *run) containerRunner(target int) (runners.Runner, error) {
	if r.scenario.Targets[target].Container.Image != "" {
		return nil, errors.New("target " + r.scenario.Targets[target].Name + ": no container engine can be spoken to in this version; write command: or handler: in place of image:")
	}
	if r.processes == nil {
		tier, err := limits.ParseTier(r.settings.Limits)
		if err != nil {
			return nil, err
		}
		if r.processes, err = containers.OpenProcesses(tier); err != nil {
			return nil, err
		}
	}
	return container.New(r.scenario, target, r.processes, r.settings.Oversize, r.warn), nil
}

// closeContainers ends what containers ran in.
func (r *run) closeContainers() {
	if r.processes == nil {
		return
	}
	if err := r.processes.Close(); err != nil {
		fmt.Fprintln(r.stderr, "sweetspot: warning:", err)
	}
	r.processes = nil
}

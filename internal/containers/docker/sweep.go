package docker

import (
	"context"
	"fmt"
	"os"

	"github.com/moby/moby/client"

	"github.com/sweetspot-bench/sweetspot/internal/containers"
)

// The labels of what this package starts: who started it, by a directory that is
// locked while that process lives, and on which machine that directory is.
const (
	ownerLabel   = "sweetspot.owner"
	machineLabel = "sweetspot.machine"
)

// labels mark a container as started by this process.
func (e *Engine) labels() map[string]string {
	return map[string]string{ownerLabel: e.home.Dir, machineLabel: machine()}
}

func machine() string {
	name, err := os.Hostname()
	if err != nil {
		return "unknown"
	}
	return name
}

// sweep removes the containers of runs on this machine that are dead.
func (e *Engine) sweep(ctx context.Context) error {
	found, err := e.client.ContainerList(ctx, client.ContainerListOptions{
		All: true, Filters: client.Filters{}.Add("label", machineLabel+"="+machine()),
	})
	if err != nil {
		return fmt.Errorf("container engine: what earlier runs left cannot be listed: %w", err)
	}
	for _, c := range found.Items {
		owner := c.Labels[ownerLabel]
		if owner == "" || containers.Alive(owner) {
			continue
		}
		if err := e.remove(ctx, c.ID); err != nil {
			return fmt.Errorf("container engine: what an earlier run left cannot be removed: %w", err)
		}
	}
	return nil
}

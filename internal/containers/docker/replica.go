package docker

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/containerd/errdefs"
	"github.com/moby/moby/api/pkg/stdcopy"
	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/network"
	"github.com/moby/moby/client"

	"github.com/sweetspot-bench/sweetspot/internal/containers"
)

const loopback = "127.0.0.1"

// Check implements containers.Runtime: an image that the engine does not have is
// pulled.
func (e *Engine) Check(ctx context.Context, spec containers.Spec) error {
	_, err := e.client.ImageInspect(ctx, spec.Image)
	if err == nil || !errdefs.IsNotFound(err) {
		return err
	}
	pull, err := e.client.ImagePull(ctx, spec.Image, client.ImagePullOptions{})
	if err == nil {
		err = errors.Join(pull.Wait(ctx), pull.Close())
	}
	if err != nil {
		return fmt.Errorf("the engine does not have the image %s, and cannot pull it: %w", spec.Image, err)
	}
	return nil
}

// Start implements containers.Runtime.
func (e *Engine) Start(ctx context.Context, spec containers.Spec) (containers.Replica, error) {
	options, port, err := e.options(spec)
	if err != nil {
		return nil, err
	}
	made, err := e.client.ContainerCreate(ctx, options)
	if err != nil {
		return nil, fmt.Errorf("the engine cannot make a container of %s: %w", spec.Image, err)
	}
	r := &replica{engine: e, id: made.ID, ended: make(chan struct{})}
	if r.address, err = e.run(ctx, made.ID, port); err != nil {
		return nil, errors.Join(err, e.remove(context.WithoutCancel(ctx), made.ID))
	}
	go r.wait()
	return r, nil
}

// options are what a container is made of, and the port that its server is told.
func (e *Engine) options(spec containers.Spec) (client.ContainerCreateOptions, network.Port, error) {
	number, host := spec.Port, "0.0.0.0"
	if !e.bridged {
		free, err := containers.FreePort()
		if err != nil {
			return client.ContainerCreateOptions{}, network.Port{}, err
		}
		number, host = free, loopback
	}
	port, _ := network.PortFrom(uint16(number), network.TCP) // the scenario's is checked
	bytes := int64(spec.MemoryMB) << 20
	config := &container.Config{Image: spec.Image, Labels: e.labels(), Env: variables(spec.Env, host, number), ExposedPorts: network.PortSet{port: {}}}
	limits := &container.HostConfig{Resources: container.Resources{
		NanoCPUs: int64(spec.VCPU * 1e9), Memory: bytes, MemorySwap: bytes, // no swap
	}}
	if e.bridged {
		limits.PortBindings = network.PortMap{port: {{HostIP: netip.MustParseAddr(loopback)}}}
	} else {
		limits.NetworkMode = network.NetworkHost
	}
	return client.ContainerCreateOptions{Config: config, HostConfig: limits}, port, nil
}

// variables are those that a container has beside those of its image.
func variables(own map[string]string, host string, port int) []string {
	env := map[string]string{"HOST": host}
	maps.Copy(env, own)
	env["PORT"] = strconv.Itoa(port)
	var list []string
	for _, name := range slices.Sorted(maps.Keys(env)) {
		list = append(list, name+"="+env[name])
	}
	return list
}

// run starts a container, and tells where its server can be reached.
func (e *Engine) run(ctx context.Context, id string, port network.Port) (address string, err error) {
	if _, err := e.client.ContainerStart(ctx, id, client.ContainerStartOptions{}); err != nil {
		return "", fmt.Errorf("the engine cannot start the container: %w", err)
	}
	if !e.bridged {
		return net.JoinHostPort(loopback, port.Port()), nil
	}
	found, err := e.client.ContainerInspect(ctx, id, client.ContainerInspectOptions{})
	if err != nil {
		return "", fmt.Errorf("container engine: %w", err)
	}
	if settings := found.Container.NetworkSettings; settings != nil {
		for _, b := range settings.Ports[port] {
			return net.JoinHostPort(loopback, b.HostPort), nil
		}
	}
	// A container that ended at once has no port any more; health checks say so.
	return net.JoinHostPort(loopback, port.Port()), nil
}

// remove ends a container and removes it.
func (e *Engine) remove(ctx context.Context, id string) error {
	_, err := e.client.ContainerRemove(ctx, id, client.ContainerRemoveOptions{Force: true, RemoveVolumes: true})
	if errdefs.IsNotFound(err) {
		return nil
	}
	return err
}

// replica is one container.
type replica struct {
	engine  *Engine
	id      string
	address string

	ended chan struct{} // closed once it has ended; end is set before
	end   containers.End

	mu   sync.Mutex
	last containers.Usage
}

// wait follows the container to its end.
func (r *replica) wait() {
	defer close(r.ended)
	ctx := context.Background() // it ends with the container, at the latest when that is removed
	waiting := r.engine.client.ContainerWait(ctx, r.id, client.ContainerWaitOptions{Condition: container.WaitConditionNotRunning})
	select {
	case result := <-waiting.Result:
		r.end.Words = "exit status " + strconv.FormatInt(result.StatusCode, 10)
	case <-waiting.Error:
		r.end.Words = "removed, or the engine is gone"
	}
	found, err := r.engine.client.ContainerInspect(ctx, r.id, client.ContainerInspectOptions{})
	if err == nil && found.Container.State != nil {
		r.end.OOM = found.Container.State.OOMKilled
	}
}

// Address implements containers.Replica.
func (r *replica) Address() string { return r.address }

// Ended implements containers.Replica.
func (r *replica) Ended() <-chan struct{} { return r.ended }

// End implements containers.Replica.
func (r *replica) End() containers.End { return r.end }

// shownLines is how many of its last lines Said asks for.
const shownLines = "20"

// askWithin bounds questions about a container.
const askWithin = 5 * time.Second

// Said implements containers.Replica.
func (r *replica) Said() string {
	ctx, cancel := context.WithTimeout(context.Background(), askWithin)
	defer cancel()
	logs, err := r.engine.client.ContainerLogs(ctx, r.id, client.ContainerLogsOptions{ShowStdout: true, ShowStderr: true, Tail: shownLines})
	if err != nil {
		return ""
	}
	defer func() { _ = logs.Close() }()
	var said bytes.Buffer
	_, _ = stdcopy.StdCopy(&said, &said, io.LimitReader(logs, 1<<20)) // as much as there is
	return said.String()
}

// Usage implements containers.Replica. The engine tells the present memory, so the
// peak is the highest that was read.
func (r *replica) Usage(ctx context.Context) (containers.Usage, error) {
	select {
	case <-r.ended:
		r.mu.Lock()
		defer r.mu.Unlock()
		r.last.OOM = r.end.OOM
		return r.last, nil
	default:
	}
	stats, err := r.stats(ctx)
	if err != nil {
		return containers.Usage{}, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.last.CPU = max(r.last.CPU, time.Duration(stats.CPUStats.CPUUsage.TotalUsage))
	r.last.Throttled = max(r.last.Throttled, time.Duration(stats.CPUStats.ThrottlingData.ThrottledTime))
	r.last.PeakMB = max(r.last.PeakMB, usedMB(stats.MemoryStats))
	return r.last, nil
}

func (r *replica) stats(ctx context.Context) (stats container.StatsResponse, err error) {
	answer, err := r.engine.client.ContainerStats(ctx, r.id, client.ContainerStatsOptions{})
	if err != nil {
		return stats, err
	}
	defer func() { _ = answer.Body.Close() }()
	return stats, json.NewDecoder(answer.Body).Decode(&stats)
}

// usedMB is the memory that a container uses, rounded up, without files that the
// kernel only keeps in case they are read again: as `docker stats` shows it.
// https://docs.docker.com/reference/cli/docker/container/stats/
func usedMB(m container.MemoryStats) int {
	cached := max(m.Stats["inactive_file"], m.Stats["total_inactive_file"]) // cgroup v2, v1
	if cached > m.Usage {
		cached = 0
	}
	return int((m.Usage - cached + 1<<20 - 1) >> 20)
}

// Remove implements containers.Replica.
func (r *replica) Remove(ctx context.Context) error {
	_, _ = r.Usage(ctx) // the last that can be read
	err := r.engine.remove(ctx, r.id)
	select {
	case <-r.ended:
	case <-ctx.Done():
	}
	return err
}

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
	"github.com/sweetspot-bench/sweetspot/internal/limits"
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
	if err = r.run(ctx, port); err != nil {
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
	hosted := &container.HostConfig{Resources: container.Resources{
		NanoCPUs: int64(spec.VCPU * 1e9), Memory: bytes, MemorySwap: bytes, // no swap
	}}
	if e.bridged {
		hosted.PortBindings = network.PortMap{port: {{HostIP: netip.MustParseAddr(loopback)}}}
	} else {
		hosted.NetworkMode = network.NetworkHost
	}
	return client.ContainerCreateOptions{Config: config, HostConfig: hosted}, port, nil
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

// run starts the container, and learns where its server can be reached and where
// its counters are.
func (r *replica) run(ctx context.Context, port network.Port) error {
	c := r.engine.client
	if _, err := c.ContainerStart(ctx, r.id, client.ContainerStartOptions{}); err != nil {
		return fmt.Errorf("the engine cannot start the container: %w", err)
	}
	found, err := c.ContainerInspect(ctx, r.id, client.ContainerInspectOptions{})
	if err != nil {
		return fmt.Errorf("container engine: %w", err)
	}
	// A container that ended at once has no port any more; health checks say so.
	r.address = net.JoinHostPort(loopback, port.Port())
	if settings := found.Container.NetworkSettings; settings != nil && r.engine.bridged {
		for _, b := range settings.Ports[port] {
			r.address = net.JoinHostPort(loopback, b.HostPort)
		}
	}
	if state := found.Container.State; state != nil && state.Pid > 0 {
		r.counters, _ = limits.Observe(state.Pid, r.id) // else the engine is asked
	}
	return nil
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

	mu       sync.Mutex
	last     containers.Usage
	counters limits.Observed // of its control group; nil where they cannot be read
}

// wait follows the container to its end.
func (r *replica) wait() {
	defer close(r.ended)
	ctx := context.Background() // it ends with the container, at the latest when that is removed
	waiting := r.engine.client.ContainerWait(ctx, r.id, client.ContainerWaitOptions{Condition: container.WaitConditionNotRunning})
	select {
	case result := <-waiting.Result:
		r.end.Words = "exit status " + strconv.FormatInt(result.StatusCode, 10)
	case err := <-waiting.Error:
		r.end.Words = "removed, or the engine is gone"
		if err != nil && !errdefs.IsNotFound(err) {
			r.end.Words = "the engine is gone"
		}
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

// Usage implements containers.Replica: from the counters of its control group, or
// else from the engine, which has new figures once a second.
func (r *replica) Usage(ctx context.Context) (containers.Usage, error) {
	read := r.count()
	select {
	case <-r.ended:
	default:
		if read != nil {
			break
		}
		stats, err := r.stats(ctx)
		if err != nil {
			return containers.Usage{}, err
		}
		read = &containers.Usage{
			CPU: time.Duration(stats.CPUStats.CPUUsage.TotalUsage), Throttled: time.Duration(stats.CPUStats.ThrottlingData.ThrottledTime),
			PeakMB: usedMB(stats.MemoryStats),
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if read != nil {
		r.last.CPU, r.last.Throttled = max(r.last.CPU, read.CPU), max(r.last.Throttled, read.Throttled)
		r.last.PeakMB, r.last.OOM = max(r.last.PeakMB, read.PeakMB), r.last.OOM || read.OOM
	}
	return r.last, nil
}

// count reads the counters; nil where they cannot be, or the container is gone.
func (r *replica) count() *containers.Usage {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.counters == nil {
		return nil
	}
	u, err := r.counters.Usage()
	if err != nil {
		last := r.last // as before
		return &last
	}
	return &containers.Usage{CPU: u.CPU, Throttled: u.Throttled, PeakMB: u.PeakMemoryMB, OOM: u.OOMKills > 0}
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
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.counters != nil {
		r.counters.Close()
		r.counters = nil
	}
	return err
}

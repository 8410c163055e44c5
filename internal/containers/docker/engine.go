// Package docker runs replicas as containers of an engine that speaks the Docker
// Engine API, such as Docker and Podman, on this machine.
//
// Everything that it starts carries labels, by which a later run finds and removes
// what a run that crashed has left.
package docker

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/moby/moby/api/types/system"
	"github.com/moby/moby/client"

	"github.com/sweetspot-bench/sweetspot/internal/containers"
	"github.com/sweetspot-bench/sweetspot/internal/limits"
)

// Engine starts replicas as containers. It is safe for concurrent use.
type Engine struct {
	client  *client.Client
	host    limits.Controller // limits nothing: it watches how busy the host is
	home    *containers.Home  // for the labels
	bridged bool              // ports can be published; else replicas share the host's network
	about   string            // name and version
}

var _ containers.Runtime = (*Engine)(nil)

// reachWithin bounds the first call to an engine.
const reachWithin = 10 * time.Second

// Open speaks to the engine that DOCKER_HOST names, or else to the one behind the
// first of the usual sockets, and removes what dead runs left there. The caller
// closes it.
func Open(ctx context.Context) (*Engine, error) {
	c, err := reach(ctx)
	if err != nil {
		return nil, err
	}
	e := &Engine{client: c}
	if err := e.prepare(ctx); err != nil {
		return nil, errors.Join(err, e.Close())
	}
	return e, nil
}

// prepare learns what the engine can do, and sweeps it.
func (e *Engine) prepare(ctx context.Context) (err error) {
	version, err := e.client.ServerVersion(ctx, client.ServerVersionOptions{})
	if err != nil {
		return fmt.Errorf("container engine: %w", err)
	}
	e.about = engineName(version.Components) + " " + version.Version
	networks, err := e.client.NetworkList(ctx, client.NetworkListOptions{})
	if err != nil {
		return fmt.Errorf("container engine: %w", err)
	}
	for _, n := range networks.Items {
		e.bridged = e.bridged || n.Driver == "bridge"
	}
	if e.home, err = containers.NewHome("sweetspot-engine-"); err != nil {
		return err
	}
	if e.host, err = limits.Open(limits.Options{Tier: limits.None}); err != nil {
		return err
	}
	return e.sweep(ctx)
}

// engineName is "Podman Engine", or of Docker, which calls itself Engine alone,
// "Docker Engine".
func engineName(parts []system.ComponentVersion) string {
	name := "Engine"
	if len(parts) > 0 {
		name = parts[0].Name
	}
	if name == "Engine" {
		return "Docker Engine"
	}
	return name
}

// reach finds an engine that answers.
func reach(ctx context.Context) (*client.Client, error) {
	if host := os.Getenv(client.EnvOverrideHost); host != "" {
		if err := onThisMachine(host); err != nil {
			return nil, err
		}
		return connect(ctx, host, client.FromEnv)
	}
	var errs []error
	for _, socket := range sockets() {
		if _, err := os.Stat(socket); err != nil && runtime.GOOS != "windows" {
			continue
		}
		c, err := connect(ctx, "unix://"+socket, client.WithHost("unix://"+socket))
		if err == nil {
			return c, nil
		}
		errs = append(errs, err)
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return nil, errors.New("no container engine is here to run an image: start Docker or Podman, name its socket in DOCKER_HOST, or write command or handler in place of image")
}

// connect speaks to one engine.
func connect(ctx context.Context, host string, opt client.Opt) (*client.Client, error) {
	ctx, cancel := context.WithTimeout(ctx, reachWithin)
	defer cancel()
	c, err := client.New(opt)
	if err != nil {
		return nil, fmt.Errorf("container engine at %s: %w", host, err)
	}
	if _, err := c.Ping(ctx, client.PingOptions{}); err != nil {
		return nil, errors.Join(fmt.Errorf("container engine at %s does not answer: %w", host, err), c.Close())
	}
	return c, nil
}

// sockets are where engines usually listen: Docker's own, those of a user's
// Docker and of Docker Desktop, and Podman's.
// https://docs.docker.com/engine/security/rootless/ and
// https://docs.podman.io/en/latest/markdown/podman-system-service.1.html
func sockets() []string {
	all := []string{"/var/run/docker.sock"}
	if dir := os.Getenv("XDG_RUNTIME_DIR"); dir != "" {
		all = append(all, filepath.Join(dir, "docker.sock"), filepath.Join(dir, "podman", "podman.sock"))
	}
	if home, err := os.UserHomeDir(); err == nil {
		all = append(all, filepath.Join(home, ".docker", "run", "docker.sock"), filepath.Join(home, ".docker", "desktop", "docker.sock"))
	}
	return append(all, "/run/podman/podman.sock")
}

// onThisMachine refuses an engine elsewhere: its containers could be neither
// reached on loopback nor compared with what runs here.
func onThisMachine(host string) error {
	u, err := url.Parse(host)
	if err != nil {
		return errors.New("DOCKER_HOST cannot be read as a URL such as unix:///var/run/docker.sock")
	}
	switch u.Scheme {
	case "unix", "npipe":
		return nil
	case "tcp", "http", "https":
		if a, err := netip.ParseAddr(u.Hostname()); err == nil && a.IsLoopback() || u.Hostname() == "localhost" {
			return nil
		}
	}
	return fmt.Errorf("DOCKER_HOST names an engine on another machine (%s): a container of provider local runs on this one", net.JoinHostPort(u.Hostname(), u.Port()))
}

// Describe implements containers.Runtime.
func (e *Engine) Describe() string {
	text := e.about + ": holds CPU by quota and memory as a hard limit"
	if !e.bridged {
		text += "; it has no bridge, so replicas share this machine's network"
	}
	return text
}

// Contended implements containers.Runtime: the whole host was busy.
func (e *Engine) Contended(from, to time.Time) bool {
	c := e.host.Contention(from, to)
	return c.Known && c.Busy >= contendedFrom
}

// contendedFrom is the share of all cores from which on the host is short of CPU,
// as package limits has it.
const contendedFrom = 0.95

// Close implements containers.Runtime. It removes no replica that runs.
func (e *Engine) Close() error {
	errs := []error{e.client.Close()}
	if e.host != nil {
		errs = append(errs, e.host.Close())
	}
	if e.home != nil {
		errs = append(errs, e.home.Close())
	}
	return errors.Join(errs...)
}

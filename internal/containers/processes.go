package containers

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/limits"
)

// Processes runs replicas as plain processes, each in a group that limits its CPU
// and memory. They share this machine's network: each is told a free port.
type Processes struct {
	limits limits.Controller
	home   *Home // of all replicas
}

var _ Runtime = (*Processes)(nil)

// OpenProcesses opens the best tier of limits that works here, or the one that is
// asked for. The caller closes it.
func OpenProcesses(tier limits.Tier) (*Processes, error) {
	controller, err := limits.Open(limits.Options{Tier: tier})
	if err != nil {
		return nil, err
	}
	home, err := NewHome("sweetspot-containers-")
	if err != nil {
		return nil, errors.Join(err, controller.Close())
	}
	return &Processes{limits: controller, home: home}, nil
}

// Tier is the mechanism that holds CPU and memory.
func (p *Processes) Tier() limits.Tier { return p.limits.Tier() }

// Describe implements Runtime.
func (p *Processes) Describe() string { return p.limits.Describe() }

// Contended implements Runtime: the whole host was busy. What the load generator
// takes, at rates that a server sees, is no sign of that.
func (p *Processes) Contended(from, to time.Time) bool {
	c := p.limits.Contention(from, to)
	return c.Known && c.Contended(math.Inf(1))
}

// Check implements Runtime: the program must exist.
func (p *Processes) Check(_ context.Context, spec Spec) error {
	_, err := program(spec)
	return err
}

// Close implements Runtime.
func (p *Processes) Close() error {
	return errors.Join(p.limits.Close(), p.home.Close())
}

// program finds what a spec starts: on PATH, or by its path.
func program(spec Spec) (string, error) {
	if len(spec.Command) == 0 || spec.Command[0] == "" {
		return "", errors.New("there is no command to run")
	}
	name := spec.Command[0]
	if filepath.Base(name) != name && !filepath.IsAbs(name) {
		name = filepath.Join(spec.Dir, name)
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return "", fmt.Errorf("cannot run %s: %w", spec.Command[0], errors.Unwrap(err))
	}
	return filepath.Abs(path)
}

// Start implements Runtime. The process has its limits from its first
// instruction on, as a task of Fargate has.
func (p *Processes) Start(_ context.Context, spec Spec) (Replica, error) {
	path, err := program(spec)
	if err != nil {
		return nil, err
	}
	port, err := FreePort()
	if err != nil {
		return nil, err
	}
	group, err := p.limits.NewGroup("container-"+spec.Name, limits.Limit{VCPU: spec.VCPU, MemoryMB: spec.MemoryMB})
	if err != nil {
		return nil, err
	}
	r := &process{
		group: group, address: net.JoinHostPort(loopback, strconv.Itoa(port)), memoryMB: spec.MemoryMB,
		ended: make(chan struct{}),
		cmd:   &exec.Cmd{Path: path, Args: append([]string{path}, spec.Command[1:]...), Dir: spec.Dir, WaitDelay: reapGrace},
	}
	r.cmd.Env = p.variables(spec, port)
	r.cmd.Stdout, r.cmd.Stderr = &r.said, &r.said
	if err = group.Throttle(); err == nil {
		err = group.Start(r.cmd)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("cannot start %s: %w", spec.Command[0], err), group.Close())
	}
	go r.wait()
	return r, nil
}

const loopback = "127.0.0.1"

// reapGrace bounds the wait for an output that a dead process's children hold
// open.
const reapGrace = 250 * time.Millisecond

// FreePort is a port of loopback on which nothing listens. Another program may
// take it before the replica does: then the replica fails, and says so.
func FreePort() (int, error) {
	l, err := net.Listen("tcp", net.JoinHostPort(loopback, "0"))
	if err != nil {
		return 0, fmt.Errorf("no free port: %w", err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// needed are the variables of this process that others cannot run without.
var needed = map[string][]string{"windows": {"SYSTEMROOT", "SYSTEMDRIVE", "COMSPEC", "PATHEXT"}}

// variables is everything that a replica sees of an environment: PATH, a home
// that all replicas share, its own variables, and where to listen. A container
// sees nothing of its host's environment either.
func (p *Processes) variables(spec Spec, port int) []string {
	env := map[string]string{
		"PATH": os.Getenv("PATH"), "HOME": p.home.Dir, "TMPDIR": p.home.Dir, "HOST": loopback,
		"STORE_DIR": filepath.Join(p.home.Dir, "store"), // of built-in functions
	}
	for _, name := range needed[runtime.GOOS] {
		env[name] = os.Getenv(name)
	}
	if runtime.GOOS == "windows" {
		env["TEMP"], env["TMP"], env["USERPROFILE"] = p.home.Dir, p.home.Dir, p.home.Dir
	}
	maps.Copy(env, spec.Env)
	env["PORT"] = strconv.Itoa(port)
	list := make([]string, 0, len(env))
	for name, value := range env {
		list = append(list, name+"="+value)
	}
	slices.Sort(list)
	return list
}

// process is a replica that is a plain process.
type process struct {
	group    limits.Group
	cmd      *exec.Cmd
	address  string
	memoryMB int
	said     Tail

	ended chan struct{} // closed once reaped; what follows is set before
	end   End

	over atomic.Bool // it was ended for exceeding its memory where nothing enforces it
}

// wait reaps the process and ends what it left behind.
func (p *process) wait() {
	err := p.cmd.Wait()
	_ = p.group.Kill() // grandchildren
	usage, _ := p.group.Usage()
	p.end = End{OOM: usage.OOMKills > 0 || p.over.Load(), Words: "exit status 0"}
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		p.end.Words = exit.ProcessState.String()
	}
	close(p.ended)
}

// Address implements Replica.
func (p *process) Address() string { return p.address }

// Usage implements Replica. A process that is beyond its memory is ended: with
// cgroups the kernel did that already.
func (p *process) Usage(context.Context) (Usage, error) {
	u, err := p.group.Usage()
	if err != nil {
		return Usage{}, err
	}
	if u.PeakMemoryMB > p.memoryMB && u.OOMKills == 0 {
		p.over.Store(true)
		_ = p.group.Kill()
	}
	return Usage{CPU: u.CPU, Throttled: u.Throttled, PeakMB: u.PeakMemoryMB, OOM: u.OOMKills > 0}, nil
}

// Ended implements Replica.
func (p *process) Ended() <-chan struct{} { return p.ended }

// End implements Replica.
func (p *process) End() End { return p.end }

// Said implements Replica.
func (p *process) Said() string { return p.said.String() }

// Remove implements Replica.
func (p *process) Remove(ctx context.Context) error {
	if p.group.Kill() != nil {
		_ = p.cmd.Process.Kill()
	}
	select {
	case <-p.ended:
	case <-ctx.Done():
	}
	return p.group.Close()
}

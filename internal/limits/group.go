package limits

import (
	"errors"
	"fmt"
	"math"
	"os/exec"
	"sync"
	"time"
)

// group is the part of Group that all tiers share.
type group struct {
	ctl   *controller
	name  string
	limit Limit

	mu      sync.Mutex
	cell    cell
	cpus    []int // given by ctl.cpus, taken back on Close
	started bool
	closed  bool
	last    Usage
}

var _ Group = (*group)(nil)

var errGroupClosed = errors.New("the group is closed")

// Start implements Group.
func (g *group) Start(cmd *exec.Cmd) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return fmt.Errorf("group %s: %w", g.name, errGroupClosed)
	}
	if g.started {
		return fmt.Errorf("group %s: a process was started in it already", g.name)
	}
	g.cpus = g.ctl.cpus.take(g.limit.VCPU)
	g.cell.prepare(cmd)
	if err := start(cmd, g.name, g.cpus); err != nil {
		g.ctl.cpus.give(g.cpus, g.limit.VCPU)
		g.cpus = nil
		return err
	}
	g.started = true
	if err := g.cell.adopt(cmd.Process); err != nil {
		// Reaped here: after an error the caller does not wait for it.
		err = errors.Join(err, cmd.Process.Kill())
		go func() { _ = cmd.Wait() }()
		return fmt.Errorf("group %s: %w", g.name, err)
	}
	return nil
}

// Throttle implements Group.
func (g *group) Throttle() error { return g.do(func() error { return g.cell.quota(true) }) }

// Unthrottle implements Group.
func (g *group) Unthrottle() error { return g.do(func() error { return g.cell.quota(false) }) }

// Freeze implements Group.
func (g *group) Freeze() error { return g.do(func() error { return g.cell.freeze(true) }) }

// Thaw implements Group.
func (g *group) Thaw() error { return g.do(func() error { return g.cell.freeze(false) }) }

// Kill implements Group. Killing a closed group does nothing.
func (g *group) Kill() error {
	err := g.do(g.cell.kill)
	if errors.Is(err, errGroupClosed) {
		return nil
	}
	return err
}

func (g *group) do(f func() error) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return fmt.Errorf("group %s: %w", g.name, errGroupClosed)
	}
	if err := f(); err != nil {
		return fmt.Errorf("group %s: %w", g.name, err)
	}
	return nil
}

// Usage implements Group. It costs some microseconds: every figure is one read
// of a descriptor that stays open.
func (g *group) Usage() (Usage, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.usage()
}

func (g *group) usage() (Usage, error) {
	if g.closed {
		return g.last, nil
	}
	u, err := g.cell.read()
	if err != nil {
		return g.last, fmt.Errorf("group %s: %w", g.name, err)
	}
	g.last = Usage{
		CPU:          max(g.last.CPU, u.CPU),
		Throttled:    max(g.last.Throttled, u.Throttled),
		PeakMemoryMB: max(g.last.PeakMemoryMB, u.PeakMemoryMB),
		OOMKills:     max(g.last.OOMKills, u.OOMKills),
	}
	return g.last, nil
}

// Close implements Group. It may be called more than once; after an error the
// next call, or the controller's Close, tries again.
func (g *group) Close() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return nil
	}
	killed := g.cell.kill()
	_, _ = g.usage() // the last answer, where it can still be had
	if err := g.cell.close(time.Now().Add(removeWithin)); err != nil {
		return fmt.Errorf("group %s: %w", g.name, errors.Join(killed, err))
	}
	g.closed = true
	g.ctl.cpus.give(g.cpus, g.limit.VCPU)
	g.ctl.forget(g)
	return nil
}

// wholeCPUs is how many CPUs a limit of vcpu rounds up to. The allowance keeps
// 1769/1769 of a vCPU, computed in floats, from becoming two.
func wholeCPUs(vcpu float64) int { return max(1, int(math.Ceil(vcpu-1e-6))) }

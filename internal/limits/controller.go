package limits

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// removeWithin bounds how long the removal of a group waits for its killed
// processes to be reaped by whoever started them.
const removeWithin = 2 * time.Second

// backend is a tier's mechanism.
type backend interface {
	// newCell makes an empty group with its memory limit in force.
	newCell(name string, limit Limit) (cell, error)
	// used is the CPU time that all cells, closed ones included, have had so far.
	used() (time.Duration, error)
	// close removes what the backend made; its cells are closed already.
	close() error
}

// cell is one group of a backend. The group that owns it serialises calls.
type cell interface {
	// prepare changes cmd before its start; adopt takes the started process in.
	prepare(cmd *exec.Cmd)
	adopt(p *os.Process) error
	// quota puts the CPU limit in force or lifts it.
	quota(on bool) error
	freeze(on bool) error
	// read returns the counters, PeakMemoryMB as far as it is known.
	read() (Usage, error)
	kill() error
	// close removes the cell, trying until the deadline; it may be called
	// again after an error.
	close(deadline time.Time) error
}

// controller is the part of Controller that all tiers share.
type controller struct {
	tier     Tier
	describe string
	reserve  float64
	backend  backend
	cpus     *cpuShares
	sampler  *sampler

	mu     sync.Mutex
	seq    int
	groups map[*group]struct{}
	closed bool
	once   sync.Once
	err    error
}

var _ Controller = (*controller)(nil)

func newController(m mechanism, b backend, refused []string, opts Options) *controller {
	c := &controller{
		tier:     m.tier,
		describe: describe(m, refused),
		reserve:  opts.Reserve,
		backend:  b,
		cpus:     newCPUShares(allowedCPUs()),
		sampler:  startSampler(b.used),
		groups:   map[*group]struct{}{},
	}
	if c.reserve <= 0 {
		c.reserve = DefaultReserve
	}
	return c
}

// describe leaves out why the one cgroup tier was refused where the other is in
// use: both hold the same.
func describe(m mechanism, refused []string) string {
	s := fmt.Sprintf("%s: %s", m.tier, m.holds)
	if m.tier != Cgroup2 && m.tier != Cgroup1 && len(refused) > 0 {
		s += " (refused: " + strings.Join(refused, "; ") + ")"
	}
	return s
}

// Tier implements Controller.
func (c *controller) Tier() Tier { return c.tier }

// Describe implements Controller.
func (c *controller) Describe() string { return c.describe }

// NewGroup implements Controller.
func (c *controller) NewGroup(name string, limit Limit) (Group, error) {
	if !(limit.VCPU > 0) || limit.MemoryMB <= 0 {
		return nil, fmt.Errorf("group %q: a limit of %g vCPU and %d MB is impossible: both must be above zero", name, limit.VCPU, limit.MemoryMB)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return nil, fmt.Errorf("group %q: the limits controller is closed", name)
	}
	c.seq++
	unique := fmt.Sprintf("%s.%d", fileName(name), c.seq)
	made, err := c.backend.newCell(unique, limit)
	if err != nil {
		return nil, fmt.Errorf("group %q: %w", name, err)
	}
	g := &group{ctl: c, name: unique, limit: limit, cell: made}
	c.groups[g] = struct{}{}
	return g, nil
}

// fileName makes a caller's name safe as one element of a path.
func fileName(name string) string {
	safe := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_':
			return r
		}
		return '-'
	}, name)
	return "g-" + safe[:min(len(safe), 64)]
}

// Contention implements Controller: the interval is widened to the sampling
// points around it, and to at least SampleEvery.
func (c *controller) Contention(from, to time.Time) Contention {
	answer := c.sampler.between(from, to)
	answer.Reserve = c.reserve
	return answer
}

// Close implements Controller. It may be called more than once.
func (c *controller) Close() error {
	c.once.Do(func() { c.err = c.closeOnce() })
	return c.err
}

func (c *controller) closeOnce() error {
	c.mu.Lock()
	c.closed = true
	var live []*group
	for g := range c.groups {
		live = append(live, g)
	}
	c.mu.Unlock()

	var wg sync.WaitGroup
	errs := make([]error, len(live), len(live)+1)
	for i, g := range live {
		wg.Go(func() { errs[i] = g.Close() })
	}
	wg.Wait()
	c.sampler.stop()
	return errors.Join(append(errs, c.backend.close())...)
}

// forget drops a group that has been closed.
func (c *controller) forget(g *group) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.groups, g)
}

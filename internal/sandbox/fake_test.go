//go:build unix

package sandbox

import (
	"os/exec"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/limits"
)

// plain is a Controller that limits nothing: processes run in process groups
// of their own, and what is asked of the groups is counted.
type plain struct {
	open     atomic.Int64 // groups not closed
	throttle atomic.Int64
	freezes  atomic.Int64
	thaws    atomic.Int64
	busy     atomic.Bool // the host is contended
	oom      atomic.Bool // every exit counts as out of memory
	peakMB   atomic.Int64
}

func (c *plain) Tier() limits.Tier { return limits.None }
func (c *plain) Describe() string  { return "none: nothing is held" }
func (c *plain) Close() error      { return nil }

func (c *plain) NewGroup(string, limits.Limit) (limits.Group, error) {
	c.open.Add(1)
	return &plainGroup{c: c}, nil
}

func (c *plain) Contention(_, _ time.Time) limits.Contention {
	if c.busy.Load() {
		return limits.Contention{Known: true, Busy: 1}
	}
	return limits.Contention{Known: true}
}

type plainGroup struct {
	c      *plain
	mu     sync.Mutex
	pid    int
	closed bool
}

func (g *plainGroup) Start(cmd *exec.Cmd) error {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	g.mu.Lock()
	defer g.mu.Unlock()
	if err := cmd.Start(); err != nil {
		return err
	}
	g.pid = cmd.Process.Pid
	return nil
}

func (g *plainGroup) signal(s syscall.Signal) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.pid == 0 || g.closed {
		return nil
	}
	if err := syscall.Kill(-g.pid, s); err != nil && err != syscall.ESRCH {
		return err
	}
	return nil
}

func (g *plainGroup) Throttle() error   { g.c.throttle.Add(1); return nil }
func (g *plainGroup) Unthrottle() error { return nil }
func (g *plainGroup) Freeze() error     { g.c.freezes.Add(1); return g.signal(syscall.SIGSTOP) }
func (g *plainGroup) Thaw() error       { g.c.thaws.Add(1); return g.signal(syscall.SIGCONT) }
func (g *plainGroup) Kill() error       { return g.signal(syscall.SIGKILL) }

func (g *plainGroup) Usage() (limits.Usage, error) {
	u := limits.Usage{PeakMemoryMB: int(g.c.peakMB.Load())}
	if g.c.oom.Load() {
		u.OOMKills = 1
	}
	return u, nil
}

func (g *plainGroup) Close() error {
	err := g.Kill()
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.closed {
		g.closed = true
		g.c.open.Add(-1)
	}
	return err
}

// newPlatform makes a platform over a plain controller and closes it at the
// test's end, when no group and no process may be left.
func newPlatform(t testing.TB, opts Options) (*Platform, *plain) {
	t.Helper()
	c := &plain{}
	t.Cleanup(func() {
		if n := c.open.Load(); n != 0 {
			t.Errorf("%d groups were left open", n)
		}
	})
	opts.Limits = c
	return platformOver(t, opts), c
}

// platformOver makes a platform and closes it at the test's end.
func platformOver(t testing.TB, opts Options) *Platform {
	t.Helper()
	t.Setenv("TMPDIR", t.TempDir())
	p, err := New(opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	return p
}

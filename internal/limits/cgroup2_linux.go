package limits

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// cgroup2 makes groups of cgroup v2.
type cgroup2 struct {
	fs      tree
	home    *home2
	parents []parentGroup // exactly one
	stat    gauge         // cpu.stat of all groups
}

// openCgroup2 finds a home near our own group.
func openCgroup2() (backend, error) {
	h, err := readHierarchies()
	if err != nil {
		return nil, err
	}
	own, err := h.ownDir("")
	if err != nil {
		return nil, err
	}
	me, err := self()
	if err != nil {
		return nil, err
	}
	return newCgroup2(cgroupfs, own, me)
}

// newCgroup2 opens the tier in the first group that will do, from our own
// upward. Our own comes first because limits that were set on it then hold for
// our groups too; the others are for where we share it, as in a login session.
func newCgroup2(fs tree, own string, me owner) (*cgroup2, error) {
	var errs []error
	for _, dir := range upward(withoutLeaf(own, me)) {
		c, err := newCgroup2In(fs, dir, me)
		if err == nil {
			return c, nil
		}
		errs = append(errs, err)
	}
	return nil, refusal(errs)
}

// refusal makes one error of those of our own group and the groups above it,
// nearest first: farther up, the reasons repeat themselves.
func refusal(errs []error) error {
	var reasons []string
	for _, err := range errs[:min(2, len(errs))] {
		reasons = append(reasons, err.Error())
	}
	text := strings.Join(distinct(reasons...), "; ")
	if errors.Is(errs[0], errShared) {
		text += "; start Sweetspot in a group of its own: with `systemd-run --user --scope -p Delegate=yes sweetspot ...`, or as the only process of its container"
	}
	return errors.New(text)
}

func newCgroup2In(fs tree, dir string, me owner) (*cgroup2, error) {
	home, err := acquireHome2(fs, dir, me)
	if err != nil {
		return nil, err
	}
	c := &cgroup2{fs: fs, home: home, stat: gauge{-1}}
	if err := c.open(); err != nil {
		return nil, errors.Join(err, c.close())
	}
	return c, nil
}

func (c *cgroup2) open() (err error) {
	if c.parents, err = makeParents(c.fs, []string{c.home.dir}); err != nil {
		return err
	}
	if err := write(c.parents[0].dir, "cgroup.subtree_control", enable2); err != nil {
		return err
	}
	if c.stat, err = openGauge(c.parents[0].dir, "cpu.stat"); err != nil {
		return err
	}
	return c.tryStart()
}

// tryStart starts a process in a throw-away group, since who may make groups
// may not start processes in them without write access to the home's own
// cgroup.procs. The process ends where it would become a program, of which
// there is none.
func (c *cgroup2) tryStart() error {
	g, err := c.newCell("start", Limit{VCPU: 1, MemoryMB: 64})
	if err != nil {
		return err
	}
	cmd := exec.Command("/proc/self/stat/none")
	g.prepare(cmd)
	if err = cmd.Start(); errors.Is(err, unix.ENOTDIR) {
		err = nil
	} else {
		err = fmt.Errorf("cannot start processes in control groups below %s: %w", c.home.dir, cause(err))
	}
	return errors.Join(err, g.close(time.Now().Add(removeWithin)))
}

func (c *cgroup2) used() (time.Duration, error) {
	us, _, err := c.stat.keyed("usage_usec")
	return time.Duration(us) * time.Microsecond, err
}

func (c *cgroup2) close() error {
	c.stat.close()
	return errors.Join(removeParents(c.fs, c.parents), c.home.release())
}

func (c *cgroup2) newCell(name string, limit Limit) (cell, error) {
	g := &cgroup2Cell{fs: c.fs, vcpu: limit.VCPU, dir: filepath.Join(c.parents[0].dir, name)}
	if err := c.fs.mkdir(g.dir); err != nil {
		return nil, err
	}
	g.peak.limit = int64(limit.MemoryMB) << 20
	if err := g.make(g.peak.limit); err != nil {
		return nil, errors.Join(err, g.close(time.Now()))
	}
	return g, nil
}

// cgroup2Cell is one group of cgroup v2.
// https://docs.kernel.org/admin-guide/cgroup-v2.html
type cgroup2Cell struct {
	fs   tree
	vcpu float64
	dir  string
	join *os.File // the directory, for processes to start in; nil where they cannot
	main *process // nil until adopt
	peak peakReader

	stat, max, events gauge
}

func (g *cgroup2Cell) make(memory int64) error {
	g.stat, g.max, g.events = gauge{-1}, gauge{-1}, gauge{-1}
	if err := writeInt(g.dir, "memory.max", memory); err != nil {
		return err
	}
	if exists(g.dir, "memory.swap.max") {
		if err := writeInt(g.dir, "memory.swap.max", 0); err != nil {
			return err
		}
	}
	if err := writeInt(g.dir, "memory.oom.group", 1); err != nil {
		return err
	}
	var err error
	if g.stat, err = openGauge(g.dir, "cpu.stat"); err != nil {
		return err
	}
	if g.events, err = openGauge(g.dir, "memory.events"); err != nil {
		return err
	}
	// Without memory.peak (kernels before 5.19) VmHWM alone has to do.
	g.max, _ = openGauge(g.dir, "memory.peak")
	g.join, err = g.fs.join(g.dir)
	return err
}

// prepare has the process start inside of the group, so that nothing of it is
// ever outside.
func (g *cgroup2Cell) prepare(cmd *exec.Cmd) {
	if g.join == nil {
		return
	}
	attr := syscall.SysProcAttr{}
	if cmd.SysProcAttr != nil {
		attr = *cmd.SysProcAttr
	}
	attr.UseCgroupFD, attr.CgroupFD = true, int(g.join.Fd())
	cmd.SysProcAttr = &attr
}

func (g *cgroup2Cell) adopt(p *os.Process) error {
	g.main = watch(p)
	if g.join != nil {
		return nil
	}
	return moveInto([]string{g.dir}, p.Pid)
}

func (g *cgroup2Cell) quota(on bool) error {
	quota, period := quotaFor(g.vcpu)
	value := "max " + strconv.FormatInt(period, 10)
	if on {
		value = fmt.Sprintf("%d %d", quota, period)
	}
	return write(g.dir, "cpu.max", value)
}

// freeze uses SIGSTOP as every other tier does, so that a frozen process is in
// the same state everywhere.
func (g *cgroup2Cell) freeze(on bool) error { return stopOrContinue(on, g.pids) }

func (g *cgroup2Cell) kill() error {
	if exists(g.dir, "cgroup.kill") { // kernel 5.14
		return write(g.dir, "cgroup.kill", "1")
	}
	return killAll(g.pids, time.Now().Add(removeWithin))
}

func (g *cgroup2Cell) pids() ([]int, error) { return pidsIn(g.dir) }

func (g *cgroup2Cell) read() (Usage, error) {
	var buf [2048]byte
	text, err := g.stat.text(buf[:])
	if err != nil {
		return Usage{}, err
	}
	used, _ := keyedNumber(text, "usage_usec")
	throttled, _ := keyedNumber(text, "throttled_usec")
	kills, _, err := g.events.keyed("oom_kill")
	if err != nil {
		return Usage{}, err
	}
	var peak int64
	if g.max.fd >= 0 {
		peak, err = g.max.number()
	}
	return Usage{
		CPU:          time.Duration(used) * time.Microsecond,
		Throttled:    time.Duration(throttled) * time.Microsecond,
		PeakMemoryMB: g.peak.megabytes(peak, g.main),
		OOMKills:     int(kills),
	}, err
}

func (g *cgroup2Cell) close(deadline time.Time) error {
	if err := g.fs.removeBy(g.dir, deadline); err != nil {
		return err
	}
	for _, f := range []gauge{g.stat, g.max, g.events} {
		f.close()
	}
	if g.join != nil {
		_ = g.join.Close()
	}
	if g.main != nil {
		g.main.close()
	}
	return nil
}

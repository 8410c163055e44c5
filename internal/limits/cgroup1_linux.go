package limits

import (
	"errors"
	"path/filepath"
	"time"
)

// Bounds of the kernel's CPU quota, in microseconds.
// https://docs.kernel.org/scheduler/sched-bwc.html
const (
	minQuotaUS  = 1_000
	maxPeriodUS = 1_000_000
)

// cgroup1 makes groups under our own group of each cgroup v1 controller.
// Freezing is by SIGSTOP, not by the freezer: a process in a frozen group
// cannot be killed, not even by its parent's death.
type cgroup1 struct {
	fs                   tree
	parents              []parentGroup
	cpu, cpuacct, memory string // directories of parents; jointly mounted controllers share one
	usage                gauge  // cpuacct.usage of all groups
}

// openCgroup1 nests under our own groups, wherever each controller has them.
func openCgroup1() (backend, error) {
	h, err := readHierarchies()
	if err != nil {
		return nil, err
	}
	var own [3]string
	for i, controller := range []string{"cpu", "cpuacct", "memory"} {
		if own[i], err = h.ownDir(controller); err != nil {
			return nil, err
		}
	}
	return newCgroup1(cgroupfs, own[0], own[1], own[2])
}

func newCgroup1(fs tree, cpu, cpuacct, memory string) (*cgroup1, error) {
	parents, err := makeParents(fs, distinct(cpu, cpuacct, memory))
	if err != nil {
		return nil, err
	}
	name := filepath.Base(parents[0].dir)
	c := &cgroup1{
		fs:      fs,
		parents: parents,
		cpu:     filepath.Join(cpu, name),
		cpuacct: filepath.Join(cpuacct, name),
		memory:  filepath.Join(memory, name),
	}
	if c.usage, err = openGauge(c.cpuacct, "cpuacct.usage"); err != nil {
		return nil, errors.Join(err, removeParents(fs, parents))
	}
	return c, nil
}

// distinct drops repeated directories and keeps the order.
func distinct(dirs ...string) []string {
	var out []string
	seen := map[string]bool{}
	for _, d := range dirs {
		if !seen[d] {
			seen[d] = true
			out = append(out, d)
		}
	}
	return out
}

func (c *cgroup1) used() (time.Duration, error) {
	ns, err := c.usage.number()
	return time.Duration(ns), err
}

func (c *cgroup1) close() error {
	c.usage.close()
	return removeParents(c.fs, c.parents)
}

func (c *cgroup1) newCell(name string, limit Limit) (cell, error) {
	g := &cgroup1Cell{
		fs:      c.fs,
		vcpu:    limit.VCPU,
		cpu:     filepath.Join(c.cpu, name),
		cpuacct: filepath.Join(c.cpuacct, name),
		memory:  filepath.Join(c.memory, name),
	}
	g.peak.limit = int64(limit.MemoryMB) << 20
	if err := g.make(g.peak.limit); err != nil {
		return nil, errors.Join(err, g.close(time.Now()))
	}
	return g, nil
}

func (g *cgroup1Cell) make(memory int64) error {
	for _, dir := range distinct(g.cpu, g.cpuacct, g.memory) {
		if err := g.fs.mkdir(dir); err != nil {
			return err
		}
		g.dirs = append(g.dirs, dir)
	}
	if err := limitMemory1(g.memory, memory); err != nil {
		return err
	}
	return g.openGauges()
}

// limitMemory1 sets a hard limit that swapping cannot soften.
func limitMemory1(dir string, bytes int64) error {
	if err := writeInt(dir, "memory.limit_in_bytes", bytes); err != nil {
		return err
	}
	if exists(dir, "memory.memsw.limit_in_bytes") {
		return writeInt(dir, "memory.memsw.limit_in_bytes", bytes)
	}
	return writeInt(dir, "memory.swappiness", 0)
}

// quotaFor turns vCPUs into a quota and its period, in microseconds. Below the
// smallest quota the kernel takes, the period grows instead.
func quotaFor(vcpu float64) (quota, period int64) {
	period = Period.Microseconds()
	quota = int64(vcpu*float64(period) + 0.5)
	if quota < minQuotaUS {
		quota = minQuotaUS
		period = min(int64(minQuotaUS/vcpu+0.5), maxPeriodUS)
	}
	return quota, period
}

package limits

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"
)

// cgroup1Cell is one group of cgroup v1, a directory under each controller.
type cgroup1Cell struct {
	fs                   tree
	vcpu                 float64
	cpu, cpuacct, memory string
	dirs                 []string // those made, distinct
	main                 *process // nil until adopt
	peak                 peakReader

	usage, throttle, max, oom gauge
	opened                    bool
}

func (g *cgroup1Cell) openGauges() error {
	var errs [4]error
	g.usage, errs[0] = openGauge(g.cpuacct, "cpuacct.usage")
	g.throttle, errs[1] = openGauge(g.cpu, "cpu.stat")
	g.max, errs[2] = openGauge(g.memory, "memory.max_usage_in_bytes")
	g.oom, errs[3] = openGauge(g.memory, "memory.oom_control")
	g.opened = true
	if err := errors.Join(errs[:]...); err != nil {
		return err
	}
	if _, ok, err := g.oom.keyed("oom_kill"); err != nil || !ok {
		return errors.Join(err, errors.New("this kernel does not count out-of-memory kills by group (it is older than 4.13)"))
	}
	return nil
}

func (g *cgroup1Cell) prepare(*exec.Cmd) {}

// adopt moves the started process in. What it allocated before that, some
// hundred KB, stays charged to our own group.
func (g *cgroup1Cell) adopt(p *os.Process) error {
	g.main = watch(p)
	return moveInto(g.dirs, p.Pid)
}

func (g *cgroup1Cell) quota(on bool) error {
	if !on {
		return writeInt(g.cpu, "cpu.cfs_quota_us", -1)
	}
	quota, period := quotaFor(g.vcpu)
	if err := writeInt(g.cpu, "cpu.cfs_period_us", period); err != nil {
		return err
	}
	err := writeInt(g.cpu, "cpu.cfs_quota_us", quota)
	if errors.Is(err, unix.EINVAL) {
		return fmt.Errorf("the kernel refuses %g vCPU, likely more than the quota of a group above %s: %w", g.vcpu, filepath.Dir(filepath.Dir(g.cpu)), err)
	}
	return err
}

func (g *cgroup1Cell) freeze(on bool) error { return stopOrContinue(on, g.pids) }

func (g *cgroup1Cell) kill() error { return killAll(g.pids, time.Now().Add(removeWithin)) }

func (g *cgroup1Cell) pids() ([]int, error) { return pidsIn(g.cpu) }

// read reads three or four descriptors. throttled_time adds up what each CPU
// of the group waited.
func (g *cgroup1Cell) read() (Usage, error) {
	ns, err := g.usage.number()
	if err != nil {
		return Usage{}, err
	}
	throttled, _, err := g.throttle.keyed("throttled_time")
	if err != nil {
		return Usage{}, err
	}
	peak, err := g.max.number()
	if err != nil {
		return Usage{}, err
	}
	kills, _, err := g.oom.keyed("oom_kill")
	return Usage{
		CPU:          time.Duration(ns),
		Throttled:    time.Duration(throttled),
		PeakMemoryMB: g.peak.megabytes(peak, g.main),
		OOMKills:     int(kills),
	}, err
}

func (g *cgroup1Cell) close(deadline time.Time) error {
	for len(g.dirs) > 0 {
		last := len(g.dirs) - 1
		if err := g.fs.removeBy(g.dirs[last], deadline); err != nil {
			return err
		}
		g.dirs = g.dirs[:last]
	}
	if g.opened {
		g.opened = false
		for _, f := range []gauge{g.usage, g.throttle, g.max, g.oom} {
			f.close()
		}
	}
	if g.main != nil {
		g.main.close()
		g.main = nil
	}
	return nil
}

// hwmEvery bounds how old the main process's VmHWM may be while the group's
// own peak stands still.
const hwmEvery = 50 * time.Millisecond

// peakReader combines a group's peak with its main process's VmHWM. A group is
// not charged for pages that another touched first, such as the program's own,
// so the group's peak alone can be far too low. VmHWM costs some 10 µs to
// read, so it is read only when the group's peak moved or hwmEvery passed. What
// VmHWM shows beyond the group's limit was charged to others, and is cut off.
type peakReader struct {
	limit int64 // bytes
	group int64
	hwm   int64
	at    time.Time
}

func (r *peakReader) megabytes(group int64, main *process) int {
	now := time.Now()
	if main != nil && (group != r.group || now.Sub(r.at) >= hwmEvery) {
		r.group, r.hwm, r.at = group, main.peak(), now
	}
	return megabytes(min(max(group, r.hwm), r.limit))
}

// megabytes rounds bytes up to MB of 2^20.
func megabytes(bytes int64) int { return int((bytes + 1<<20 - 1) >> 20) }

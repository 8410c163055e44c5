package limits

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"
)

// Observe opens the counters of the control group that a process is in. name must
// be part of the group's path: an engine may tell the pid of a process of another
// pid namespace, which is somebody else's here.
func Observe(pid int, name string) (Observed, error) {
	h, err := readHierarchies()
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/cgroup", pid))
	if err != nil {
		return nil, err
	}
	if h.own, err = parseSelfCgroup(bytes.NewReader(text)); err != nil {
		return nil, err
	}
	if path, v1 := h.own["cpuacct"]; v1 && strings.Contains(path, name) {
		return observe1(h)
	}
	if strings.Contains(h.own[""], name) {
		return observe2(h)
	}
	return nil, fmt.Errorf("process %d is in no control group of %s", pid, name)
}

// observed is the counters of a group, by the names that its version gives them.
type observed struct {
	gauges   []gauge
	used     func() (time.Duration, error)
	waited   func() (time.Duration, error)
	peak     func() (int64, error)
	oomKills func() (int64, error)
}

// open keeps a control file open.
func (o *observed) open(dir, file string) (gauge, error) {
	g, err := openGauge(dir, file)
	if err == nil {
		o.gauges = append(o.gauges, g)
	}
	return g, err
}

func observe1(h hierarchies) (Observed, error) {
	cpuacct, err1 := h.ownDir("cpuacct")
	cpu, err2 := h.ownDir("cpu")
	memory, err3 := h.ownDir("memory")
	if err := errors.Join(err1, err2, err3); err != nil {
		return nil, err
	}
	o := &observed{}
	usage, err1 := o.open(cpuacct, "cpuacct.usage")
	stat, err2 := o.open(cpu, "cpu.stat")
	most, err3 := o.open(memory, "memory.max_usage_in_bytes")
	oom, err4 := o.open(memory, "memory.oom_control")
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		o.Close()
		return nil, err
	}
	o.used = func() (time.Duration, error) { ns, err := usage.number(); return time.Duration(ns), err }
	o.waited = func() (time.Duration, error) {
		ns, _, err := stat.keyed("throttled_time")
		return time.Duration(ns), err
	}
	o.peak = most.number
	o.oomKills = func() (int64, error) { n, _, err := oom.keyed("oom_kill"); return n, err }
	return o, nil
}

func observe2(h hierarchies) (Observed, error) {
	dir, err := h.ownDir("")
	if err != nil {
		return nil, err
	}
	o := &observed{}
	stat, err1 := o.open(dir, "cpu.stat")
	most, err2 := o.open(dir, "memory.peak") // since Linux 5.19
	events, err3 := o.open(dir, "memory.events")
	if err := errors.Join(err1, err2, err3); err != nil {
		o.Close()
		return nil, err
	}
	micros := func(key string) func() (time.Duration, error) {
		return func() (time.Duration, error) {
			us, _, err := stat.keyed(key)
			return time.Duration(us) * time.Microsecond, err
		}
	}
	o.used, o.waited, o.peak = micros("usage_usec"), micros("throttled_usec"), most.number
	o.oomKills = func() (int64, error) { n, _, err := events.keyed("oom_kill"); return n, err }
	return o, nil
}

// Usage implements Observed.
func (o *observed) Usage() (Usage, error) {
	used, err1 := o.used()
	waited, err2 := o.waited()
	peak, err3 := o.peak()
	kills, err4 := o.oomKills()
	return Usage{CPU: used, Throttled: waited, PeakMemoryMB: megabytes(peak), OOMKills: int(kills)}, errors.Join(err1, err2, err3, err4)
}

// Close implements Observed.
func (o *observed) Close() {
	for _, g := range o.gauges {
		g.close()
	}
	o.gauges = nil
}

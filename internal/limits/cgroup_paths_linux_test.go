package limits

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// fakeTree makes groups as the kernel does: with their control files in them,
// which go when the directory is removed.
func fakeTree(files map[string]string) tree {
	return tree{
		mkdir: func(dir string) error {
			if err := os.Mkdir(dir, 0o755); err != nil {
				return err
			}
			return fill(dir, files)
		},
		rmdir: func(dir string) error {
			if len(subdirs(dir)) > 0 {
				return fmt.Errorf("%s has groups below it", dir)
			}
			return os.RemoveAll(dir)
		},
		join: func(string) (*os.File, error) { return nil, nil },
	}
}

func fill(dir string, files map[string]string) error {
	var errs []error
	for name, text := range files {
		errs = append(errs, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
	}
	return errors.Join(errs...)
}

// noWait is a deadline that has passed.
var noWait = time.Time{}

var files2 = map[string]string{
	"cgroup.procs": "", "cgroup.type": "domain\n", "cgroup.subtree_control": "", "cgroup.controllers": "cpu memory pids\n",
	"cgroup.kill": "", "cpu.max": "max 100000\n", "memory.max": "max\n", "memory.swap.max": "max\n", "memory.oom.group": "0\n",
	"cpu.stat":      "usage_usec 1500\nuser_usec 1000\nthrottled_usec 700\n",
	"memory.events": "low 0\noom 2\noom_kill 1\noom_group_kill 1\n", "memory.peak": "3145729\n",
}

func with(files map[string]string, name, text string) map[string]string {
	changed := map[string]string{}
	for k, v := range files {
		changed[k] = v
	}
	changed[name] = text
	return changed
}

func read(t *testing.T, parts ...string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(parts...))
	must(t, err)
	return strings.TrimSpace(string(b))
}

func TestCgroup2LimitsAndReads(t *testing.T) {
	me, err := self()
	must(t, err)
	home := t.TempDir()
	must(t, fill(home, with(files2, "cgroup.procs", fmt.Sprintln(me.pid))))
	b, err := newCgroup2(fakeTree(files2), home, me)
	must(t, err)

	leaf := filepath.Join(home, leafName(me))
	if got := read(t, leaf, "cgroup.procs"); got != fmt.Sprint(me.pid) {
		t.Errorf("the leaf holds %q, not this process", got)
	}
	for _, dir := range []string{home, b.parents[0].dir} {
		if got := read(t, dir, "cgroup.subtree_control"); got != enable2 {
			t.Errorf("%s hands down %q", dir, got)
		}
	}
	c, err := b.newCell("g", Limit{VCPU: 1.5, MemoryMB: 128})
	must(t, err)
	dir := filepath.Join(b.parents[0].dir, "g")
	must(t, c.quota(true))
	want := map[string]string{"cpu.max": "30000 20000", "memory.max": "134217728", "memory.swap.max": "0", "memory.oom.group": "1"}
	for file, value := range want {
		if got := read(t, dir, file); got != value {
			t.Errorf("%s is %q, want %q", file, got, value)
		}
	}
	must(t, c.quota(false))
	if got := read(t, dir, "cpu.max"); got != "max 20000" {
		t.Errorf("lifted, cpu.max is %q", got)
	}
	u, err := c.read()
	must(t, err)
	if want := (Usage{CPU: 1500e3, Throttled: 700e3, PeakMemoryMB: 4, OOMKills: 1}); u != want {
		t.Errorf("read %+v, want %+v", u, want)
	}
	must(t, try(b))
	// A second controller of the same process shares the home; the first to
	// close must not pull it away.
	second, err := newCgroup2(fakeTree(files2), leaf, me)
	must(t, err)
	must(t, c.close(noWait))
	must(t, b.close())
	if !exists(leaf, "cgroup.procs") {
		t.Fatal("this process was moved back while the home is in use")
	}
	must(t, second.close())
	if got := read(t, home, "cgroup.procs"); got != fmt.Sprint(me.pid) {
		t.Errorf("not moved back: the home holds %q", got)
	}
	if left := subdirs(home); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

var files1 = map[string]string{
	"cgroup.procs": "", "cpu.cfs_quota_us": "-1", "cpu.cfs_period_us": "100000", "cpu.stat": "nr_periods 3\nthrottled_time 900\n",
	"cpuacct.usage": "2500\n", "memory.limit_in_bytes": "", "memory.swappiness": "60", "memory.max_usage_in_bytes": "1048576",
	"memory.oom_control": "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n",
}

func TestCgroup1SharesJointlyMountedControllers(t *testing.T) {
	joint, memory := t.TempDir(), t.TempDir()
	b, err := newCgroup1(fakeTree(files1), joint, joint, memory)
	must(t, err)
	if len(b.parents) != 2 {
		t.Fatalf("made %d directories for two hierarchies", len(b.parents))
	}
	c, err := b.newCell("g", Limit{VCPU: 0.01, MemoryMB: 128})
	must(t, err)
	must(t, c.quota(true))
	if quota, period := read(t, b.cpu, "g", "cpu.cfs_quota_us"), read(t, b.cpu, "g", "cpu.cfs_period_us"); quota != "1000" || period != "100000" {
		t.Errorf("0.01 vCPU is %s of %s", quota, period)
	}
	if got := read(t, b.memory, "g", "memory.swappiness"); got != "0" {
		t.Errorf("without memsw, swappiness is %s", got)
	}
	u, err := c.read()
	must(t, err)
	if want := (Usage{CPU: 2500, Throttled: 900, PeakMemoryMB: 1, OOMKills: 2}); u != want {
		t.Errorf("read %+v, want %+v", u, want)
	}
	must(t, c.close(noWait))
	must(t, b.close())
	if left := append(subdirs(joint), subdirs(memory)...); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestCgroup1LeavesNothingWhenItCannotOpen(t *testing.T) {
	cpu, memory := t.TempDir(), filepath.Join(t.TempDir(), "missing")
	if _, err := newCgroup1(fakeTree(files1), cpu, cpu, memory); err == nil {
		t.Fatal("opened without a memory controller")
	}
	if left := subdirs(cpu); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestQuotaIsLegalAndInProportion(t *testing.T) {
	if q, p := quotaFor(128.0 / 1769); q != 1447 || p != 20000 {
		t.Errorf("128 MB: %d of %d", q, p)
	}
	rapid.Check(t, func(t *rapid.T) {
		vcpu := rapid.Float64Range(0.001, 64).Draw(t, "vcpu")
		q, p := quotaFor(vcpu)
		if q < minQuotaUS || p < 1000 || p > maxPeriodUS {
			t.Fatalf("%g vCPU is %d of %d, which the kernel refuses", vcpu, q, p)
		}
		if r := float64(q) / float64(p) / vcpu; r < 0.99 || r > 1.01 {
			t.Fatalf("%g vCPU is %d of %d", vcpu, q, p)
		}
	})
}

const mountInfo = `31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct
35 31 0:32 /docker/abc /sys/fs/cgroup/my\040memory ro,relatime - cgroup cgroup rw,memory
41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
42 31 0:39 /../.. /outside rw - cgroup cgroup rw,pids
nonsense
`

const selfCgroup = `4:memory:/docker/abc/run
3:pids:/
2:cpu,cpuacct:/user.slice
1:name=systemd:/
0::/user.slice/session.scope
bad line
`

func TestOwnGroupsAreFoundWhereverTheyAreMounted(t *testing.T) {
	mounts, err := parseMountInfo(strings.NewReader(mountInfo))
	must(t, err)
	own, err := parseSelfCgroup(strings.NewReader(selfCgroup))
	must(t, err)
	h := hierarchies{mounts: mounts, own: own}
	for controller, want := range map[string]string{
		"cpu":     "/sys/fs/cgroup/cpu,cpuacct/user.slice",
		"cpuacct": "/sys/fs/cgroup/cpu,cpuacct/user.slice",
		"memory":  "/sys/fs/cgroup/my memory/run",
		"":        "/sys/fs/cgroup/unified/user.slice/session.scope",
	} {
		if got, err := h.ownDir(controller); err != nil || got != want {
			t.Errorf("%q: %q, %v; want %q", controller, got, err, want)
		}
	}
	h.own["memory"] = "/docker/other"
	h.own["blkio"] = "/"
	for controller, reason := range map[string]string{
		"freezer": "has no", "blkio": "is not mounted", "memory": "does not show", "pids": "does not show",
	} {
		if got, err := h.ownDir(controller); err == nil || !strings.Contains(err.Error(), reason) {
			t.Errorf("%s: %q, %v; want %q", controller, got, err, reason)
		}
	}
}

func TestOwnersAreTold(t *testing.T) {
	me, err := self()
	must(t, err)
	for _, suffix := range []string{"", "-1", "-12", "-self"} {
		if got, ok := parseOwner(me.String() + suffix); !ok || got != me {
			t.Errorf("%v%s: %v, %v", me, suffix, got, ok)
		}
	}
	for _, bad := range []string{"", "sweetspot", "sweetspot-1", "sweetspot-1-2-x", "sweetspot--1-2", "sweetspot-0-2", "a-sweetspot-1-2", "sweetspot-1-2/.."} {
		if got, ok := parseOwner(bad); ok {
			t.Errorf("%q was taken for %v", bad, got)
		}
	}
	if !me.alive() {
		t.Error("this process is dead")
	}
	reused := me
	reused.start++
	if reused.alive() {
		t.Error("a reused pid was taken for its former owner")
	}
	tagged := []byte("A=1\x00" + ownerTag + me.String() + "/g\x00B=2\x00")
	if got, ok := taggedOwner(tagged); !ok || got != me {
		t.Errorf("tag: %v, %v", got, ok)
	}
	if _, ok := taggedOwner([]byte("X" + ownerTag + me.String() + "/g\x00")); ok {
		t.Error("another variable was taken for the tag")
	}
}

func TestSignalsNeverReachWholeGroupsOrInit(t *testing.T) {
	for _, pid := range []int{1, 0, -1, -os.Getpid()} {
		if err := signal(pid, 0); err == nil {
			t.Errorf("pid %d was signalled", pid)
		}
	}
}

func TestParseStat(t *testing.T) {
	got, ok := parseStat([]byte("42 (a) b) S 1 40 40 0 -1 4194560 1 0 0 0 3 4 0 0 20 0 1 0 8888 1 1\n"))
	if want := (stat{state: 'S', ppid: 1, pgrp: 40, start: 8888}); !ok || got != want {
		t.Errorf("%+v, %v; want %+v", got, ok, want)
	}
}

func TestParseIdle(t *testing.T) {
	got, ok := parseIdle([]byte("cpu  100 10 20 9999 888 1 2 3 77 66\ncpu0 1 2 3\n"))
	if want := (9999 + 888) * userHZ; !ok || got != want {
		t.Errorf("%v, %v; want %v", got, ok, want)
	}
}

func FuzzKernelText(f *testing.F) {
	f.Add([]byte(mountInfo))
	f.Add([]byte(selfCgroup))
	f.Add([]byte("42 (a) b) S 1 40 40 0 -1 4194560 1 0 0 0 3 4 0 0 20 0 1 0 8888 1 1\n"))
	f.Add([]byte("cpu  100 10 20 9999 888 1 2 3 77 66\n"))
	f.Add([]byte("VmHWM:\t    1234 kB\noom_kill 3\n"))
	f.Add([]byte(ownerTag + "sweetspot-1-2-3/g"))
	f.Fuzz(func(t *testing.T, text []byte) {
		mounts, err := parseMountInfo(strings.NewReader(string(text)))
		own, err2 := parseSelfCgroup(strings.NewReader(string(text)))
		for _, m := range mounts {
			for _, path := range own {
				if dir, ok := m.dir(path); ok && slices.Contains(strings.Split(path, "/"), "..") {
					t.Errorf("%q leads out of the mount, to %q", path, dir)
				}
			}
		}
		if (err != nil || err2 != nil) && len(text) < 1<<20 {
			t.Errorf("short text is refused: %v, %v", err, err2)
		}
		if o, ok := taggedOwner(text); ok && o.pid <= 0 {
			t.Errorf("owner %v", o)
		}
		if n, ok := keyedNumber(text, "oom_kill"); ok && n < 0 {
			t.Errorf("negative count %d", n)
		}
		parseStat(text)
		parseIdle(text)
	})
}

func TestPeakIsTheHigherOfGroupAndProcessWithinTheLimit(t *testing.T) {
	main := &process{pidfd: -1, status: gauge{-1}}
	for _, tc := range []struct {
		group, hwm int64 // bytes
		want       int   // MB
	}{
		{2 << 20, 30 << 20, 30}, {30<<20 + 1, 20 << 20, 31}, {100 << 20, 140 << 20, 128},
	} {
		main.hwm = tc.hwm
		r := peakReader{limit: 128 << 20}
		if got := r.megabytes(tc.group, main); got != tc.want {
			t.Errorf("group %d, process %d: %d MB, want %d", tc.group, tc.hwm, got, tc.want)
		}
	}
}

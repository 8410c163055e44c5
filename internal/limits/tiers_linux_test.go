package limits

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// eachTier runs a test against every tier that limits and works here.
func eachTier(t *testing.T, test func(t *testing.T, c Controller)) {
	for _, tier := range []Tier{Cgroup2, Cgroup1, DutyCycle} {
		t.Run(string(tier), func(t *testing.T) { test(t, openTier(t, tier)) })
	}
}

// burnFor lets a group burn for a while of wall time and tells the CPU used.
func burnFor(t *testing.T, g Group, wall time.Duration) time.Duration {
	before := usage(t, g).CPU
	time.Sleep(wall)
	return usage(t, g).CPU - before
}

// within polls until ok, and fails the test after a generous while.
func within(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("still not so after 20 s: %s", what)
		}
	}
}

func TestThrottledProcessGetsItsQuota(t *testing.T) {
	eachTier(t, func(t *testing.T, c Controller) {
		g := newGroup(t, c, Limit{VCPU: 0.1, MemoryMB: 256})
		must(t, g.Throttle())
		startIn(t, g, role("burn"))
		within(t, "it runs at all", func() bool { return usage(t, g).CPU > 20*time.Millisecond })
		start := time.Now()
		used := burnFor(t, g, time.Second)
		if limit := 3 * time.Since(start) / 10; used >= limit {
			t.Errorf("used %v in %v at 0.1 vCPU", used, time.Since(start))
		}
		if usage(t, g).Throttled == 0 {
			t.Error("it never waited for quota")
		}
		must(t, g.Unthrottle())
		within(t, "unthrottled it uses more than it could have", func() bool {
			start := time.Now()
			used := burnFor(t, g, 200*time.Millisecond)
			return used > 3*time.Since(start)/10
		})
	})
}

func TestQuotaCoversTheWholeFamily(t *testing.T) {
	eachTier(t, func(t *testing.T, c Controller) {
		g := newGroup(t, c, Limit{VCPU: 0.1, MemoryMB: 256})
		_, out := startIn(t, g, role("family"))
		child, err := strconv.Atoi(line(t, out))
		must(t, err)
		must(t, g.Throttle())
		before, err := cpuClock(child)
		must(t, err)
		within(t, "the child's CPU counts", func() bool { return usage(t, g).CPU > before+50*time.Millisecond })
		start := time.Now()
		if used := burnFor(t, g, time.Second); used >= 3*time.Since(start)/10 {
			t.Errorf("parent and child used %v in %v at 0.1 vCPU", used, time.Since(start))
		}
		must(t, g.Kill())
		within(t, "the child is dead too", func() bool { return ended(child) })
	})
}

// ended reports whether a process is gone or a zombie.
func ended(pid int) bool {
	st, ok := readStat(pid)
	return !ok || st.state == 'Z' || st.state == 'X'
}

func TestMemoryLimitKills(t *testing.T) {
	eachTier(t, func(t *testing.T, c Controller) {
		g := newGroup(t, c, Limit{VCPU: 1, MemoryMB: 128})
		over, _ := startIn(t, g, role("alloc:300"))
		select {
		case <-over:
		case <-time.After(30 * time.Second):
			t.Fatal("300 MB fit into 128")
		}
		u := usage(t, g)
		if u.OOMKills < 1 || u.PeakMemoryMB < 100 {
			t.Errorf("after the kill: %+v", u)
		}
		must(t, g.Close())
		if after := usage(t, g); after.OOMKills != u.OOMKills || after.PeakMemoryMB < u.PeakMemoryMB {
			t.Errorf("closed, it reads %+v; it was %+v", after, u)
		}
	})
}

func TestPeakFollowsAllocation(t *testing.T) {
	eachTier(t, func(t *testing.T, c Controller) {
		g := newGroup(t, c, Limit{VCPU: 1, MemoryMB: 512})
		_, out := startIn(t, g, role("alloc:100"))
		line(t, out)
		within(t, "the peak is known", func() bool { return usage(t, g).PeakMemoryMB >= 100 })
		// The race detector's shadow doubles it, so the bound is loose.
		if u := usage(t, g); u.PeakMemoryMB > 400 || u.OOMKills != 0 {
			t.Errorf("100 MB allocated, read %+v", u)
		}
	})
}

func TestFreezeStopsProgress(t *testing.T) {
	for _, throttled := range []bool{false, true} {
		eachTier(t, func(t *testing.T, c Controller) {
			g := newGroup(t, c, Limit{VCPU: 0.5, MemoryMB: 256})
			if throttled {
				must(t, g.Throttle())
			}
			startIn(t, g, role("burn"))
			runs := func() bool { return burnFor(t, g, 50*time.Millisecond) > 0 }
			within(t, "it runs", runs)
			must(t, g.Freeze())
			within(t, "it stands still", func() bool { return burnFor(t, g, 300*time.Millisecond) == 0 })
			must(t, g.Thaw())
			within(t, "it runs again", runs)
			must(t, g.Freeze())
			must(t, g.Kill())
		})
	}
}

func TestKillEndsAFrozenGroup(t *testing.T) {
	eachTier(t, func(t *testing.T, c Controller) {
		g := newGroup(t, c, Limit{VCPU: 1, MemoryMB: 256})
		over, out := startIn(t, g, role("sleep"))
		line(t, out)
		must(t, g.Freeze())
		must(t, g.Kill())
		<-over
		if _, err := g.Usage(); err != nil {
			t.Errorf("usage after death: %v", err)
		}
	})
}

func TestCloseLeavesNoDirectory(t *testing.T) {
	eachTier(t, func(t *testing.T, c Controller) {
		g := newGroup(t, c, Limit{VCPU: 1, MemoryMB: 256})
		_, out := startIn(t, g, role("sleep"))
		line(t, out)
		made := parentsOf(c)
		if c.Tier() != DutyCycle && len(made) == 0 {
			t.Fatal("no directories to look for")
		}
		must(t, c.Close())
		for _, dir := range made {
			if _, err := os.Stat(dir); !os.IsNotExist(err) {
				t.Errorf("%s is left: %v", dir, err)
			}
		}
	})
}

// parentsOf lists the directories that a controller made.
func parentsOf(c Controller) []string {
	var parents []parentGroup
	switch b := c.(*controller).backend.(type) {
	case *cgroup1:
		parents = b.parents
	case *cgroup2:
		parents = b.parents
	}
	var dirs []string
	for _, p := range parents {
		dirs = append(dirs, p.dir)
	}
	return dirs
}

func TestStartKeepsTheCallersAttributes(t *testing.T) {
	c := openTier(t, "")
	g := newGroup(t, c, Limit{VCPU: 1, MemoryMB: 256})
	cmd := role("sleep")
	attr := &syscall.SysProcAttr{Setsid: true, Pdeathsig: syscall.SIGTERM}
	cmd.SysProcAttr = attr
	_, out := startIn(t, g, cmd)
	line(t, out)
	if got := cmd.SysProcAttr; !got.Setsid || got.Setpgid || got.Pdeathsig != syscall.SIGTERM {
		t.Errorf("started with %+v", got)
	}
	if attr.UseCgroupFD || attr.Setpgid {
		t.Errorf("the caller's own struct was changed: %+v", attr)
	}

	g = newGroup(t, c, Limit{VCPU: 1, MemoryMB: 256})
	cmd = role("sleep")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pgid: os.Getpid()}
	if err := g.Start(cmd); err == nil {
		t.Error("a process was started in a group that is not its own")
	}
}

func TestProcessSeesItsCPUs(t *testing.T) {
	c := openTier(t, "")
	for _, vcpu := range []float64{0.07, 1, 1.5, 1000} {
		g := newGroup(t, c, Limit{VCPU: vcpu, MemoryMB: 256})
		over, out := startIn(t, g, role("cpus"))
		want := min(wholeCPUs(vcpu), len(allowedCPUs()))
		if got := line(t, out); got != strconv.Itoa(want) {
			t.Errorf("at %g vCPU it sees %s CPUs, want %d of %d", vcpu, got, want, runtime.NumCPU())
		}
		<-over
	}
}

// own plays a run in a process of its own, with one group: its process, and a
// child of that in a session of its own, which nothing ends when its parent dies.
func own(tier Tier) {
	c, err := Open(Options{Tier: tier})
	if err != nil {
		fmt.Println("cannot:", err)
		return
	}
	g, err := c.NewGroup("owned", Limit{VCPU: 0.1, MemoryMB: 256})
	if err != nil {
		panic(err)
	}
	cmd := role("apart")
	out, err := cmd.StdoutPipe()
	if err != nil {
		panic(err)
	}
	if err := g.Start(cmd); err != nil {
		panic(err)
	}
	stray, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		panic(err)
	}
	// Frozen, they must still die.
	if err := g.Freeze(); err != nil {
		panic(err)
	}
	fmt.Println(cmd.Process.Pid, strings.TrimSpace(stray), strings.Join(parentsOf(c), " "))
	time.Sleep(time.Hour)
}

func startApart() {
	stray := role("sleep")
	stray.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := stray.Start(); err != nil {
		panic(err)
	}
	fmt.Println(stray.Process.Pid)
	time.Sleep(time.Hour)
}

// startOwner runs own in a process of its own and tells the pids of what came
// of it and the directories that it made.
func startOwner(t *testing.T, tier Tier) (owner *os.Process, child, stray int, dirs []string) {
	t.Helper()
	cmd := role("owner:" + string(tier))
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	said := line(t, out)
	if strings.HasPrefix(said, "cannot:") {
		// It shares a group with this process and may find no other.
		t.Skip(said)
	}
	fields := strings.Fields(said)
	child, err = strconv.Atoi(fields[0])
	must(t, err)
	stray, err = strconv.Atoi(fields[1])
	must(t, err)
	return cmd.Process, child, stray, fields[2:]
}

func TestChildDiesWithItsOwnerAndIsSwept(t *testing.T) {
	eachTier(t, func(t *testing.T, c Controller) {
		owner, child, stray, dirs := startOwner(t, c.Tier())
		sweep()
		if ended(child) || ended(stray) {
			t.Fatal("a live owner's process was ended")
		}
		for _, dir := range dirs {
			if _, err := os.Stat(dir); err != nil {
				t.Fatalf("a live owner's group was swept: %v", err)
			}
		}
		must(t, owner.Kill())
		within(t, "the child died with its owner", func() bool { return ended(child) })
		_, _ = owner.Wait()
		// Another run on this machine may sweep first: that is as well.
		within(t, "the dead owner's groups and stray process are gone", func() bool {
			sweep()
			for _, dir := range dirs {
				if _, err := os.Stat(dir); err == nil {
					return false
				}
			}
			return ended(stray)
		})
	})
}

func TestSweepSparesALockedGroup(t *testing.T) {
	dir := t.TempDir()
	// No process has this pid and start time, but someone holds the lock, as an
	// owner in another pid namespace does.
	dead := filepath.Join(dir, "sweetspot-4000000000-1-1")
	other := filepath.Join(dir, "somebody-else")
	for _, d := range []string{dead, other} {
		must(t, os.Mkdir(d, 0o755))
		must(t, os.WriteFile(filepath.Join(d, "cgroup.procs"), nil, 0o644))
	}
	lock, err := lockDir(dead)
	must(t, err)
	fs := tree{mkdir: cgroupfs.mkdir, rmdir: os.RemoveAll}
	sweepDir(fs, dir)
	if _, err := os.Stat(dead); err != nil {
		t.Fatalf("a locked group was swept: %v", err)
	}
	must(t, lock.Close())
	sweepDir(fs, dir)
	if _, err := os.Stat(dead); !os.IsNotExist(err) {
		t.Errorf("a dead owner's group is left: %v", err)
	}
	if _, err := os.Stat(other); err != nil {
		t.Errorf("another's group was swept: %v", err)
	}
}

func TestGroupsAreSafeForConcurrentUse(t *testing.T) {
	eachTier(t, func(t *testing.T, c Controller) {
		var all sync.WaitGroup
		for range 6 {
			g, err := c.NewGroup("concurrent", Limit{VCPU: 0.2, MemoryMB: 256})
			must(t, err)
			ended, _ := startIn(t, g, role("burn"))
			for _, f := range []func() error{
				g.Throttle, g.Freeze, g.Thaw, g.Unthrottle,
				func() error { _, err := g.Usage(); return err },
			} {
				all.Go(func() {
					for range 20 {
						if err := f(); err != nil {
							t.Error(err)
						}
						c.Contention(time.Now().Add(-time.Second), time.Now())
					}
				})
			}
			t.Cleanup(func() { <-ended })
		}
		all.Wait()
		must(t, c.Close())
	})
}

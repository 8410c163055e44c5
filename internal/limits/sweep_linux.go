package limits

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"golang.org/x/sys/unix"
)

// sweepWithin bounds how long the sweep waits for what it killed.
const sweepWithin = time.Second

// sweep ends what runs that died left behind: groups that carry the name of a
// dead owner, with what is in them, and processes that carry its tag. It is
// best effort, since what cannot be swept harms nobody and the next start
// tries again.
func sweep() {
	if h, err := readHierarchies(); err == nil {
		for _, dir := range h.sweepable() {
			sweepDir(cgroupfs, dir)
		}
	}
	sweepProcesses()
}

// sweepable lists the directories that may hold groups of an earlier run: our
// own group and all above it, where a run may have had its home, and our
// group's siblings, since a new login session or service run is a sibling of
// the one before.
func (h hierarchies) sweepable() []string {
	var dirs []string
	for _, controller := range []string{"cpu", "cpuacct", "memory", ""} {
		own, err := h.ownDir(controller)
		if err != nil {
			continue
		}
		line := upward(own)
		dirs = append(dirs, line...)
		if len(line) == 1 {
			continue
		}
		for _, sibling := range subdirs(line[1]) {
			if _, ours := parseOwner(filepath.Base(sibling)); !ours {
				dirs = append(dirs, sibling)
			}
		}
	}
	return distinct(dirs...)
}

func subdirs(dir string) []string {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	var dirs []string
	for _, e := range entries {
		if e.IsDir() {
			dirs = append(dirs, filepath.Join(dir, e.Name()))
		}
	}
	return dirs
}

// sweepDir removes the groups of dead owners directly below dir.
func sweepDir(fs tree, dir string) {
	for _, d := range subdirs(dir) {
		if o, ok := parseOwner(filepath.Base(d)); ok && !o.alive() {
			sweepGroup(fs, d)
		}
	}
}

// sweepGroup kills and removes a dead owner's group. A lock still held means
// that the owner lives where we cannot see its pid.
func sweepGroup(fs tree, dir string) {
	lock, err := lockDir(dir)
	if err != nil {
		return
	}
	defer func() { _ = lock.Close() }()
	deadline := time.Now().Add(sweepWithin)
	for _, d := range append(subdirs(dir), dir) {
		_ = killAll(func() ([]int, error) { return pidsIn(d) }, deadline)
		_ = fs.removeBy(d, deadline)
	}
}

// sweepProcesses kills the processes tagged by a dead owner: what left its
// group, or never had one. Those of other pid namespaces are left alone, since
// their owners' pids mean something else there; so are those above us.
func sweepProcesses() {
	namespace, err := os.Readlink("/proc/self/ns/pid")
	if err != nil {
		return
	}
	spared := ancestors()
	for _, pid := range allPIDs() {
		if !spared[pid] {
			sweepProcess(pid, namespace)
		}
	}
}

func sweepProcess(pid int, namespace string) {
	// Opened first, so that what is read and what is killed is one process.
	fd, err := unix.PidfdOpen(pid, 0)
	if err != nil {
		return
	}
	defer func() { _ = unix.Close(fd) }()
	env, err := os.ReadFile(fmt.Sprintf("/proc/%d/environ", pid))
	if err != nil {
		return
	}
	o, ok := taggedOwner(env)
	if !ok || o.alive() {
		return
	}
	if ns, err := os.Readlink(fmt.Sprintf("/proc/%d/ns/pid", pid)); err == nil && ns == namespace {
		_ = unix.PidfdSendSignal(fd, unix.SIGKILL, nil, 0)
	}
}

// ancestors are this process and those above it.
func ancestors() map[int]bool {
	found := map[int]bool{}
	for pid := os.Getpid(); pid > 0 && !found[pid]; {
		found[pid] = true
		st, ok := readStat(pid)
		if !ok {
			break
		}
		pid = st.ppid
	}
	return found
}

// allPIDs lists the processes that /proc shows.
func allPIDs() []int {
	proc, err := os.Open("/proc")
	if err != nil {
		return nil
	}
	defer func() { _ = proc.Close() }()
	names, _ := proc.Readdirnames(-1)
	var pids []int
	for _, name := range names {
		if pid, err := strconv.Atoi(name); err == nil && pid > 1 {
			pids = append(pids, pid)
		}
	}
	return pids
}

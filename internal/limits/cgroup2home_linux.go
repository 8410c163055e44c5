package limits

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// enable2 hands the controllers that we need down to a group's children.
const enable2 = "+cpu +memory"

// home2 is the cgroup v2 group below which this process makes its own: its own
// group or one above. A group that hands controllers down may hold no processes
// itself (but for the root), so that where this process is the only one in the
// way, it moves into a leaf below while anyone uses the home.
// https://docs.kernel.org/admin-guide/cgroup-v2.html#no-internal-process-constraint
type home2 struct {
	fs   tree
	dir  string
	me   owner
	leaf string   // where this process moved to; "" if it did not
	lock *os.File // of the leaf
	uses int
}

// homes are the homes in use by this process, by directory.
var homes = struct {
	sync.Mutex
	byDir map[string]*home2
}{byDir: map[string]*home2{}}

// acquireHome2 makes dir, our own group or one above it, ready for groups
// below it, or says why it cannot be.
func acquireHome2(fs tree, dir string, me owner) (*home2, error) {
	homes.Lock()
	defer homes.Unlock()
	if h, ok := homes.byDir[dir]; ok {
		h.uses++
		return h, nil
	}
	h := &home2{fs: fs, dir: dir, me: me, uses: 1}
	if err := h.handDown(dir); err != nil {
		return nil, err
	}
	homes.byDir[dir] = h
	return h, nil
}

// withoutLeaf is our own group as it was before this process moved into a leaf.
func withoutLeaf(own string, me owner) string {
	if filepath.Base(own) == leafName(me) {
		return filepath.Dir(own)
	}
	return own
}

func leafName(me owner) string { return me.String() + "-self" }

// handDown has a group's children get the controllers, by enabling them there
// and, as far as need be, in the groups above. That takes nothing from others'
// groups, which may use the controllers by the time that we end: so they stay
// enabled, but for the group that moveBack puts this process into again.
func (h *home2) handDown(dir string) error {
	if hasControllers(dir, "cgroup.subtree_control") == nil {
		return nil
	}
	vacate, err := divisible(dir, h.me)
	if err != nil {
		return err
	}
	if err := hasControllers(dir, "cgroup.controllers"); err != nil {
		above := upward(dir)[1:]
		if len(above) == 0 {
			return err
		}
		if err := h.handDown(above[0]); err != nil {
			return err
		}
	}
	if vacate {
		return h.moveIntoLeaf()
	}
	return write(dir, "cgroup.subtree_control", enable2)
}

// errShared says that a group cannot be divided for the processes in it.
var errShared = errors.New("cannot be divided, for it holds other processes")

// divisible says why a group cannot hand controllers down, or whether it can
// once this process has left it.
func divisible(dir string, me owner) (vacate bool, err error) {
	pids, err := pidsIn(dir)
	if err != nil {
		return false, err
	}
	// Only the root lacks cgroup.type, and only it may hold processes all the same.
	if isRoot := !exists(dir, "cgroup.type"); isRoot {
		return false, nil
	}
	others := slices.DeleteFunc(slices.Clone(pids), func(pid int) bool { return pid == me.pid })
	if len(others) > 0 {
		return false, fmt.Errorf("the cgroup v2 group %s %w (%d)", dir, errShared, len(others))
	}
	return len(pids) > 0, nil
}

// hasControllers reports whether a group's file lists the controllers we need.
func hasControllers(dir, file string) error {
	b, err := os.ReadFile(filepath.Join(dir, file))
	if err != nil {
		return err
	}
	have := strings.Fields(string(b))
	for _, c := range []string{"cpu", "memory"} {
		if !slices.Contains(have, c) {
			return fmt.Errorf("the cgroup v2 group %s has no %s controller (it has: %s)", dir, c, strings.Join(have, ", "))
		}
	}
	return nil
}

func (h *home2) moveIntoLeaf() error {
	h.leaf = filepath.Join(h.dir, leafName(h.me))
	err := h.fs.mkdir(h.leaf)
	if err != nil {
		return cannotMake(h.dir, err)
	}
	if h.lock, err = lockDir(h.leaf); err != nil {
		return errors.Join(err, h.fs.rmdir(h.leaf))
	}
	if err = writeInt(h.leaf, "cgroup.procs", int64(h.me.pid)); err == nil {
		err = write(h.dir, "cgroup.subtree_control", enable2)
	}
	if err != nil {
		return errors.Join(err, h.moveBack())
	}
	return nil
}

func (h *home2) moveBack() error {
	err := write(h.dir, "cgroup.subtree_control", "-cpu -memory")
	if errors.Is(err, unix.ENOENT) { // never handed down
		err = nil
	}
	return errors.Join(err,
		writeInt(h.dir, "cgroup.procs", int64(h.me.pid)),
		h.fs.removeBy(h.leaf, time.Now().Add(removeWithin)),
		h.lock.Close())
}

// release undoes acquireHome2; the last one to release moves this process back.
func (h *home2) release() error {
	homes.Lock()
	defer homes.Unlock()
	if h.uses--; h.uses > 0 {
		return nil
	}
	delete(homes.byDir, h.dir)
	if h.leaf == "" {
		return nil
	}
	return h.moveBack()
}

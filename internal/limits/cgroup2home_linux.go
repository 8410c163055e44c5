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

// home2 is the cgroup v2 group under which this process nests its own. A group
// that hands controllers down may hold no processes itself (but for the root),
// so this process moves into a leaf below while anyone uses the home.
// https://docs.kernel.org/admin-guide/cgroup-v2.html#no-internal-process-constraint
type home2 struct {
	fs   tree
	dir  string
	leaf string   // where this process moved to; "" if it did not
	lock *os.File // of the leaf
	uses int
}

// homes are the homes in use by this process, by directory.
var homes = struct {
	sync.Mutex
	byDir map[string]*home2
}{byDir: map[string]*home2{}}

// acquireHome2 makes own, the directory of our own group, ready for groups
// below it, or says why it cannot be. own may be the leaf of an earlier call.
func acquireHome2(fs tree, own string, me owner) (*home2, error) {
	homes.Lock()
	defer homes.Unlock()
	if filepath.Base(own) == leafName(me) {
		own = filepath.Dir(own)
	}
	if h, ok := homes.byDir[own]; ok {
		h.uses++
		return h, nil
	}
	h := &home2{fs: fs, dir: own, uses: 1}
	if err := h.prepare(me); err != nil {
		return nil, err
	}
	homes.byDir[own] = h
	return h, nil
}

func leafName(me owner) string { return me.String() + "-self" }

func (h *home2) prepare(me owner) error {
	if err := h.hasControllers("cgroup.controllers"); err != nil {
		return err
	}
	if h.hasControllers("cgroup.subtree_control") == nil {
		return nil
	}
	pids, err := pidsIn(h.dir)
	if err != nil {
		return err
	}
	// Only the root lacks cgroup.type, and only it may hold processes all the same.
	if isRoot := !exists(h.dir, "cgroup.type"); isRoot || len(pids) == 0 {
		return write(h.dir, "cgroup.subtree_control", enable2)
	}
	if others := slices.DeleteFunc(pids, func(pid int) bool { return pid == me.pid }); len(others) > 0 {
		return fmt.Errorf("%d other processes share this process's group %s, so that it cannot be divided: start Sweetspot in a group of its own with `systemd-run --user --scope -p Delegate=yes sweetspot ...`", len(others), h.dir)
	}
	return h.moveIntoLeaf(me)
}

// hasControllers reports whether a file lists the controllers we need.
func (h *home2) hasControllers(file string) error {
	b, err := os.ReadFile(filepath.Join(h.dir, file))
	if err != nil {
		return err
	}
	have := strings.Fields(string(b))
	for _, c := range []string{"cpu", "memory"} {
		if !slices.Contains(have, c) {
			return fmt.Errorf("the cgroup v2 group %s has no %s controller (it has: %s)", h.dir, c, strings.Join(have, ", "))
		}
	}
	return nil
}

func (h *home2) moveIntoLeaf(me owner) error {
	h.leaf = filepath.Join(h.dir, leafName(me))
	err := h.fs.mkdir(h.leaf)
	if err != nil {
		return cannotMake(h.dir, err)
	}
	if h.lock, err = lockDir(h.leaf); err != nil {
		return errors.Join(err, h.fs.rmdir(h.leaf))
	}
	if err = writeInt(h.leaf, "cgroup.procs", int64(me.pid)); err == nil {
		err = write(h.dir, "cgroup.subtree_control", enable2)
	}
	if err != nil {
		return errors.Join(err, h.moveBack(me))
	}
	return nil
}

func (h *home2) moveBack(me owner) error {
	err := write(h.dir, "cgroup.subtree_control", "-cpu -memory")
	if errors.Is(err, unix.ENOENT) { // never handed down
		err = nil
	}
	return errors.Join(err,
		writeInt(h.dir, "cgroup.procs", int64(me.pid)),
		h.fs.removeBy(h.leaf, time.Now().Add(removeWithin)),
		h.lock.Close())
}

// release undoes acquireHome2; the last one to release moves this process back.
func (h *home2) release(me owner) error {
	homes.Lock()
	defer homes.Unlock()
	if h.uses--; h.uses > 0 {
		return nil
	}
	delete(homes.byDir, h.dir)
	if h.leaf == "" {
		return nil
	}
	return h.moveBack(me)
}

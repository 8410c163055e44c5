package limits

import (
	"bytes"
	"strconv"
	"time"
)

// scanEvery is the shortest time between two looks for new processes.
const scanEvery = 20 * time.Millisecond

// procTable knows which processes belong to which root: those of its process
// group, and whatever descends from a process seen to belong. A process that
// lives less than scanEvery may be missed. Not safe for concurrent use.
type procTable struct {
	roots   map[int]bool
	known   map[int]procEntry
	below   map[int][]int // members by root, without the root itself
	lastPID gauge         // /proc/loadavg
	last    string
	at      time.Time
}

type procEntry struct {
	root  int // 0: of no root
	start uint64
}

func openProcTable() (*procTable, error) {
	g, err := openGauge("/proc", "loadavg")
	return &procTable{roots: map[int]bool{}, known: map[int]procEntry{}, below: map[int][]int{}, lastPID: g}, err
}

// add registers a process as a root; drop forgets it and what belongs to it.
func (t *procTable) add(root int) {
	t.roots[root] = true
	t.known[root] = procEntry{root: root}
}

func (t *procTable) drop(root int) {
	delete(t.roots, root)
	delete(t.below, root)
	for pid, e := range t.known {
		if e.root == root {
			delete(t.known, pid)
		}
	}
}

// refresh looks for new processes unless that was done a moment ago, or the
// kernel has given out no pid since.
func (t *procTable) refresh(now time.Time) {
	if now.Sub(t.at) < scanEvery {
		return
	}
	t.at = now
	var buf [128]byte
	text, err := t.lastPID.text(buf[:])
	if err != nil {
		return
	}
	fields := bytes.Fields(text)
	if len(fields) == 0 {
		return
	}
	if last := string(fields[len(fields)-1]); last != t.last {
		t.last = last
		t.scan()
	}
}

// scan looks at every process. One once seen keeps its place, whatever becomes
// of its parent or its process group, until its pid is gone or reused.
func (t *procTable) scan() {
	seen := make(map[int]procEntry, len(t.known))
	for _, pid := range allPIDs() {
		e, ok := t.known[pid]
		if ok && (e.root == 0 || e.root == pid) {
			seen[pid] = e
			continue
		}
		st, alive := readStat(pid)
		if !alive {
			continue
		}
		if !ok || e.start != st.start {
			e = procEntry{root: t.rootOf(st, seen), start: st.start}
		}
		seen[pid] = e
	}
	t.known = seen
	clear(t.below)
	for pid, e := range seen {
		if e.root != 0 && e.root != pid {
			t.below[e.root] = append(t.below[e.root], pid)
		}
	}
	for root := range t.roots { // one that has ended keeps those it left behind
		t.known[root] = procEntry{root: root}
	}
}

func (t *procTable) rootOf(st stat, seen map[int]procEntry) int {
	if t.roots[st.pgrp] {
		return st.pgrp
	}
	return seen[st.ppid].root
}

// members are the processes that belong to root, without root itself.
func (t *procTable) members(root int) []int { return t.below[root] }

// residentOf is a process's resident memory now, in bytes; 0 when it is gone.
func residentOf(pid int) int64 {
	g, err := openGauge("/proc/"+strconv.Itoa(pid), "status")
	if err != nil {
		return 0
	}
	defer g.close()
	kb, _, _ := g.keyed("VmRSS")
	return kb << 10
}

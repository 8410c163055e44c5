package limits

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// moveInto moves a process that has just been started into every one of the
// groups, with the children it was quick enough to have before.
func moveInto(dirs []string, pid int) error {
	moved := []int{}
	for pending := []int{pid}; len(pending) > 0; {
		next := pending[0]
		pending = pending[1:]
		if slices.Contains(moved, next) {
			continue
		}
		moved = append(moved, next)
		for _, dir := range dirs {
			err := writeInt(dir, "cgroup.procs", int64(next))
			if err != nil && !errors.Is(err, unix.ESRCH) { // it may have ended already
				return err
			}
		}
		// Only now: what it starts from here on starts inside.
		pending = append(pending, childrenOf(next)...)
	}
	return nil
}

// childrenOf lists a process's children, from the kernel's own list or, where
// it keeps none, by asking every process for its parent.
func childrenOf(pid int) []int {
	tasks := fmt.Sprintf("/proc/%d/task", pid)
	var children []int
	for _, task := range subdirs(tasks) {
		text, err := os.ReadFile(filepath.Join(task, "children"))
		if errors.Is(err, os.ErrNotExist) && exists(task, "stat") {
			return childrenByParent(pid)
		}
		for _, f := range strings.Fields(string(text)) {
			if child, err := strconv.Atoi(f); err == nil && child > 1 {
				children = append(children, child)
			}
		}
	}
	return children
}

func childrenByParent(pid int) []int {
	return slices.DeleteFunc(allPIDs(), func(p int) bool {
		st, ok := readStat(p)
		return !ok || st.ppid != pid
	})
}

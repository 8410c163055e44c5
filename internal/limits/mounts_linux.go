package limits

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// cgroupMount is one mounted hierarchy of control groups.
type cgroupMount struct {
	v2          bool
	controllers []string // v1: what is mounted here, such as cpu,cpuacct
	root        string   // the group that shows at point
	point       string
}

// parseMountInfo reads the cgroup mounts of /proc/self/mountinfo.
// https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html
func parseMountInfo(r io.Reader) ([]cgroupMount, error) {
	var mounts []cgroupMount
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		// 32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu
		head, tail, ok := strings.Cut(lines.Text(), " - ")
		before, after := strings.Fields(head), strings.Fields(tail)
		if !ok || len(before) < 5 || len(after) < 3 {
			continue
		}
		m := cgroupMount{v2: after[0] == "cgroup2", root: unescape(before[3]), point: unescape(before[4])}
		switch after[0] {
		case "cgroup":
			m.controllers = strings.Split(after[2], ",")
			mounts = append(mounts, m)
		case "cgroup2":
			mounts = append(mounts, m)
		}
	}
	return mounts, lines.Err()
}

// unescape undoes the octal escapes of mountinfo, such as \040 for a space.
func unescape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+3 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+4], 8, 8); err == nil {
				b.WriteByte(byte(n))
				i += 3
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// parseSelfCgroup reads /proc/self/cgroup: our own group by v1 controller, and
// under "" that of v2.
// https://man7.org/linux/man-pages/man7/cgroups.7.html
func parseSelfCgroup(r io.Reader) (map[string]string, error) {
	own := map[string]string{}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		// 4:cpu,cpuacct:/user.slice
		id, rest, ok := strings.Cut(lines.Text(), ":")
		controllers, path, ok2 := strings.Cut(rest, ":")
		if !ok || !ok2 || !strings.HasPrefix(path, "/") {
			continue
		}
		if controllers == "" && id != "0" {
			continue
		}
		for c := range strings.SplitSeq(controllers, ",") {
			own[c] = path
		}
	}
	return own, lines.Err()
}

// hierarchies says where this process's own groups are mounted.
type hierarchies struct {
	mounts []cgroupMount
	own    map[string]string
}

func readHierarchies() (hierarchies, error) {
	var h hierarchies
	mounts, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return h, err
	}
	if h.mounts, err = parseMountInfo(bytes.NewReader(mounts)); err != nil {
		return h, err
	}
	own, err := os.ReadFile("/proc/self/cgroup")
	if err != nil {
		return h, err
	}
	h.own, err = parseSelfCgroup(bytes.NewReader(own))
	return h, err
}

// ownDir is the directory of our own group under a v1 controller, or of v2
// when the controller is "".
func (h hierarchies) ownDir(controller string) (string, error) {
	label := "cgroup v1 controller " + controller
	if controller == "" {
		label = "cgroup v2"
	}
	path, ok := h.own[controller]
	if !ok {
		return "", fmt.Errorf("this system has no %s", label)
	}
	mounted := false
	for _, m := range h.mounts {
		if m.v2 != (controller == "") || !m.v2 && !slices.Contains(m.controllers, controller) {
			continue
		}
		mounted = true
		if dir, ok := m.dir(path); ok {
			return dir, nil
		}
	}
	if mounted {
		return "", fmt.Errorf("this process's own group %s of %s does not show under its mount", path, label)
	}
	return "", fmt.Errorf("%s is not mounted", label)
}

// dir is where the group of that path shows under the mount; ok is false when
// it lies outside of what the mount shows. A path with .. in it is relative to
// our cgroup namespace, whose place in the hierarchy we cannot know.
func (m cgroupMount) dir(path string) (string, bool) {
	if slices.Contains(strings.Split(m.root+"/"+path, "/"), "..") {
		return "", false
	}
	rel, err := filepath.Rel(m.root, path)
	if err != nil || rel == ".." || strings.HasPrefix(rel, "../") {
		return "", false
	}
	return filepath.Join(m.point, rel), true
}

package limits

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// level is a group of a fake hierarchy.
type level struct {
	path        string
	procs       string // ME stands for this process
	controllers string
	handsDown   string
}

// layout makes the groups of a fake hierarchy, outermost first, and returns its
// mount point. The real root, unlike that of a namespace, has no cgroup.type.
func layout(t *testing.T, realRoot bool, levels []level) string {
	t.Helper()
	point := t.TempDir()
	for i, l := range levels {
		dir := filepath.Join(point, l.path)
		must(t, os.MkdirAll(dir, 0o755))
		files := maps.Clone(files2)
		files["cgroup.procs"] = strings.ReplaceAll(l.procs, "ME", fmt.Sprint(os.Getpid()))
		files["cgroup.controllers"] = l.controllers
		files["cgroup.subtree_control"] = l.handsDown
		if i == 0 && realRoot {
			delete(files, "cgroup.type")
		}
		must(t, fill(dir, files))
	}
	return point
}

const (
	slice   = "/user.slice/user-0.slice"
	session = slice + "/session-1.scope"
)

// login is a login session as systemd lays it out, which hands down what its
// units asked for.
func login(handedDown, procs string) []level {
	return []level{
		{"/", "1\n2\n", "cpuset cpu io memory pids", handedDown},
		{"/user.slice", "", handedDown, handedDown},
		{slice, "", handedDown, handedDown},
		{session, procs, handedDown, ""},
	}
}

func TestCgroup2FindsTheNearestHome(t *testing.T) {
	me, err := self()
	must(t, err)
	for name, tc := range map[string]struct {
		levels  []level
		refuse  string   // the group in which nothing can be made
		noStart string   // the group below which nothing can be started
		home    string   // the group that ours is made in
		leaf    bool     // whether this process moves into one
		enabled []string // the groups that hand controllers down for us
	}{
		"a session of three, all handed down": {levels: login("cpu memory pids", "ME\n2\n3\n"), home: slice},
		"a session of three, no CPU yet": {levels: login("memory pids", "ME\n2\n3\n"), home: slice,
			enabled: []string{"/", "/user.slice", slice}},
		"a session of our own": {levels: login("cpu memory", "ME\n"), home: session, leaf: true,
			enabled: []string{session}},
		"a session of our own, no CPU yet": {levels: login("memory", "ME\n"), home: session, leaf: true,
			enabled: []string{"/", "/user.slice", slice, session}},
		"nothing can be made nearby": {levels: login("cpu memory", "ME\n2\n"), refuse: slice, home: "/user.slice"},
		"nothing can start nearby":   {levels: login("cpu memory", "ME\n2\n"), noStart: slice, home: "/user.slice"},
		"the root": {levels: []level{{"/", "1\nME\n3\n", "cpu memory", ""}}, home: "/",
			enabled: []string{"/"}},
	} {
		t.Run(name, func(t *testing.T) {
			point := layout(t, true, tc.levels)
			own := filepath.Join(point, tc.levels[len(tc.levels)-1].path)
			fs := fakeTree(files2)
			if tc.refuse != "" {
				fs = refusing(fs, filepath.Join(point, tc.refuse))
			}
			if tc.noStart != "" {
				fs.join = startless(filepath.Join(point, tc.noStart))
			}
			b, err := newCgroup2(fs, own, me)
			must(t, err)
			if got := filepath.Dir(b.parents[0].dir); got != filepath.Join(point, tc.home) {
				t.Errorf("its home is %s, want %s", got, tc.home)
			}
			if got := exists(own, leafName(me)); got != tc.leaf {
				t.Errorf("moved into a leaf: %v", got)
			}
			for _, l := range tc.levels {
				got := read(t, point, l.path, "cgroup.subtree_control")
				if enabled := got == enable2; enabled != slices.Contains(tc.enabled, l.path) {
					t.Errorf("%s hands down %q", l.path, got)
				}
			}
			must(t, b.close())
			if left := leftIn(point, tc.levels); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

func TestCgroup2RefusesWhatItCannotDivide(t *testing.T) {
	me, err := self()
	must(t, err)
	for name, tc := range map[string]struct {
		levels  []level
		refuse  bool // to make groups, anywhere
		reasons []string
	}{
		"no controllers": {levels: []level{{"/", "ME\n", "hugetlb", ""}}, reasons: []string{"no cpu controller"}},
		"no memory":      {levels: []level{{"/", "ME\n", "cpu io", ""}}, reasons: []string{"no memory controller"}},
		"no memory anywhere": {levels: []level{{"/", "", "cpu", "cpu"}, {"/a", "ME\n", "cpu", ""}},
			reasons: []string{"no memory controller"}},
		"a shared container": {levels: []level{{"/", "1\nME\n3\n", "cpu memory", ""}},
			reasons: []string{"other processes (2)", "only process of its container"}},
		"a shared group in a shared container": {levels: []level{{"/", "1\n", "cpu memory", ""}, {"/a", "ME\n3\n", "", ""}},
			reasons: []string{"/a cannot be divided, for it holds other processes (1)", "001 cannot be divided", "only process of its container"}},
		"an ordinary user": {levels: login("cpu memory", "ME\n2\n3\n"), refuse: true,
			reasons: []string{session + " cannot be divided", slice + ": permission denied", "systemd-run"}},
	} {
		t.Run(name, func(t *testing.T) {
			point := layout(t, false, tc.levels)
			fs := fakeTree(files2)
			if tc.refuse {
				fs = refusing(fs, "")
			}
			_, err := newCgroup2(fs, filepath.Join(point, tc.levels[len(tc.levels)-1].path), me)
			if err == nil {
				t.Fatal("opened")
			}
			t.Log(err)
			for _, reason := range tc.reasons {
				if strings.Count(err.Error(), reason) != 1 {
					t.Errorf("%q should say once: %s", err, reason)
				}
			}
			if left := leftIn(point, tc.levels); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

// refusing permits no groups in a directory, or anywhere if it is "".
func refusing(fs tree, in string) tree {
	allowed := fs.mkdir
	fs.mkdir = func(dir string) error {
		if in == "" || filepath.Dir(dir) == in {
			return &os.PathError{Op: "mkdir", Path: dir, Err: os.ErrPermission}
		}
		return allowed(dir)
	}
	return fs
}

// startless has processes below a directory start in groups that are none,
// which the kernel refuses.
func startless(below string) func(dir string) (*os.File, error) {
	return func(dir string) (*os.File, error) {
		if strings.HasPrefix(dir, below+"/") {
			return os.Open(dir)
		}
		return nil, nil
	}
}

// leftIn lists the groups that were not in the layout.
func leftIn(point string, levels []level) []string {
	var left []string
	for _, l := range levels {
		for _, dir := range subdirs(filepath.Join(point, l.path)) {
			if !slices.ContainsFunc(levels, func(l level) bool { return filepath.Join(point, l.path) == dir }) {
				left = append(left, dir)
			}
		}
	}
	return left
}

// The homes that a run may have had are where the next run sweeps.
func TestSweepLooksWhereHomesMayBe(t *testing.T) {
	levels := append(login("cpu memory", ""), level{slice + "/session-2.scope", "ME\n2\n", "cpu memory", ""})
	point := layout(t, true, levels)
	h := hierarchies{
		mounts: []cgroupMount{{v2: true, root: "/", point: point}},
		own:    map[string]string{"": slice + "/session-2.scope"},
	}
	var want []string
	for _, l := range levels {
		want = append(want, filepath.Join(point, l.path))
	}
	got := h.sweepable()
	slices.Sort(got)
	if slices.Sort(want); !slices.Equal(got, want) {
		t.Errorf("sweeps %v, want %v", got, want)
	}
}

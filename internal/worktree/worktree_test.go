package worktree_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sweetspot-bench/sweetspot/internal/worktree"
)

// repository makes one with two commits of svc/app.txt, tagged old and new, and
// returns its folder. A hook of it would fail every checkout.
func repository(t *testing.T) string {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not on the PATH")
	}
	dir := t.TempDir()
	git(t, dir, "init", "-q")
	git(t, dir, "config", "user.email", "test@example.com")
	git(t, dir, "config", "user.name", "Test")
	write(t, filepath.Join(dir, "readme"), "nothing")
	git(t, dir, "add", "-A")
	git(t, dir, "commit", "-qm", "empty")
	git(t, dir, "tag", "empty")
	for _, name := range []string{"old", "new"} {
		write(t, filepath.Join(dir, "svc", "app.txt"), name)
		git(t, dir, "add", "-A")
		git(t, dir, "commit", "-qm", name)
		git(t, dir, "tag", name)
	}
	write(t, filepath.Join(dir, "svc", "untracked.txt"), "new")
	hook := filepath.Join(dir, ".git", "hooks", "post-checkout")
	write(t, hook, "#!/bin/sh\nexit 1\n")
	if err := os.Chmod(hook, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

func git(t *testing.T, dir string, args ...string) string {
	t.Helper()
	out, err := exec.Command("git", append([]string{"-C", dir}, args...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return string(out)
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestOpen(t *testing.T) {
	dir := repository(t)
	t.Setenv("GIT_DIR", filepath.Join(t.TempDir(), "another")) // as within a hook
	tree, err := worktree.Open(t.Context(), filepath.Join(dir, "svc"), "old")
	if err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(filepath.Join(tree.Dir, "app.txt")); err != nil || string(text) != "old" {
		t.Errorf("%q, %v", text, err)
	}
	if text, _ := os.ReadFile(filepath.Join(dir, "svc", "app.txt")); string(text) != "new" {
		t.Errorf("the user's own file became %q", text)
	}
	if _, err := os.Stat(filepath.Join(tree.Dir, "untracked.txt")); err == nil {
		t.Error("an untracked file is there")
	}
	if len(tree.Commit) < 40 || !tree.Holds(filepath.Join(tree.Dir, "app.txt")) || tree.Holds(dir) || tree.Holds(filepath.Join(tree.Dir, "..", "..", "..")) {
		t.Errorf("%+v", tree)
	}
	os.Unsetenv("GIT_DIR")
	if list := git(t, dir, "worktree", "list"); strings.Count(list, "\n") != 2 {
		t.Errorf("worktrees:\n%s", list)
	}
	if err := errors.Join(tree.Close(), tree.Close()); err != nil {
		t.Error(err)
	}
	if list := git(t, dir, "worktree", "list"); strings.Count(list, "\n") != 1 {
		t.Errorf("left behind:\n%s", list)
	}
	if _, err := os.Stat(tree.Dir); err == nil {
		t.Errorf("%s is left behind", tree.Dir)
	}
}

func TestOpenRefuses(t *testing.T) {
	dir := repository(t)
	t.Setenv("TMPDIR", t.TempDir())
	interrupted, cancel := context.WithCancel(t.Context())
	cancel()
	for _, tt := range []struct {
		name     string
		ctx      context.Context
		dir, ref string
		want     string
	}{
		{"no repository", t.Context(), t.TempDir(), "old", "is in no git repository"},
		{"no such ref", t.Context(), dir, "mian", `knows no commit "mian"`},
		{"an option", t.Context(), dir, "--help", `knows no commit "--help"`},
		{"a file", t.Context(), dir, "old:svc/app.txt", "knows no commit"},
		{"no such folder then", t.Context(), filepath.Join(dir, "svc"), "empty", "empty has no folder svc/"},
		{"interrupted", interrupted, dir, "old", "context canceled"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := worktree.Open(tt.ctx, tt.dir, tt.ref)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v, want %s", err, tt.want)
			}
		})
	}
	if left, _ := os.ReadDir(os.TempDir()); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if list := git(t, dir, "worktree", "list"); strings.Count(list, "\n") != 1 {
		t.Errorf("left behind:\n%s", list)
	}
	t.Setenv("PATH", t.TempDir())
	if _, err := worktree.Open(t.Context(), dir, "old"); !errors.Is(err, worktree.ErrNoGit) {
		t.Errorf("without git: %v", err)
	}
}

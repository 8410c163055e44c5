package worktree_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sweetspot-bench/sweetspot/internal/worktree"
)

func TestSince(t *testing.T) {
	dir := repository(t)
	git(t, dir, "config", "core.hooksPath", os.DevNull)
	git(t, dir, "checkout", "-qb", "feature", "old")
	write(t, filepath.Join(dir, "svc", "own file.txt"), "committed")
	git(t, dir, "add", "-A")
	git(t, dir, "mv", "readme", "README")
	git(t, dir, "commit", "-qm", "feature")
	write(t, filepath.Join(dir, "svc", "app.txt"), "not committed")
	write(t, filepath.Join(dir, "ignored.log"), "noise")
	write(t, filepath.Join(dir, ".gitignore"), "*.log\n")

	c, err := worktree.Since(t.Context(), filepath.Join(dir, "svc"), "new") // new has a commit of its own since
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(c.Files)
	want := []string{".gitignore", "README", "readme", "svc/app.txt", "svc/own file.txt", "svc/untracked.txt"}
	if !slices.Equal(c.Files, want) {
		t.Errorf("changed: %q, want %q", c.Files, want)
	}
	if base := strings.TrimSpace(git(t, dir, "rev-parse", "old")); c.Commit != base || c.Prefix != "svc/" || c.Ref != "new" {
		t.Errorf("%+v, want the merge base %s", c, base)
	}
	if !slices.Contains(c.All, "svc/app.txt") || !slices.Contains(c.All, ".gitignore") || slices.Contains(c.All, "ignored.log") {
		t.Errorf("all: %q", c.All)
	}

	git(t, dir, "add", "-A")
	git(t, dir, "commit", "-qm", "all of it")
	if c, err = worktree.Since(t.Context(), dir, "HEAD"); err != nil || len(c.Files) != 0 || c.Prefix != "" {
		t.Errorf("%+v, %v, want no changes", c, err)
	}
}

func TestSinceRefuses(t *testing.T) {
	dir := repository(t)
	git(t, dir, "config", "core.hooksPath", os.DevNull)
	git(t, dir, "checkout", "-q", "--orphan", "apart")
	git(t, dir, "commit", "-qm", "apart")
	git(t, dir, "checkout", "-qf", "new")
	shallow, empty := t.TempDir(), t.TempDir()
	git(t, dir, "clone", "-q", "--depth", "1", "--no-single-branch", "file://"+dir, shallow)
	git(t, empty, "init", "-q")
	git(t, empty, "fetch", "-q", dir, "refs/tags/new:refs/tags/new")
	for _, tt := range []struct{ name, dir, ref, want string }{
		{"no repository", t.TempDir(), "old", "is in no git repository"},
		{"no such ref", dir, "mian", `knows no commit "mian"`},
		{"nothing in common", dir, "apart", "have no commit in common"},
		{"shallow", shallow, "origin/apart", "fetch-depth: 0"},
		{"no commit", empty, "new", "has no commit yet"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := worktree.Since(t.Context(), tt.dir, tt.ref)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v, want %s", err, tt.want)
			}
		})
	}
	t.Setenv("PATH", t.TempDir())
	if _, err := worktree.Since(t.Context(), dir, "old"); !errors.Is(err, worktree.ErrNoGit) {
		t.Errorf("without git: %v", err)
	}
}

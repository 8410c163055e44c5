//go:build unix

package sandbox

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestOnlyDirectoriesOfDeadPlatformsAreSwept(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	live, err := newWorkDir()
	if err != nil {
		t.Fatal(err)
	}
	dead := filepath.Join(os.TempDir(), workDirPrefix+"1")
	other := filepath.Join(os.TempDir(), "other-1")
	for _, dir := range []string{dead, other} {
		if err := os.MkdirAll(filepath.Join(dir, "home"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	exists := func(path string) bool { _, err := os.Lstat(path); return err == nil }

	sweepWorkDirs(os.TempDir(), time.Now().Add(-settled))
	if !exists(dead) {
		t.Error("a directory that its platform may be about to lock was swept")
	}
	sweepWorkDirs(os.TempDir(), time.Now().Add(time.Hour))
	if exists(dead) || !exists(other) || !exists(live.path) {
		t.Errorf("dead %v, want false; other %v and live %v, want true", exists(dead), exists(other), exists(live.path))
	}
	if err := live.remove(); err != nil || exists(live.path) {
		t.Errorf("removed: %v, still there: %v", err, exists(live.path))
	}
}

package containers

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// Only what nobody has locked, and nobody is about to lock, is removed.
func TestHomesOfTheDeadAreSwept(t *testing.T) {
	parent := t.TempDir()
	t.Setenv("TMPDIR", parent)
	t.Setenv("TMP", parent)
	living, err := NewHome("home-")
	if err != nil {
		t.Fatal(err)
	}
	dead, other := filepath.Join(parent, "home-dead"), filepath.Join(parent, "another")
	for _, dir := range []string{dead, other} {
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if !Alive(living.Dir) || Alive(dead) || Alive(filepath.Join(parent, "none")) {
		t.Error("who is alive?")
	}
	sweepHomes(parent, "home-", time.Now().Add(-time.Hour))
	if _, err := os.Stat(dead); err != nil {
		t.Error("it may be about to be locked")
	}
	sweepHomes(parent, "home-", time.Now().Add(time.Hour))
	for dir, stays := range map[string]bool{dead: false, other: true, living.Dir: true} {
		if _, err := os.Stat(dir); (err == nil) != stays {
			t.Errorf("%s: %v", dir, err)
		}
	}
	if err := living.Close(); err != nil || Alive(living.Dir) {
		t.Error(err)
	}
}

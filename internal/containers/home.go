package containers

import (
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/rundir"
)

// Home is a directory of this process, locked while it lives: what carries its
// name can be told from what a dead process left.
type Home struct {
	Dir  string
	lock *rundir.Lock
}

// settled is how old a directory must be before nobody's lock on it means that
// its process is dead and not about to take it.
const settled = time.Minute

// NewHome makes a directory whose name begins with prefix, and removes those that
// dead processes left. The caller closes it.
func NewHome(prefix string) (*Home, error) {
	sweepHomes(os.TempDir(), prefix, time.Now().Add(-settled))
	dir, err := os.MkdirTemp("", prefix)
	if err != nil {
		return nil, err
	}
	lock, err := rundir.Dir(dir).Lock()
	if err != nil {
		return nil, errors.Join(err, os.Remove(dir))
	}
	return &Home{Dir: dir, lock: lock}, nil
}

// Close removes the directory.
func (h *Home) Close() error {
	return errors.Join(h.lock.Release(), os.RemoveAll(h.Dir))
}

// Alive reports whether the process whose home a directory is still lives.
func Alive(dir string) bool {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return false
	}
	defer func() { _ = root.Close() }()
	return rundir.Held(root)
}

// sweepHomes removes directories below parent that were last changed before a time
// and whose process is dead. What cannot be removed stays for another time.
func sweepHomes(parent, prefix string, before time.Time) {
	found, _ := filepath.Glob(filepath.Join(parent, prefix+"*"))
	for _, dir := range found {
		if info, err := os.Lstat(dir); err == nil && info.IsDir() && info.ModTime().Before(before) && !Alive(dir) {
			_ = os.RemoveAll(dir)
		}
	}
}

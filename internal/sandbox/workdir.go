package sandbox

import (
	"fmt"
	"os"
	"path/filepath"
	"time"
)

const (
	workDirPrefix = "sweetspot-functions-"
	// settled is how old a directory must be before nobody's lock on it means
	// that its platform is dead and not about to take it.
	settled = time.Minute
)

// workDir is the private directory of a platform: bootstraps, and a home for
// each environment. It is locked while its process lives.
type workDir struct {
	path string
	lock *os.File // nil where directories cannot be locked
}

// newWorkDir makes a directory, and removes those that dead platforms of the
// same user left behind.
func newWorkDir() (*workDir, error) {
	sweepWorkDirs(os.TempDir(), time.Now().Add(-settled))
	path, err := os.MkdirTemp("", workDirPrefix)
	if err != nil {
		return nil, fmt.Errorf("directory for functions: %w", err)
	}
	// Without a lock another platform may take this one for dead after a
	// minute, so failing is better.
	lock, err := lockDir(path)
	if err != nil {
		_ = os.Remove(path)
		return nil, fmt.Errorf("lock the directory for functions: %w", err)
	}
	return &workDir{path: path, lock: lock}, nil
}

// remove removes the directory and gives up its lock.
func (d *workDir) remove() error {
	err := os.RemoveAll(d.path)
	if d.lock != nil {
		_ = d.lock.Close()
		d.lock = nil
	}
	if err != nil {
		return fmt.Errorf("remove the functions' directory: %w", err)
	}
	return nil
}

// sweepWorkDirs removes directories under parent that were last changed before
// a time and whose platform is dead. What cannot be removed stays for another
// time.
func sweepWorkDirs(parent string, before time.Time) {
	found, _ := filepath.Glob(filepath.Join(parent, workDirPrefix+"*"))
	for _, path := range found {
		info, err := os.Lstat(path)
		if err != nil || !info.IsDir() || !info.ModTime().Before(before) || !ours(info) {
			continue
		}
		if lock, err := lockDir(path); err == nil && lock != nil {
			_ = os.RemoveAll(path)
			_ = lock.Close()
		}
	}
}

package rundir

import (
	"errors"
	"fmt"
	"os"
	"time"
)

// Process is the one that writes a run directory. It is told to the user; what
// decides whether it still does is the Lock.
type Process struct {
	PID       int       `json:"pid"`
	StartedAt time.Time `json:"started_at"`
}

// Lock keeps other processes from writing a run directory. The operating
// system drops it when its holder ends, however it ends.
type Lock struct{ file *os.File }

var errHeld = errors.New("held by another process")

// Lock takes the directory for this process. Where the file system knows no
// locks, it is taken on trust.
func (d Dir) Lock() (*Lock, error) {
	file, err := openLock(d)
	if err != nil {
		return nil, fmt.Errorf("cannot lock %s: %w", d, err)
	}
	err = tryLock(file)
	if errors.Is(err, errHeld) {
		return nil, errors.Join(d.inUse(), file.Close())
	}
	return &Lock{file}, nil
}

// inUse names the process that writes the directory, as far as run.json tells.
func (d Dir) inUse() error {
	by := "another process"
	if m, err := d.ReadManifest(); err == nil && m.State == Running && m.Process.PID != 0 {
		by = fmt.Sprintf("process %d, started %s", m.Process.PID, m.Process.StartedAt.Local().Format(time.DateTime))
	}
	return fmt.Errorf("%s is still being written by %s: wait until it ends, or stop it", d, by)
}

// Release gives the directory back.
func (l *Lock) Release() error {
	if l == nil {
		return nil
	}
	return l.file.Close()
}

// Held reports whether a process writes the run directory. It looks without
// taking the lock from anybody.
func Held(dir *os.Root) bool {
	file, err := dir.Open(heldBy)
	if err != nil {
		return false
	}
	defer func() { _ = file.Close() }()
	return errors.Is(tryShared(file), errHeld)
}

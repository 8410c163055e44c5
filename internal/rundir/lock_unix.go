//go:build unix

package rundir

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// openLock opens the directory itself: a lock on it leaves no file behind.
func openLock(d Dir) (*os.File, error) { return os.Open(string(d)) }

// heldBy is what openLock opens, within the directory.
const heldBy = "."

func tryLock(file *os.File) error { return try(file, unix.LOCK_EX) }

// tryShared succeeds where nobody holds the lock, and lets others try as well.
func tryShared(file *os.File) error { return try(file, unix.LOCK_SH) }

func try(file *os.File, how int) error {
	err := unix.Flock(int(file.Fd()), how|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		return errHeld
	}
	return err
}

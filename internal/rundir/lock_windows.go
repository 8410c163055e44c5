package rundir

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// openLock opens a file of its own, as Windows locks no directories.
func openLock(d Dir) (*os.File, error) {
	return os.OpenFile(d.Path(heldBy), os.O_CREATE|os.O_RDWR, 0o644)
}

// heldBy is what openLock opens, within the directory.
const heldBy = ".lock"

func tryLock(file *os.File) error { return try(file, windows.LOCKFILE_EXCLUSIVE_LOCK) }

// tryShared succeeds where nobody holds the lock, and lets others try as well.
func tryShared(file *os.File) error { return try(file, 0) }

func try(file *os.File, flags uint32) error {
	flags |= windows.LOCKFILE_FAIL_IMMEDIATELY
	err := windows.LockFileEx(windows.Handle(file.Fd()), flags, 0, 1, 0, new(windows.Overlapped))
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return errHeld
	}
	return err
}

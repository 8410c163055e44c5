package rundir

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// openLock opens a file of its own, as Windows locks no directories.
func openLock(d Dir) (*os.File, error) {
	return os.OpenFile(d.Path(".lock"), os.O_CREATE|os.O_RDWR, 0o644)
}

func tryLock(file *os.File) error {
	const flags = windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY
	err := windows.LockFileEx(windows.Handle(file.Fd()), flags, 0, 1, 0, new(windows.Overlapped))
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return errHeld
	}
	return err
}

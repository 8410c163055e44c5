//go:build unix

package sandbox

import (
	"errors"
	"syscall"
)

// notExecutable reports whether the system does not know the file's format.
func notExecutable(err error) bool { return errors.Is(err, syscall.ENOEXEC) }

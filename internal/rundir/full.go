package rundir

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"syscall"
)

// reserveFile takes up room that is given back when the disk is full, so that
// the last samples, the manifest and the reports can be written.
const (
	reserveFile = ".reserve"
	// reserveBytes are for what is being written when the disk is full, what
	// waits meanwhile, and the reports.
	reserveBytes = 2*maxPending + leastReserve
	leastReserve = 1 << 20 // of a small disk
)

// reserve makes the reserve, as large as there is room for. Its content is
// random, as some file systems store zeros in no room at all.
func (d Dir) reserve() {
	data := make([]byte, reserveBytes)
	rand.Read(data)
	for _, n := range []int{reserveBytes, leastReserve} {
		if os.WriteFile(d.Path(reserveFile), data[:n], 0o600) == nil {
			return
		}
		d.releaseReserve()
	}
}

func (d Dir) releaseReserve() { _ = os.Remove(d.Path(reserveFile)) } // there may be none

// writeError says which file could not be written and what to do.
func writeError(d Dir, file string, err error) error {
	remedy := "mend that"
	switch {
	case errors.Is(err, syscall.ENOSPC):
		remedy = "free some space there"
	case errors.Is(err, syscall.EDQUOT):
		remedy = "free some of your disk quota"
	case errors.Is(err, syscall.EFBIG):
		remedy = "raise the limit on file sizes (ulimit -f)"
	}
	var cause *os.PathError
	if errors.As(err, &cause) {
		err = cause.Err
	}
	return fmt.Errorf("cannot write %s: %w; %s, then complete the run with sweetspot run --resume %s", d.Path(file), err, remedy, d)
}

//go:build !linux

package load

import "errors"

// newTimerFile is for Linux alone: the pollers of the BSDs wait precisely by
// themselves, and Windows has no timer that its poller watches.
func newTimerFile() (sleeper, error) { return nil, errors.ErrUnsupported }

//go:build !linux

package limits

import "errors"

// Observe has no control groups to read here.
func Observe(int, string) (Observed, error) {
	return nil, errors.New("this system has no control groups")
}

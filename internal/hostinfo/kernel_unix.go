//go:build linux || darwin

package hostinfo

import "golang.org/x/sys/unix"

func kernel() string {
	var name unix.Utsname
	if unix.Uname(&name) != nil {
		return ""
	}
	return "kernel " + unix.ByteSliceToString(name.Release[:])
}

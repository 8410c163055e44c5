//go:build unix

package doctor

import "golang.org/x/sys/unix"

// freeBytes is how much this user may still write in a folder.
func freeBytes(folder string) (int64, bool) {
	var s unix.Statfs_t
	if unix.Statfs(folder, &s) != nil {
		return 0, false
	}
	return int64(s.Bavail) * int64(s.Bsize), true //nolint:unconvert // Bsize has 32 bits on some systems
}

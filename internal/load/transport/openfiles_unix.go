//go:build unix

package transport

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// openFilesHint names the limit on open files and how to raise it.
func openFilesHint() string {
	var limit unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_NOFILE, &limit) != nil {
		return ""
	}
	return fmt.Sprintf(": the limit is %d; raise it with ulimit -n, or bound load.max_workers", limit.Cur)
}

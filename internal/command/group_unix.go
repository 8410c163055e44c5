//go:build unix

package command

import (
	"os/exec"
	"syscall"
)

// cancelGroup has a cancelled command end with all that it started.
func cancelGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}

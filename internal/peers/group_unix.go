//go:build unix

package peers

import (
	"os/exec"
	"syscall"
)

// leadGroup has a command lead a process group, in which is all that it starts.
func leadGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// killGroup ends a command that leads a process group, with the group.
func killGroup(cmd *exec.Cmd) { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }

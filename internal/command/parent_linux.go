package command

import (
	"os/exec"
	"runtime"
	"syscall"
)

// endsWithUs has a command end with this process. The signal is tied to the
// thread that starts the command, which is kept until done is called.
// https://man7.org/linux/man-pages/man2/PR_SET_PDEATHSIG.2const.html
func endsWithUs(cmd *exec.Cmd) (done func()) {
	runtime.LockOSThread()
	cmd.SysProcAttr.Pdeathsig = syscall.SIGKILL
	return runtime.UnlockOSThread
}

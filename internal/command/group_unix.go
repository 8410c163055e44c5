//go:build unix

package command

import (
	"os"
	"os/exec"
	"strconv"
	"syscall"
)

// cancelGroup has a cancelled command end with all that it started.
func cancelGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}

// guarded has a shell beside a command that was started, which ends all of it
// once the pipe breaks that this process alone holds. done sends the shell away
// and lets what the command left running be.
func guarded(cmd *exec.Cmd) (done func()) {
	r, w, err := os.Pipe()
	if err != nil {
		return func() {}
	}
	shell := exec.Command("sh", "-c", `read -r _ || kill -s KILL -- "-$0"`, strconv.Itoa(cmd.Process.Pid))
	shell.Stdin, shell.SysProcAttr = r, &syscall.SysProcAttr{Setpgid: true} // no Ctrl-C ends it
	started := shell.Start()
	_ = r.Close()
	return func() {
		_, _ = w.WriteString("done\n")
		_ = w.Close()
		if started == nil {
			_ = shell.Wait()
		}
	}
}

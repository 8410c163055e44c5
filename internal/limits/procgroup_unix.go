//go:build unix && !linux

package limits

import (
	"errors"
	"os"
	"os/exec"
	"syscall"
)

// startGroup starts cmd in a process group of its own.
func startGroup(cmd *exec.Cmd) error {
	attr := syscall.SysProcAttr{}
	if cmd.SysProcAttr != nil {
		attr = *cmd.SysProcAttr
	}
	if attr.Setpgid && attr.Pgid != 0 {
		return errors.New("a limited process needs a process group of its own: leave SysProcAttr.Pgid zero")
	}
	attr.Setpgid = !attr.Setsid // a session's leader leads a group already
	cmd.SysProcAttr = &attr
	return cmd.Start()
}

func freezeGroup(p *os.Process, on bool) error {
	if on {
		return signalGroup(p, syscall.SIGSTOP)
	}
	return signalGroup(p, syscall.SIGCONT)
}

func killGroup(p *os.Process) error { return signalGroup(p, syscall.SIGKILL) }

// signalGroup does nothing once the process is reaped: the number of its group
// may then be another's.
func signalGroup(p *os.Process, sig syscall.Signal) error {
	if err := p.Signal(syscall.Signal(0)); err != nil {
		return nil
	}
	if err := syscall.Kill(-p.Pid, sig); err != nil && !errors.Is(err, syscall.ESRCH) {
		return err
	}
	return nil
}

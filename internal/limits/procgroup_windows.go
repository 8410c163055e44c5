package limits

import (
	"errors"
	"os"
	"os/exec"
)

// startGroup starts cmd as it is.
func startGroup(cmd *exec.Cmd) error { return cmd.Start() }

// freezeGroup does nothing: Windows has no way to stop a process for a while
// that its debuggers do not get in the way of.
func freezeGroup(*os.Process, bool) error { return nil }

// killGroup ends the process itself; its children may go on.
func killGroup(p *os.Process) error {
	if err := p.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	return nil
}

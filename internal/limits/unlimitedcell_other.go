//go:build !linux

package limits

import (
	"os"
	"os/exec"
	"time"
)

// unlimitedCell is a process that can be ended, and where the system has
// signals stopped, but neither limited nor measured.
type unlimitedCell struct{ main *os.Process }

func (c *unlimitedCell) prepare(*exec.Cmd)     {}
func (c *unlimitedCell) quota(bool) error      { return nil }
func (c *unlimitedCell) read() (Usage, error)  { return Usage{}, nil }
func (c *unlimitedCell) close(time.Time) error { return nil }

func (c *unlimitedCell) adopt(p *os.Process) error {
	c.main = p
	return nil
}

func (c *unlimitedCell) freeze(on bool) error {
	if c.main == nil {
		return nil
	}
	return freezeGroup(c.main, on)
}

func (c *unlimitedCell) kill() error {
	if c.main == nil {
		return nil
	}
	return killGroup(c.main)
}

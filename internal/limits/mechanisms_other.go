//go:build !linux

package limits

import (
	"errors"
	"os/exec"
	"runtime"
	"time"
)

// mechanisms lists the tiers; only none works outside of Linux.
func mechanisms() []mechanism {
	reason := "needs Linux, this is " + runtime.GOOS
	return []mechanism{
		refuse(Cgroup2, reason),
		refuse(Cgroup1, reason),
		refuse(DutyCycle, reason),
		{None, "holds neither CPU nor memory on " + runtime.GOOS + " and cannot see what a process uses, so no claim about cost or memory can stand on it", openUnlimited},
	}
}

// refuse gives a mechanism that can never work here.
func refuse(t Tier, reason string) mechanism {
	return mechanism{tier: t, open: func() (backend, error) { return nil, errors.New(reason) }}
}

// sweep has nothing to find: no groups are made here.
func sweep() {}

// allowedCPUs are unknown: processes run on any CPU.
func allowedCPUs() []int { return nil }

// openHostCPU says that the host cannot be observed.
func openHostCPU() (read func() (time.Duration, error), cores int) { return nil, 0 }

// unlimited is the backend of tier none.
type unlimited struct{}

func openUnlimited() (backend, error) { return unlimited{}, nil }

func (unlimited) newCell(string, Limit) (cell, error) { return &unlimitedCell{}, nil }
func (unlimited) used() (time.Duration, error)        { return 0, nil }
func (unlimited) close() error                        { return nil }
func start(cmd *exec.Cmd, _ string, _ []int) error    { return startGroup(cmd) }

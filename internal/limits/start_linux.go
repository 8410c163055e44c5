package limits

import (
	"errors"
	"fmt"
	"os/exec"
	"runtime"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"
)

// startRequest asks the starter for a process on the given CPUs; none means
// wherever this process may run.
type startRequest struct {
	cmd  *exec.Cmd
	cpus []int
	done chan<- error
}

// starter starts every process from one thread that lives as long as this
// process: the parent-death signal comes when the thread that forked ends, and
// a child inherits that thread's CPU affinity, which no goroutine of the
// caller's may run under.
// https://man7.org/linux/man-pages/man2/PR_SET_PDEATHSIG.2const.html
var starter = sync.OnceValue(func() chan<- startRequest {
	requests := make(chan startRequest)
	go func() {
		runtime.LockOSThread()
		var home unix.CPUSet
		err := unix.SchedGetaffinity(0, &home)
		for r := range requests {
			if err != nil {
				r.cpus = nil
			}
			r.done <- startOn(r.cmd, r.cpus, &home)
		}
	}()
	return requests
})

// startOn runs on the starter's thread.
func startOn(cmd *exec.Cmd, cpus []int, home *unix.CPUSet) error {
	if len(cpus) == 0 {
		return cmd.Start()
	}
	var set unix.CPUSet
	for _, cpu := range cpus {
		set.Set(cpu)
	}
	// A CPU may have gone since it was chosen: then the process runs anywhere.
	if err := unix.SchedSetaffinity(0, &set); err != nil {
		return cmd.Start()
	}
	defer func() { _ = unix.SchedSetaffinity(0, home) }()
	return cmd.Start()
}

// start starts cmd in a process group of its own, tagged with its owner, on
// the given CPUs, to die with this process. What the caller set in SysProcAttr
// stays as it is.
func start(cmd *exec.Cmd, name string, cpus []int) error {
	if a := cmd.SysProcAttr; a != nil && a.Setpgid && a.Pgid != 0 {
		return errors.New("a limited process needs a process group of its own: leave SysProcAttr.Pgid zero")
	}
	me, err := self()
	if err != nil {
		return err
	}
	attr := syscall.SysProcAttr{}
	if cmd.SysProcAttr != nil {
		attr = *cmd.SysProcAttr
	}
	if attr.Pdeathsig == 0 {
		attr.Pdeathsig = syscall.SIGKILL
	}
	attr.Setpgid = !attr.Setsid // a session's leader leads a group already
	cmd.SysProcAttr = &attr
	cmd.Env = append(cmd.Environ(), fmt.Sprintf("%s%v/%s", ownerTag, me, name))
	done := make(chan error, 1)
	starter() <- startRequest{cmd: cmd, cpus: cpus, done: done}
	return <-done
}

// allowedCPUs are the CPUs that this process may run on, read before the first
// start: after that the thread asked may be the starter's.
var allowedCPUs = sync.OnceValue(func() []int {
	var set unix.CPUSet
	if err := unix.SchedGetaffinity(syscall.Getpid(), &set); err != nil {
		return nil
	}
	var cpus []int
	for cpu := range len(set) * 64 {
		if set.IsSet(cpu) {
			cpus = append(cpus, cpu)
		}
	}
	return cpus
})

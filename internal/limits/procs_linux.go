package limits

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// stat is what we need of /proc/PID/stat.
type stat struct {
	state      byte
	ppid, pgrp int
	start      uint64 // clock ticks since boot
}

func readStat(pid int) (stat, bool) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return stat{}, false
	}
	return parseStat(b)
}

// parseStat reads /proc/PID/stat. The second field is the command's name in
// parentheses, which may itself hold spaces and parentheses.
func parseStat(b []byte) (stat, bool) {
	end := bytes.LastIndexByte(b, ')')
	if end < 0 {
		return stat{}, false
	}
	f := strings.Fields(string(b[end+1:]))
	if len(f) < 20 || len(f[0]) != 1 {
		return stat{}, false
	}
	st := stat{state: f[0][0]}
	var errs [3]error
	st.ppid, errs[0] = strconv.Atoi(f[1])
	st.pgrp, errs[1] = strconv.Atoi(f[2])
	st.start, errs[2] = strconv.ParseUint(f[19], 10, 64)
	return st, errors.Join(errs[:]...) == nil
}

// signal sends to one process. Zero and below would mean whole process groups,
// one of them our own.
func signal(pid int, sig unix.Signal) error {
	if pid <= 1 {
		return fmt.Errorf("refused to signal pid %d", pid)
	}
	err := unix.Kill(pid, sig)
	if errors.Is(err, unix.ESRCH) {
		return nil
	}
	return err
}

// stopAll stops every process that list names, and again those that appeared
// meanwhile, until a look shows none that is new.
func stopAll(list func() ([]int, error)) error {
	seen := map[int]bool{}
	for range 32 {
		pids, err := list()
		if err != nil {
			return err
		}
		news := false
		for _, pid := range pids {
			if seen[pid] {
				continue
			}
			seen[pid], news = true, true
			if err := signal(pid, unix.SIGSTOP); err != nil {
				return err
			}
		}
		if !news {
			return nil
		}
	}
	return errors.New("processes are started in the group faster than they can be stopped")
}

// continueAll continues every process that list names. One look is enough:
// what stood still has started nothing.
func continueAll(list func() ([]int, error)) error {
	pids, err := list()
	if err != nil {
		return err
	}
	for _, pid := range pids {
		if err := signal(pid, unix.SIGCONT); err != nil {
			return err
		}
	}
	return nil
}

// stopOrContinue stops or continues every process that list names.
func stopOrContinue(stop bool, list func() ([]int, error)) error {
	if stop {
		return stopAll(list)
	}
	return continueAll(list)
}

// killAll kills every process that list names until it names none or the
// deadline passes.
func killAll(list func() ([]int, error), deadline time.Time) error {
	for wait := 100 * time.Microsecond; ; wait = min(2*wait, 20*time.Millisecond) {
		pids, err := list()
		if err != nil || len(pids) == 0 {
			return err
		}
		var errs []error
		for _, pid := range pids {
			errs = append(errs, signal(pid, unix.SIGKILL))
		}
		if err := errors.Join(errs...); err != nil {
			return err
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("%d processes do not die", len(pids))
		}
		time.Sleep(wait)
	}
}

// cpuClock is the CPU time of a process by its POSIX clock, exact to the
// nanosecond where /proc/PID/stat counts in steps of 10 ms.
// https://man7.org/linux/man-pages/man3/clock_getcpuclockid.3.html
func cpuClock(pid int) (time.Duration, error) {
	var ts unix.Timespec
	if err := unix.ClockGettime(int32(^pid<<3|2), &ts); err != nil {
		return 0, err
	}
	return time.Duration(ts.Nano()), nil
}

// process watches the process that a group was started with.
type process struct {
	pid    int
	pidfd  int   // -1 where the kernel has none
	status gauge // /proc/PID/status
	hwm    int64 // bytes
}

func watch(p *os.Process) *process {
	w := &process{pid: p.Pid}
	var err error
	if w.pidfd, err = unix.PidfdOpen(p.Pid, 0); err != nil {
		w.pidfd = -1
	}
	w.status, _ = openGauge(fmt.Sprintf("/proc/%d", p.Pid), "status")
	return w
}

// exists reports whether the pid is still that process's, a zombie's included.
func (w *process) exists() bool {
	if w.pidfd >= 0 {
		return unix.PidfdSendSignal(w.pidfd, 0, nil, 0) == nil
	}
	return unix.Kill(w.pid, 0) == nil
}

// peak is the highest resident memory so far, in bytes. It keeps the last
// answer once the process is gone.
func (w *process) peak() int64 {
	if kb, ok, err := w.status.keyed("VmHWM"); err == nil && ok {
		w.hwm = max(w.hwm, kb<<10)
	}
	return w.hwm
}

func (w *process) close() {
	w.status.close()
	gauge{w.pidfd}.close()
}

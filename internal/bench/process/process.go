// Package process measures what another process takes.
package process

import (
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// Usage is what a process took.
type Usage struct {
	Elapsed time.Duration
	PeakMB  int // resident; 0 where it is not known
}

// String is "seconds / MB".
func (u Usage) String() string {
	if u.Elapsed == 0 {
		return "–"
	}
	return fmt.Sprintf("%.2f / %d", u.Elapsed.Seconds(), u.PeakMB)
}

// Timed runs a command to its end and watches its memory meanwhile.
func Timed(cmd *exec.Cmd) (Usage, error) {
	cmd.Stderr = os.Stderr
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return Usage{}, err
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	peak := 0
	for {
		select {
		case err := <-done:
			return Usage{time.Since(began), peak}, err
		case <-time.After(5 * time.Millisecond):
			peak = max(peak, peakMB(cmd.Process.Pid))
		}
	}
}

// peakMB is the most memory that a process has had resident, 0 when unknown.
func peakMB(pid int) int {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	kb, _, _ := strings.Cut(strings.TrimSpace(after), " ")
	n, err := strconv.Atoi(kb)
	if err != nil {
		return 0
	}
	return n >> 10
}

package limits

import (
	"bytes"
	"errors"
	"os"
	"strconv"
	"time"
)

// userHZ is the unit of /proc/stat, 10 ms on every architecture Go runs on.
const userHZ = 10 * time.Millisecond

// openHostCPU opens the host's own account of its CPU, and counts its cores;
// read is nil where there is none. One read costs some 50 µs on a small host.
//
// Busy is what is not idle. The kernel measures idle time, but where it
// accounts by ticks it charges a whole tick to whoever runs when it fires: a
// quota that is refilled at a tick then looks far busier than it is.
func openHostCPU() (read func() (time.Duration, error), cores int) {
	text, err := os.ReadFile("/proc/stat")
	if err != nil {
		return nil, 0
	}
	before, ok := parseIdle(text)
	if !ok {
		return nil, 0
	}
	start := time.Now()
	for line := range bytes.Lines(text) {
		if len(line) > 3 && bytes.HasPrefix(line, []byte("cpu")) && line[3] != ' ' {
			cores++
		}
	}
	g, err := openGauge("/proc", "stat")
	if err != nil {
		return nil, 0
	}
	file := os.NewFile(uintptr(g.fd), "/proc/stat") // closes itself when the sampler is gone
	return func() (time.Duration, error) {
		var buf [512]byte
		n, err := file.ReadAt(buf[:], 0)
		if n == 0 {
			return 0, err
		}
		idle, ok := parseIdle(buf[:n])
		if !ok {
			return 0, errors.New("/proc/stat begins with no line of CPU time")
		}
		return time.Duration(cores)*time.Since(start) - (idle - before), nil
	}, cores
}

// parseIdle reads idle and iowait, the fifth and sixth word of /proc/stat,
// summed over all cores.
// https://man7.org/linux/man-pages/man5/proc_stat.5.html
func parseIdle(text []byte) (time.Duration, bool) {
	line, _, _ := bytes.Cut(text, []byte("\n"))
	f := bytes.Fields(line)
	if len(f) < 9 || string(f[0]) != "cpu" {
		return 0, false
	}
	var sum time.Duration
	for _, field := range f[4:6] {
		n, err := strconv.ParseInt(string(field), 10, 64)
		if err != nil || n < 0 {
			return 0, false
		}
		sum += time.Duration(n) * userHZ
	}
	return sum, true
}

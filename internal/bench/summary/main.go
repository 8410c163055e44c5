// Command summary measures how long it takes, and how much memory, to make
// summary.json from many stored samples.
//
//	go run ./internal/bench/summary [-samples 1000000,10000000] [-vegeta PATH]
//
// For each number of samples, and for data as a function and as an HTTP server
// give them, it writes a samples.parquet into a temporary directory, makes the
// summary in a fresh process, and prints its seconds and its peak memory. With
// the vegeta binary (go install github.com/tsenart/vegeta/v12@v12.13.0),
// `vegeta report` of the same latencies stands beside it. Peak memory is read
// from /proc, and so known on Linux only.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/reports"
)

func main() {
	samples := flag.String("samples", "1000000,10000000", "numbers of samples")
	vegeta := flag.String("vegeta", "", "path of the vegeta binary to compare with")
	child := flag.String("summarize", "", "only make the summary of this run directory; for the program's own use")
	flag.Parse()
	var err error
	if *child != "" {
		err = summarize(rundir.Dir(*child))
	} else {
		err = compare(*samples, *vegeta)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "summary:", err)
		os.Exit(1)
	}
}

// compare measures all that was asked for.
func compare(samples, vegeta string) error {
	fmt.Printf("%-10s %10s %10s %18s %18s\n", "data", "samples", "file MB", "summary s / MB", "vegeta s / MB")
	for _, text := range strings.Split(samples, ",") {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return fmt.Errorf("-samples %q is not a number of samples", text)
		}
		for _, kind := range kinds {
			if err := measured(kind, n, vegeta); err != nil {
				return err
			}
		}
	}
	return nil
}

// measured writes one set of data, measures it and throws it away.
func measured(kind data, n int, vegeta string) (err error) {
	path, err := os.MkdirTemp("", "summary")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(path)) }()
	dir := rundir.Dir(path)
	size, err := kind.write(dir, n, vegeta != "")
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	ours, err := timed(exec.Command(self, "-summarize", path))
	if err != nil {
		return err
	}
	theirs := usage{}
	if vegeta != "" {
		if theirs, err = timed(exec.Command(vegeta, "report", filepath.Join(path, resultsFile))); err != nil {
			return err
		}
	}
	fmt.Printf("%-10s %10d %10d %18s %18s\n", kind.name, n, size>>20, ours, theirs)
	return nil
}

// summarize is what the fresh process does.
func summarize(dir rundir.Dir) error {
	m, err := dir.ReadManifest()
	if err != nil {
		return err
	}
	in := input(m)
	in.Samples = dir.Samples(rundir.SummaryFields)
	s, err := reports.Build(in)
	if err != nil {
		return err
	}
	out, err := s.Marshal()
	if err != nil {
		return err
	}
	return dir.Write(rundir.SummaryFile, out)
}

// usage is what a process took.
type usage struct {
	elapsed time.Duration
	peakMB  int
}

func (u usage) String() string {
	if u.elapsed == 0 {
		return "–"
	}
	return fmt.Sprintf("%.2f / %d", u.elapsed.Seconds(), u.peakMB)
}

// timed runs a command to its end and watches its memory meanwhile.
func timed(cmd *exec.Cmd) (usage, error) {
	cmd.Stderr = os.Stderr
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return usage{}, err
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	peak := 0
	for {
		select {
		case err := <-done:
			return usage{time.Since(began), peak}, err
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

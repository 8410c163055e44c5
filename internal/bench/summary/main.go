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

	"github.com/sweetspot-bench/sweetspot/internal/bench/bigrun"
	"github.com/sweetspot-bench/sweetspot/internal/bench/process"
	"github.com/sweetspot-bench/sweetspot/internal/rundir"
)

func main() {
	samples := flag.String("samples", "1000000,10000000", "numbers of samples")
	vegeta := flag.String("vegeta", "", "path of the vegeta binary to compare with")
	child := flag.String("summarize", "", "only make the summary of this run directory; for the program's own use")
	flag.Parse()
	var err error
	if *child != "" {
		err = bigrun.Summarize(rundir.Dir(*child))
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
		for _, kind := range bigrun.Kinds {
			if err := measured(kind, n, vegeta); err != nil {
				return err
			}
		}
	}
	return nil
}

// measured writes one set of data, measures it and throws it away.
func measured(kind bigrun.Data, n int, vegeta string) (err error) {
	path, err := os.MkdirTemp("", "summary")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(path)) }()
	dir := rundir.Dir(path)
	size, err := kind.Write(dir, n, vegeta != "")
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	ours, err := process.Timed(exec.Command(self, "-summarize", path))
	if err != nil {
		return err
	}
	theirs := process.Usage{}
	if vegeta != "" {
		if theirs, err = process.Timed(exec.Command(vegeta, "report", filepath.Join(path, bigrun.ResultsFile))); err != nil {
			return err
		}
	}
	fmt.Printf("%-10s %10d %10d %18s %18s\n", kind.Name, n, size>>20, ours, theirs)
	return nil
}

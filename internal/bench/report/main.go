// Command report measures how long `sweetspot report` takes to read the samples
// of a run and to write its HTML, how much memory, and how large the page is.
//
//	go run ./internal/bench/report [-samples 1000000,10000000]
//
// For each number of samples, and for data as a function and as an HTTP server
// give them, it writes a run directory into a temporary one, with its summary,
// and makes the page in a fresh process. Peak memory is read from /proc, and so
// known on Linux only.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/bench/bigrun"
	"github.com/sweetspot-bench/sweetspot/internal/bench/process"
	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/html"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

func main() {
	samples := flag.String("samples", "1000000,10000000", "numbers of samples")
	child := flag.String("render", "", "only write the page of this run directory; for the program's own use")
	flag.Parse()
	var err error
	if *child != "" {
		err = render(rundir.Dir(*child))
	} else {
		err = all(*samples)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "report:", err)
		os.Exit(1)
	}
}

// all measures all that was asked for.
func all(samples string) error {
	fmt.Printf("%-10s %10s %10s %18s %10s\n", "data", "samples", "file MB", "page s / MB", "page KB")
	for _, text := range strings.Split(samples, ",") {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return fmt.Errorf("-samples %q is not a number of samples", text)
		}
		for _, kind := range bigrun.Kinds {
			if err := measured(kind, n); err != nil {
				return err
			}
		}
	}
	return nil
}

// measured writes one run, measures it and throws it away.
func measured(kind bigrun.Data, n int) (err error) {
	path, err := os.MkdirTemp("", "report")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(path)) }()
	dir := rundir.Dir(path)
	size, err := kind.Write(dir, n, false)
	if err != nil {
		return err
	}
	if err := bigrun.Summarize(dir); err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	usage, err := process.Timed(exec.Command(self, "-render", path))
	if err != nil {
		return err
	}
	page, err := os.Stat(dir.Path(rundir.HTMLFile))
	if err != nil {
		return err
	}
	fmt.Printf("%-10s %10d %10d %18s %10d\n", kind.Name, n, size>>20, usage, page.Size()>>10)
	return nil
}

// render is what the fresh process does, as `sweetspot report` does it.
func render(dir rundir.Dir) error {
	m, err := dir.ReadManifest()
	if err != nil {
		return err
	}
	s, err := reports.ReadSummary(dir.Path(rundir.SummaryFile))
	if err != nil {
		return err
	}
	evidence, err := view.New(s).Evidence(m.Blocks, dir.Samples(rundir.TimelineFields))
	if err != nil {
		return err
	}
	var page bytes.Buffer
	if err := html.Render(&page, s, evidence); err != nil {
		return err
	}
	return dir.Write(rundir.HTMLFile, page.Bytes())
}

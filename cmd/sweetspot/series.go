package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// entry is a scenario of the command line.
type entry struct {
	file   string
	parse  func(sets ...string) (*scenarios.Scenario, error)
	sets   []string // what its scenario was read with
	rounds int      // that its file asks for, with --against
	fitted *fitted  // nil without a budget
	run    *run
	out    string // "" is a new one in the runs folder

	leftOut bool // nothing that it depends on has changed
	begun   bool
	err     error // how it ended; nil when its gates hold
}

// name is what tells the entry from the others of its series.
func (e *entry) name() string { return e.run.scenario.Name }

// series is several scenarios that run one after the other. One that cannot be
// completed does not keep the others from running; an interruption does.
type series struct {
	*app
	entries []*entry
	folder  string // of the run directories; "" is that of the runs
	began   int    // how many runs have
}

// goesOn reports whether a run of the series came before the one that has just
// begun; false for a run alone.
func (s *series) goesOn() bool { return s != nil && s.began > 1 }

// namedApart refuses scenarios that only their files tell apart: reports and
// folders go by the name.
func namedApart(entries []*entry) error {
	var errs []error
	first := map[string]string{}
	for _, e := range entries {
		if e.run.scenario == nil {
			continue
		}
		if other, twice := first[e.name()]; twice {
			errs = append(errs, fmt.Errorf("%s: its name %s is also that of %s: give each scenario a name of its own", e.file, e.name(), other))
			continue
		}
		first[e.name()] = e.file
	}
	return errors.Join(errs...)
}

// place says where the runs go, and refuses a place that is taken.
func (s *series) place(folder string) error {
	if folder == "" || len(s.entries) == 1 {
		return vacant(folder)
	}
	s.folder = folder
	errs := []error{ownFolder(folder)}
	for _, e := range s.entries {
		e.out = filepath.Join(folder, e.name())
		errs = append(errs, rundir.Vacant(e.out))
	}
	return errors.Join(errs...)
}

// run runs every scenario and prints what they come to.
func (s *series) run(ctx context.Context) error {
	for i, e := range s.entries {
		if ctx.Err() != nil {
			break
		}
		if e.leftOut {
			continue
		}
		s.announce(i)
		s.began++
		e.begun, e.run.series = true, s
		e.err = e.run.sweep(ctx, e.out)
		s.tell(e)
	}
	err := errors.Join(s.write(), s.print())
	s.tellGitHub(nil, s.summaries()...)
	if err != nil {
		return incomplete(err)
	}
	if code := s.code(ctx); code != codeDone {
		return &exitError{Code: code}
	}
	return nil
}

// announce heads the progress and the result of the scenario that comes next.
func (s *series) announce(i int) {
	e := s.entries[i]
	if !s.settings.Quiet {
		fmt.Fprintf(s.stderr, "\n%d of %d: %s\n", i+1, len(s.entries), e.file)
	}
	if s.settings.Format != "json" {
		w := s.results()
		if s.began > 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprintf(w, "%s\n", heading(e.name()))
	}
}

// heading is a name with a line below it.
func heading(name string) string {
	return name + "\n" + strings.Repeat("═", len(name))
}

// tell says how a run ended where that is not well.
func (s *series) tell(e *entry) {
	var exit *exitError
	if e.err == nil || errors.As(e.err, &exit) && exit.Err == nil {
		return
	}
	fmt.Fprintf(s.stderr, "sweetspot: %s: %v\n", e.name(), e.err)
}

// code is the exit code of the whole series: the first of 130, 3, 1, 4 that one
// of its runs ends with. A scenario that could not be started ends the series
// with 3, since others were.
func (s *series) code(ctx context.Context) int {
	var codes []int
	if ctx.Err() != nil {
		codes = append(codes, codeInterrupted)
	}
	for _, e := range s.entries {
		code := codeOf(e.err)
		if code == codeInput {
			code = codeIncomplete
		}
		codes = append(codes, code)
	}
	return worst(codes)
}

// worst is the exit code that stands before the others.
func worst(codes []int) int {
	for _, code := range []int{codeInterrupted, codeIncomplete, codeGateFailed, codeInconclusive} {
		if slices.Contains(codes, code) {
			return code
		}
	}
	return codeDone
}

// summaries are those of the runs that have one.
func (s *series) summaries() []*reports.Summary {
	out := []*reports.Summary{}
	for _, e := range s.entries {
		if e.run.summary != nil {
			out = append(out, e.run.summary)
		}
	}
	return out
}

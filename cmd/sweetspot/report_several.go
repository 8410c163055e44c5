package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/compare"
	"github.com/sweetspot-bench/sweetspot/reports/html"
	"github.com/sweetspot-bench/sweetspot/reports/junit"
	"github.com/sweetspot-bench/sweetspot/reports/markdown"
	"github.com/sweetspot-bench/sweetspot/reports/trend"
)

// severalFolder is the folder of a report over several runs, beside that of the
// runs.
const severalFolder = "report"

// several is a report over more than one run.
type several struct {
	runs      []*reports.Summary
	baselines map[string]*reports.Summary // by scenario; nil where none was asked for
	folder    string
}

// reportSeveral writes one report over the runs at paths, run directories or
// summaries, and leaves the runs as they are.
func (a *app) reportSeveral(paths []string, baseline, out string) error {
	s := several{folder: out}
	if out == "" {
		s.folder = filepath.Join(filepath.Dir(filepath.Clean(a.settings.Runs)), severalFolder)
	}
	var err error
	if s.runs, err = readRuns(paths); err != nil {
		return inputError(err)
	}
	if s.baselines, err = a.judgeAgainst(baseline, s.runs); err != nil {
		return inputError(err)
	}
	if err := ownFolder(s.folder); err != nil {
		return inputError(err)
	}
	if err := s.write(); err != nil {
		return incomplete(err)
	}
	err = a.printSeveral(s)
	a.stepSummary(func(w io.Writer) error { return markdown.Several(w, s.runs, s.baselines) })
	if err != nil || baseline == "" {
		return err
	}
	return settleAll(s.runs, a.settings.Inconclusive)
}

// readRuns reads runs, each of which must be there once.
func readRuns(paths []string) ([]*reports.Summary, error) {
	var out []*reports.Summary
	from := map[string]string{}
	for _, path := range paths {
		s, _, err := readSide(path)
		if err != nil {
			return nil, err
		}
		name := s.Run.ID
		if name == "" {
			name = "path " + filepath.Clean(path)
		}
		if first, twice := from[name]; twice {
			return nil, fmt.Errorf("%s and %s are the same run (%s): give each run once", first, path, name)
		}
		from[name] = path
		out = append(out, s)
	}
	return out, nil
}

// judgeAgainst judges the gates of runs against what --baseline names, and
// returns that by the scenarios whose runs it is compared with: of the same
// name, or any where there is but one. latest and a folder of baselines have
// another one for each.
func (a *app) judgeAgainst(asked string, runs []*reports.Summary) (map[string]*reports.Summary, error) {
	if asked == "" {
		return nil, nil
	}
	out := map[string]*reports.Summary{}
	all := trend.Group(runs, nil)
	for _, scenario := range all {
		newest := scenario.Newest().Summary
		baseline, _, err := a.side(asked, newest.Scenario.Name, newest.Run.ID)
		switch {
		case len(all) > 1 && (errors.Is(err, rundir.ErrNoRun) || err != nil && ofSeveral(asked)):
			fmt.Fprintf(a.stderr, "sweetspot: warning: there is no baseline of %s in %s: it goes without one\n", newest.Scenario.Name, asked)
			continue
		case err != nil:
			return nil, fmt.Errorf("baseline: %w", err)
		case len(all) > 1 && baseline.Scenario.Name != newest.Scenario.Name:
			fmt.Fprintf(a.stderr, "sweetspot: warning: the baseline is of %s: %s goes without one\n", baseline.Scenario.Name, newest.Scenario.Name)
			continue
		}
		out[newest.Scenario.Name] = baseline
		for _, r := range scenario.Runs {
			compare.Gates(r.Summary, baseline)
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("baseline: %s is of none of the scenarios: there is nothing to compare", asked)
	}
	return out, nil
}

// ownFolder refuses a folder that holds anything but an earlier report over
// several runs.
func ownFolder(folder string) error {
	entries, err := os.ReadDir(folder)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("--out: %w", err)
	case exists(filepath.Join(folder, rundir.ManifestFile)):
		return fmt.Errorf("--out: %s is a run directory, whose report is that of its run: name another folder", folder)
	case len(entries) > 0 && !madeBySeveral(filepath.Join(folder, rundir.HTMLFile)):
		return fmt.Errorf("--out: %s holds something else than a report over several runs: name another folder, or an empty one", folder)
	}
	return nil
}

// madeBySeveral reports whether a file is a page over several runs.
func madeBySeveral(path string) bool {
	file, err := os.Open(path)
	if err != nil {
		return false
	}
	defer func() { _ = file.Close() }()
	made, err := html.OfSeveral.Made(file)
	return made && err == nil
}

// write writes the reports into the folder.
func (s several) write() error {
	if err := os.MkdirAll(s.folder, 0o755); err != nil {
		return err
	}
	all := summaries(trend.Group(s.runs, nil))
	comment := func(w io.Writer) error { return markdown.Several(w, all, s.baselines) }
	return writeFiles(rundir.Dir(s.folder), []reportFile{
		{rundir.HTMLFile, func(w io.Writer) error { return html.Several(w, all, s.baselines) }},
		{rundir.MarkdownFile, comment}, {rundir.CommentFile, comment},
		{rundir.JUnitFile, func(w io.Writer) error { return junit.Combined(w, all...) }},
	})
}

// printSeveral puts the result on standard output: the summaries as a JSON array
// in the order of the scenarios and of time, or the verdict and the tables.
func (a *app) printSeveral(s several) error {
	all := trend.Group(s.runs, s.baselines)
	path := filepath.Join(s.folder, rundir.HTMLFile)
	if a.settings.Format == "json" {
		fmt.Fprintln(a.stderr, "sweetspot: the report is", path)
		return a.printJSON(summaries(all))
	}
	fmt.Fprintf(a.stdout, "%s\n\n", trend.Sentence(all))
	if len(all) > 1 {
		if err := a.draw(trend.Verdicts(all)); err != nil {
			return err
		}
		fmt.Fprintln(a.stdout)
	}
	for i := range all {
		scenario := &all[i]
		if len(all) > 1 {
			fmt.Fprintf(a.stdout, "%s: %s\n\n", scenario.Name, scenario.Sentence())
		}
		if err := a.draw(scenario.Table()); err != nil {
			return err
		}
		if course := scenario.Course(); course != "" {
			fmt.Fprintf(a.stdout, "\n%s\n", course)
		}
		for _, text := range scenario.Doubts() {
			fmt.Fprintln(a.stdout, "!", text)
		}
		fmt.Fprintln(a.stdout)
	}
	fmt.Fprintf(a.stdout, "Report: %s\n", path)
	return nil
}

// summaries are those of all runs, scenario by scenario, the oldest first.
func summaries(all []trend.Scenario) []*reports.Summary {
	var out []*reports.Summary
	for _, s := range all {
		for _, r := range s.Runs {
			out = append(out, r.Summary)
		}
	}
	return out
}

// settleAll is the error with the exit code of the run that is worst off: without
// an answer, with a failed gate, with an inconclusive one.
func settleAll(runs []*reports.Summary, inconclusive string) error {
	var worst error
	rank := []int{codeDone, codeInconclusive, codeGateFailed, codeIncomplete}
	for _, s := range runs {
		err := settle(s, inconclusive)
		if slices.Index(rank, codeOf(err)) > slices.Index(rank, codeOf(worst)) {
			worst = &exitError{Code: codeOf(err), Err: fmt.Errorf("%s: %w", strings.TrimSpace(s.Scenario.Name+" "+s.Run.ID), err)}
		}
	}
	return worst
}

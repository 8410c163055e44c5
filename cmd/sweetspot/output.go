package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/internal/terminal"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/reports/html"
	"github.com/sweetspot-bench/sweetspot/reports/junit"
	"github.com/sweetspot-bench/sweetspot/reports/markdown"
	"github.com/sweetspot-bench/sweetspot/reports/table"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// writeReports writes the summary and every report of it into the run
// directory. One that fails does not keep the others from being written.
func writeReports(dir rundir.Dir, s *reports.Summary, samples *view.Evidence) error {
	outputs := []reportFile{
		{rundir.SummaryFile, s.Write},
		{rundir.HTMLFile, func(w io.Writer) error { return html.Render(w, s, samples) }},
		{rundir.MarkdownFile, func(w io.Writer) error { return markdown.Render(w, s, samples) }},
		{rundir.CommentFile, func(w io.Writer) error { return markdown.Comment(w, s, samples) }},
		{rundir.JUnitFile, func(w io.Writer) error { return junit.Render(w, s) }},
	}
	for _, c := range markdown.Charts(s, samples) {
		outputs = append(outputs, reportFile{c.Name, func(w io.Writer) error {
			_, err := io.WriteString(w, c.SVG)
			return err
		}})
	}
	return writeFiles(dir, outputs)
}

// writeFiles writes reports. One that fails does not keep the others from being
// written.
func writeFiles(dir rundir.Dir, outputs []reportFile) error {
	var errs []error
	for _, out := range outputs {
		var buf bytes.Buffer
		err := out.render(&buf)
		if err == nil {
			err = dir.Write(out.file, buf.Bytes())
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("cannot write %s: %w", out.file, err))
		}
	}
	return errors.Join(errs...)
}

// reportFile is a file of the run directory.
type reportFile struct {
	file   string
	render func(io.Writer) error
}

// evidence reads what the samples of the run in dir show beyond its summary.
func evidence(dir rundir.Dir, blocks []measure.Block, s *reports.Summary) (*view.Evidence, error) {
	return view.New(s).Evidence(blocks, dir.Samples(rundir.TimelineFields))
}

// print puts the result on standard output: the summary alone as JSON, or the
// table, the answer, and where to go from here.
func (a *app) print(s *reports.Summary, dir rundir.Dir) error {
	if a.settings.Format == "json" {
		return a.printJSON(s)
	}
	if err := a.printTable(s); err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "\n%s\n", format.Clean(s.Recommendation.Sentence))
	a.printMonth(s)
	a.printSearch(s)
	if o := view.New(s).Outcome(); o.Text != "" {
		fmt.Fprintln(a.stdout, o.Text)
	}
	fmt.Fprintln(a.stdout)
	fmt.Fprintf(a.stdout, "Report: %s\n", dir.Path(rundir.HTMLFile))
	switch {
	case !s.Run.Complete && s.Run.ImportedFrom == "" && s.Search == nil:
		fmt.Fprintf(a.stdout, "Next:   %s run --resume %s   (completes the run)\n", command(), dir)
	case slices.ContainsFunc(s.Scenario.Targets, func(t reports.TargetInfo) bool {
		return strings.HasPrefix(t.Handler, "builtin:") && t.Kind != "container"
	}):
		fmt.Fprintf(a.stdout, "Next:   %s init FILE.py:HANDLER   (a scenario for a function of your own; also FILE.js.HANDLER or a command)\n", command())
	}
	return nil
}

// printSearch says how the answer was found, where it was searched for.
func (a *app) printSearch(s *reports.Summary) {
	if s.Search != nil {
		for _, sentence := range s.Search.Sentences {
			fmt.Fprintln(a.stdout, format.Clean(sentence))
		}
	}
}

// printMonth says what a month of the pick costs, and where something else is
// cheaper.
func (a *app) printMonth(s *reports.Summary) {
	v := view.New(s)
	if c := s.Change; c != nil && c.Advice == reports.AdviceChange {
		fmt.Fprintln(a.stdout, "Against today: "+format.Clean(c.Sentence))
	}
	if t := v.Pick(); t != nil && t.Cost != nil && t.Cost.PerMonth != nil {
		fmt.Fprintf(a.stdout, "Per month: %s for %s, with tiers.\n", format.Money(*t.Cost.PerMonth, t.Cost.Currency), strings.TrimSuffix(v.Traffic(), " a month"))
	}
	if b := s.BreakEven; b != nil {
		for _, alternative := range b.Alternatives {
			if text := alternative.AsDeployed.Sentence; text != "" && alternative.Variant == nil { // the table has the measured ones
				fmt.Fprintln(a.stdout, "Break-even, as deployed: "+format.Clean(text))
			}
		}
	}
}

func (a *app) printTable(s *reports.Summary) error {
	return table.Render(a.stdout, s, a.tableOptions())
}

// tableOptions are what standard output can do.
func (a *app) tableOptions() table.Options {
	t := terminal.Of(a.stdout)
	return table.Options{Width: t.Width, Color: t.Color}
}

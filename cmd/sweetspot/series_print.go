package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/reports/html"
	"github.com/sweetspot-bench/sweetspot/reports/junit"
	"github.com/sweetspot-bench/sweetspot/reports/markdown"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// results is where the result goes: standard output, or standard error while the
// stream has that.
func (s *series) results() io.Writer {
	if s.settings.Stream == standardOutput {
		return s.stderr
	}
	return s.stdout
}

// print puts the verdicts of all scenarios on standard output, or all their
// summaries.
func (s *series) print() error {
	if s.settings.Format == "json" {
		if s.settings.Stream == standardOutput {
			return nil // its lines have them
		}
		return s.printJSON(s.summaries())
	}
	w := s.results()
	fmt.Fprintf(w, "\n%s\n", heading("All scenarios"))
	return (&app{stdout: w, stderr: s.stderr, settings: s.settings}).draw(s.verdicts())
}

// write puts one report of all runs, to be commented or shown, into their folder.
func (s *series) write() error {
	all := s.summaries()
	if s.folder == "" || len(all) == 0 {
		return nil
	}
	dir := rundir.Dir(s.folder)
	baselines := map[string]*reports.Summary{}
	for _, e := range s.entries {
		if e.run.baseline != nil {
			baselines[e.name()] = e.run.baseline
		}
	}
	together := func(w io.Writer) error { return markdown.Combined(w, all...) }
	return writeFiles(dir, []reportFile{
		{rundir.HTMLFile, func(w io.Writer) error { return html.Several(w, all, baselines) }},
		{rundir.MarkdownFile, together}, {rundir.CommentFile, together},
		{rundir.JUnitFile, func(w io.Writer) error { return junit.Combined(w, all...) }},
	})
}

// verdicts is the table of all scenarios with what each came to.
func (s *series) verdicts() view.Table {
	t := view.Table{Caption: "Scenarios with their verdict", Columns: []view.Column{
		{Name: "scenario"}, {Name: "verdict"}, {Name: "pick"}, {Name: "per million", Number: true, Rank: 2}, {Name: "p95 ms", Number: true, Rank: 3},
		{Name: "gates", Rank: 1}, {Name: "run", Rank: 4},
	}}
	for _, e := range s.entries {
		row := append([]view.Cell{{Text: format.Clean(e.name())}, e.verdict()}, e.figures()...)
		t.Rows = append(t.Rows, view.Row{Cells: append(row, view.Cell{Text: e.place()}), Muted: !e.begun})
	}
	return t
}

// verdict is what a scenario came to.
func (e *entry) verdict() view.Cell {
	if e.leftOut {
		return view.Cell{Text: "– unchanged"}
	}
	if !e.begun {
		return view.Cell{Text: "– not started"}
	}
	switch code := codeOf(e.err); {
	case code == codeInterrupted:
		return view.Cell{Text: "✕ interrupted", Tone: view.Bad}
	case e.run.summary == nil || !e.run.summary.Run.Complete || code == codeInput:
		return view.Cell{Text: "✕ not completed", Tone: view.Bad}
	}
	switch e.run.summary.ExitCode("") {
	case reports.ExitDone:
		return view.Verdict(reports.Pass)
	case reports.ExitFailed:
		return view.Verdict(reports.Fail)
	case reports.ExitInconclusive:
		return view.Verdict(reports.Inconclusive)
	}
	return view.Cell{Text: "✕ no answer", Tone: view.Bad}
}

// figures are the pick with its cost and latency, and the gates.
func (e *entry) figures() []view.Cell {
	out := []view.Cell{{Text: format.None}, {Text: format.None}, {Text: format.None}, {Text: format.None}}
	if e.run.summary == nil {
		return out
	}
	if t := view.New(e.run.summary).Pick(); t != nil {
		out[0].Text, out[2].Text = t.Name, format.MaybeMillis(t.Latency.P95)
		if t.Cost != nil {
			out[1].Text = format.Money(t.Cost.PerMillion, t.Cost.Currency)
		}
	}
	out[3].Text = gateCounts(e.run.summary)
	return out
}

// gateCounts says how many gates came to which verdict: "1 fail, 3 pass".
func gateCounts(s *reports.Summary) string {
	var parts []string
	for _, v := range []reports.Verdict{reports.Fail, reports.Inconclusive, reports.Pass} {
		n := 0
		for _, g := range s.Gates {
			if g.Verdict == v {
				n++
			}
		}
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, v))
		}
	}
	if slices.ContainsFunc(s.Gates, func(g reports.GateResult) bool { return g.Level == "warn" && g.Verdict != reports.Pass }) {
		parts = append(parts, "some warn only")
	}
	if len(parts) == 0 {
		return format.None
	}
	return strings.Join(parts, ", ")
}

// place is the run directory, a dash where there is none.
func (e *entry) place() string {
	if e.run.dir == "" {
		return format.None
	}
	return string(e.run.dir)
}

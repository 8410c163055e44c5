package trend

import (
	"cmp"
	"strings"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/compare"
	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// Verdicts is the table of scenarios with what became of each.
func Verdicts(all []Scenario) view.Table {
	out := view.Table{Caption: "The scenarios", Columns: []view.Column{
		{Name: "scenario"}, {Name: "runs", Number: true}, {Name: "newest"}, {Name: "it recommends", Number: true},
		{Name: "gates"}, {Name: "against the oldest or the baseline"},
	}}
	for i := range all {
		s := &all[i]
		newest := s.Newest()
		out.Rows = append(out.Rows, view.Row{Cells: []view.Cell{
			{Text: s.Name}, {Text: format.Count(len(s.Runs))}, {Text: format.Instant(newest.Summary.Run.StartedAt)},
			{Text: newest.answer()}, newest.Gates(), s.Verdict(),
		}})
	}
	return out
}

// Table has the runs of a scenario, the newest first, with the figures of the
// variant followed.
func (s *Scenario) Table() view.Table {
	out := view.Table{Caption: "The runs, the newest first", Columns: []view.Column{
		{Name: "run"}, {Name: "recommends", Number: true},
	}}
	if s.Followed != nil {
		out.Caption += ", with the figures of " + s.FollowedName()
		out.Columns = append(out.Columns, view.Column{Name: "p50", Number: true, Rank: 2}, view.Column{Name: "p95", Number: true})
		if s.priced() {
			out.Columns = append(out.Columns, view.Column{Name: "per million", Number: true, Rank: 1})
		}
	}
	out.Columns = append(out.Columns, view.Column{Name: "gates"}, view.Column{Name: "notes", Rank: 3})
	for i := len(s.Runs) - 1; i >= 0; i-- {
		out.Rows = append(out.Rows, s.row(i))
	}
	return out
}

func (s *Scenario) row(i int) view.Row {
	r := s.Runs[i]
	row := view.Row{Cells: []view.Cell{
		{Text: cmp.Or(format.Clean(r.Summary.Run.ID), format.None), Note: began(r)}, {Text: r.answer()},
	}}
	if s.Followed != nil {
		row.Cells = append(row.Cells, s.figureCells(s.trial(r))...)
	}
	row.Cells = append(row.Cells, r.Gates(), view.Cell{Text: strings.Join(s.notes(i), "; ")})
	return row
}

// figureCells are p50, p95 and the cost with their intervals.
func (s *Scenario) figureCells(t *view.Trial) []view.Cell {
	latency := func(v *float64, ci *reports.Interval) view.Cell {
		cell := view.Cell{Text: format.MaybeDuration(v)}
		if v != nil && ci != nil {
			cell.Note = format.DurationRange(ci[0], ci[1])
		}
		return cell
	}
	out := []view.Cell{{Text: format.None}, {Text: format.None}}
	if t != nil {
		out = []view.Cell{latency(t.Latency.P50, t.Latency.CI95.P50), latency(t.Latency.P95, t.Latency.CI95.P95)}
	}
	if !s.priced() {
		return out
	}
	cost := view.Cell{Text: format.None}
	if t != nil && t.Cost != nil {
		cost.Text = format.Money(t.Cost.PerMillion, t.Cost.Currency)
		if ci := t.Cost.CI95; ci != nil {
			cost.Note = format.MoneyRange(ci[0], ci[1], t.Cost.Currency)
		}
	}
	return append(out, cost)
}

// priced reports whether the variant followed has a cost in any run.
func (s *Scenario) priced() bool {
	for _, r := range s.Runs {
		if t := s.trial(r); t != nil && t.Cost != nil {
			return true
		}
	}
	return false
}

// notes are what sets a run apart from the one before, and doubts about it.
func (s *Scenario) notes(i int) []string {
	r := s.Runs[i]
	var out []string
	if r.Moved != "" {
		out = append(out, "another machine: "+format.Clean(r.Moved))
	}
	if i > 0 && r.Moved == "" && r.Machine != "" {
		if text := compare.SpeedChange(s.Runs[i-1].Summary.Run.Host, r.Summary.Run.Host); text != "" {
			out = append(out, "the machine was "+text+" than in the run before")
		}
	}
	if i > 0 && r.Summary.Scenario.Digest != s.Runs[i-1].Summary.Scenario.Digest {
		out = append(out, "the scenario file changed")
	}
	if !r.Summary.Run.Complete {
		out = append(out, "not complete")
	}
	switch t := s.trial(r); {
	case t != nil && !t.Usable:
		out = append(out, t.Name+" is "+view.RoleUnusable.Word)
	case t != nil && !t.Valid:
		out = append(out, t.Name+" is "+view.RoleInvalid.Word)
	}
	if n := len(r.Summary.Warnings); n > 0 {
		out = append(out, count(n, "warning"))
	}
	return out
}

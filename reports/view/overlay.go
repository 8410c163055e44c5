package view

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/chart"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// MostOverlaid is how many runs one chart can tell apart.
const MostOverlaid = 5

// Side is a run among others that are laid over each other.
type Side struct {
	Role string // "base", "newest"; "" for one in between
	Name string // with which it is told from the others, unique
	*View
}

// NewSide is a run with its role and the time at which it began.
func NewSide(role string, s *reports.Summary) Side {
	return Side{Role: role, Name: strings.TrimPrefix(role+", "+format.Instant(s.Run.StartedAt), ", "), View: New(s)}
}

// Overlay is several runs over the variants that any of them has. The last is
// the one that the others are looked at beside.
type Overlay struct {
	Sides   []Side
	columns *View // all variants, each as the latest run that has it shows it
}

// NewOverlay lays runs over each other, at most MostOverlaid. Names that are
// there already get a number.
func NewOverlay(sides []Side) *Overlay {
	for i := range sides {
		if name := sides[i].Name; slices.ContainsFunc(sides[:i], func(s Side) bool { return s.Name == name }) {
			sides[i].Name = fmt.Sprintf("%s (%d)", name, i+1)
		}
	}
	all := *sides[len(sides)-1].Summary
	all.Trials = slices.Clone(all.Trials)
	for _, side := range slices.Backward(sides[:len(sides)-1]) {
		for _, t := range side.Summary.Trials {
			if !slices.ContainsFunc(all.Trials, func(o reports.Trial) bool { return same(o.Variant, t.Variant) }) {
				all.Trials = append(all.Trials, t)
			}
		}
	}
	return &Overlay{Sides: sides, columns: New(&all)}
}

// Heading is the title over the chart.
func (o *Overlay) Heading() string {
	if o.priced() {
		return "Cost and latency by " + o.columns.Noun()
	}
	return "Latency by " + o.columns.Noun()
}

// Alone reports whether there is but one variant, over which no chart has a
// course to show.
func (o *Overlay) Alone() bool { return len(o.columns.Trials) < 2 }

// Note says what the chart leaves out; "" for nothing.
func (o *Overlay) Note() string {
	for _, side := range o.Sides {
		if c := side.Currency(); o.priced() && c != "" && c != o.columns.Currency() {
			return "Costs in another currency than " + format.Clean(o.columns.Currency()) + " are left out."
		}
	}
	return ""
}

func (o *Overlay) priced() bool { return !o.columns.Servers && o.columns.Currency() != "" }

// Chart draws latency and cost of the runs in two panels, or two latencies where
// nothing is priced.
func (o *Overlay) Chart(id string, width float64) chart.Overlay {
	out := chart.Overlay{
		ID: id, Width: width, Title: o.Heading(), Desc: o.describe(),
		AxisTitle: [2]string{"", o.columns.axisTitle()},
		Panels:    []chart.Lines{o.latency("p95", p95)},
	}
	if o.priced() {
		out.Panels = append(out.Panels, o.cost())
	} else {
		out.Panels = slices.Insert(out.Panels, 0, o.latency("p50", p50))
	}
	for _, side := range o.Sides {
		out.Keys = append(out.Keys, side.Name)
	}
	for _, t := range o.columns.Trials {
		out.Columns = append(out.Columns, o.column(t))
	}
	return out
}

func p50(d reports.Distribution) (*float64, *reports.Interval) { return d.P50, d.CI95.P50 }
func p95(d reports.Distribution) (*float64, *reports.Interval) { return d.P95, d.CI95.P95 }

func (o *Overlay) latency(name string, of func(reports.Distribution) (*float64, *reports.Interval)) chart.Lines {
	out := chart.Lines{Title: "Latency " + name, Note: "log scale; whiskers are 95 % intervals", Scale: format.DurationTick}
	for _, side := range o.Sides {
		points := line(side.Trials, true, name, of).Points
		out.Lines = append(out.Lines, o.line(side, func(i int) *chart.Point { return points[i] }))
	}
	return out
}

func (o *Overlay) cost() chart.Lines {
	currency := o.columns.Currency()
	out := chart.Lines{
		Title: "Cost per million requests", Note: o.place(), Linear: true,
		Scale: func(x float64) string { return format.MoneyTick(x, currency) },
	}
	for _, side := range o.Sides {
		bars := bars(side.Trials, true)
		out.Lines = append(out.Lines, o.line(side, func(i int) *chart.Point {
			if bars[i] == nil || side.Currency() != currency {
				return nil
			}
			return &bars[i].Point
		}))
	}
	return out
}

// place is where the amounts hold.
func (o *Overlay) place() string {
	for _, side := range o.Sides {
		if side.Place() != o.columns.Place() {
			return "each on the CPU of its own run"
		}
	}
	return o.columns.Place()
}

// line takes a run's points, which are in the order of its own trials, to the
// columns.
func (o *Overlay) line(side Side, of func(trial int) *chart.Point) chart.Line {
	out := chart.Line{Name: side.Name, Points: make([]*chart.Point, len(o.columns.Trials))}
	for i, t := range o.columns.Trials {
		at := side.index(t.Variant)
		if at < 0 || of(at) == nil {
			continue
		}
		p := *of(at)
		p.Hint = side.Name + ": " + p.Hint
		out.Points[i] = &p
	}
	return out
}

// index of a variant's trial; -1 where the run has none.
func (v *View) index(i reports.VariantInfo) int {
	return slices.IndexFunc(v.Trials, func(t Trial) bool { return same(t.Variant, i) })
}

// Trial is that of a variant; nil where the run has none.
func (v *View) Trial(i reports.VariantInfo) *Trial {
	if at := v.index(i); at >= 0 {
		return &v.Trials[at]
	}
	return nil
}

// column is one variant, muted where it is out of the question in every run.
func (o *Overlay) column(t Trial) chart.Column {
	c := o.columns.column(t)
	c.Tags, c.Muted = o.picks(t), true
	for _, side := range o.Sides {
		if own := side.Trial(t.Variant); own != nil && !own.Muted() {
			c.Muted = false
		}
	}
	return c
}

// picks say whether a variant is recommended by the first run, the last, or
// both.
func (o *Overlay) picks(t Trial) []chart.Tag {
	first, last := o.Sides[0], o.Sides[len(o.Sides)-1]
	by := func(s Side) bool { own := s.Trial(t.Variant); return own != nil && own.Pick }
	switch {
	case by(first) && by(last):
		return []chart.Tag{{Word: "pick", Sign: RolePick.Sign, Filled: true}}
	case by(last):
		return []chart.Tag{{Word: "pick of " + last.Role, Sign: RolePick.Sign, Filled: true}}
	case by(first):
		return []chart.Tag{{Word: "pick of " + first.Role, Sign: "☆"}}
	}
	return nil
}

// describe is the chart in words.
func (o *Overlay) describe() string {
	var names []string
	for _, side := range o.Sides {
		names = append(names, side.Name)
	}
	return fmt.Sprintf("Two panels over the same %d variants with a line for each run: %s. Nothing between the points was measured. The table below it has the numbers.",
		len(o.columns.Trials), strings.Join(names, "; "))
}

// Table has the figures of every variant and run.
func (o *Overlay) Table() Table {
	out := Table{Caption: "Every variant in every run shown", Columns: []Column{
		{Name: o.columns.Noun(), Number: !o.columns.Servers}, {Name: "run"},
		{Name: "p50", Unit: "ms", Number: true}, {Name: "p95", Unit: "ms", Number: true}, {Name: "p99", Unit: "ms", Number: true},
		{Name: "errors", Number: true}, {Name: "n", Number: true},
	}}
	if o.priced() {
		out.Columns = append(out.Columns, Column{Name: "per million", Number: true}, Column{Name: "95 % interval", Number: true})
	}
	for _, t := range o.columns.Trials {
		for _, side := range o.Sides {
			if own := side.Trial(t.Variant); own != nil {
				out.Rows = append(out.Rows, o.row(t, side, *own))
			}
		}
	}
	return out
}

func (o *Overlay) row(column Trial, side Side, t Trial) Row {
	row := Row{Pick: t.Pick, Muted: t.Muted(), Cells: cells(
		o.columns.Name(column.Variant), side.Name, format.MaybeMillis(t.Latency.P50), format.MaybeMillis(t.Latency.P95),
		format.MaybeMillis(t.Latency.P99), format.Share(t.ErrorShare), format.Count(t.Invocations))}
	if !o.priced() {
		return row
	}
	cost, interval := format.None, format.None
	if c := t.Cost; c != nil {
		cost = format.Money(c.PerMillion, c.Currency)
		if c.CI95 != nil {
			interval = format.MoneyRange(c.CI95[0], c.CI95[1], c.Currency)
		}
	}
	row.Cells = append(row.Cells, cells(cost, interval)...)
	return row
}

package view

import (
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/reports/chart"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// Colds is when cold starts happened that a caller waited for: those of the load
// phase, and forced ones apart.
type Colds struct {
	view  *View
	clock *runClock
	slots int
	at    map[int]*coldRow // by the variant's index
}

// coldRow is the cold starts of a variant.
type coldRow struct {
	slots       [2][]bool // of the axis, in which there is one: natural, forced
	n           [2]int
	first, last time.Time
}

// The bounds of how finely cold starts are told apart in time, so that a page
// stays small.
const (
	coldSlots      = 400
	coldSlotsLeast = 30
	coldSlotsAll   = 4000 // of all variants
)

func (v *View) newColds(c *runClock) *Colds {
	out := &Colds{view: v, clock: c, at: map[int]*coldRow{}}
	out.slots = min(max(coldSlotsAll/max(1, len(v.Trials)), coldSlotsLeast), coldSlots)
	for _, t := range v.Trials {
		out.at[t.Index] = &coldRow{slots: [2][]bool{make([]bool, out.slots), make([]bool, out.slots)}}
	}
	return out
}

// add implements gatherer.
func (c *Colds) add(s *measure.Sample) {
	row := c.at[s.Variant]
	if row == nil || !s.Cold.Waited() || s.Phase == measure.PhaseWarmup {
		return
	}
	kind := 0
	if s.Phase == measure.PhaseCold {
		kind = 1
	}
	row.n[kind]++
	row.slots[kind][min(max(0, int(c.clock.at(s.Intended)/c.clock.until*float64(c.slots))), c.slots-1)] = true
	if row.first.IsZero() || s.Intended.Before(row.first) {
		row.first = s.Intended
	}
	if s.Intended.After(row.last) {
		row.last = s.Intended
	}
}

// finish implements gatherer.
func (c *Colds) finish() bool { return c.sum(0)+c.sum(1) > 0 }

func (c *Colds) sum(kind int) int {
	n := 0
	for _, row := range c.at {
		n += row.n[kind]
	}
	return n
}

// Chart draws when they happened.
func (c *Colds) Chart(id string, width float64) chart.Strip {
	out := chart.Strip{
		ID: id, Width: width, Until: c.clock.until, Scale: format.Moment, AxisTitle: c.clock.title(),
		Title: "When cold starts happened",
		Desc:  "A line of time for each variant with a stroke for each cold start. The table below it has their number, the first and the last.",
	}
	for kind, name := range []string{"in the load", "forced"} {
		if c.sum(kind) > 0 {
			out.Keys[kind] = name
		}
	}
	for _, t := range c.view.Trials {
		row := chart.Instants{Label: t.Name, Pick: t.Pick, Muted: t.Muted()}
		for kind, slots := range c.at[t.Index].slots {
			for i, any := range slots {
				if any {
					row.At[kind] = append(row.At[kind], (float64(i)+0.5)/float64(c.slots)*c.clock.until)
				}
			}
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// Table is when they happened in numbers.
func (c *Colds) Table() Table {
	out := Table{Caption: "When cold starts happened, since the start", Columns: []Column{
		{Name: c.view.Noun()}, {Name: "in the load", Number: true}, {Name: "forced", Number: true}, {Name: "first", Number: true}, {Name: "last", Number: true},
	}}
	for _, t := range c.view.Trials {
		row := c.at[t.Index]
		first, last := format.None, format.None
		if !row.first.IsZero() {
			first, last = format.Moment(c.clock.at(row.first)), format.Moment(c.clock.at(row.last))
		}
		out.Rows = append(out.Rows, Row{Pick: t.Pick, Muted: t.Muted(), Cells: cells(t.Name, format.Count(row.n[0]), format.Count(row.n[1]), first, last)})
	}
	return out
}

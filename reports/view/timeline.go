package view

import (
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// Timeline is the course of a run: what was sent when, how long it took, what
// failed and how much was in flight.
type Timeline struct {
	view    *View
	clock   *runClock
	courses []*course       // by the time of their blocks
	at      map[int]*course // by the block's index
	last    *course         // that was added to
	blocks  int             // of which courses are some
}

// What a timeline shows at most, so that a page stays small however long a run
// is, and what it holds while it gathers.
const (
	mostCourses    = 120   // blocks
	mostSteps      = 600   // of all of them
	stepsGathered  = 6000  // of all blocks
	rangesGathered = 12000 // of single samples, of all blocks
)

// stepCounts are the numbers of steps of a course: each can be divided often.
var stepCounts = []int{60, 48, 24, 12, 8, 6, 4, 3, 2, 1}

func stepsOf(blocks, most int) int {
	for _, n := range stepCounts {
		if n*blocks <= most {
			return n
		}
	}
	return 1
}

// newTimeline is for blocks that were begun.
func (v *View) newTimeline(blocks []measure.Block, c *runClock) *Timeline {
	t := &Timeline{view: v, clock: c, at: map[int]*course{}}
	trials := map[int]*Trial{}
	for i := range v.Trials {
		trials[v.Trials[i].Index] = &v.Trials[i]
	}
	steps, room := stepsOf(len(blocks), stepsGathered), max(2, rangesGathered/max(1, len(blocks)))
	for _, b := range blocks {
		trial := trials[b.Variant]
		if trial == nil || t.at[b.Index] != nil {
			continue
		}
		course := newCourse(b, trial, steps)
		for kind := range course.spots {
			course.spots[kind] = spots{room: room, length: b.Finished.Sub(b.Started)}
		}
		t.at[b.Index] = course
		t.courses = append(t.courses, course)
	}
	return t
}

// add implements gatherer.
func (t *Timeline) add(s *measure.Sample) {
	if s.Phase != measure.PhaseLoad {
		return
	}
	if t.last == nil || t.last.block.Index != s.Block {
		course := t.at[s.Block]
		if course == nil {
			return
		}
		t.last = course
	}
	t.last.add(s)
}

// finish implements gatherer. Of very many blocks it keeps some, evenly spread
// over the run.
func (t *Timeline) finish() bool {
	var all []*course
	for _, c := range t.courses {
		if c.sum().intended > 0 {
			all = append(all, c)
		}
	}
	t.blocks, t.courses = len(all), nil
	shown := min(len(all), mostCourses)
	for i := range shown {
		t.courses = append(t.courses, all[i*len(all)/shown])
	}
	for _, c := range t.courses {
		c.seal()
		c.coarsen(stepsOf(shown, mostSteps))
	}
	return shown > 0
}

// Notes say what the timeline leaves out, and what did not happen.
func (t *Timeline) Notes() []string {
	var out []string
	if n := len(t.courses); n < t.blocks {
		out = append(out, "Of "+format.Count(t.blocks)+" blocks "+format.Count(n)+" are shown, evenly spread over the run.")
	}
	drawn, all := t.spotCounts()
	if drawn < all {
		out = append(out, "Of "+format.Count(all)+" successes "+format.Count(drawn)+" are drawn as dots, chosen so that the shape stays (LTTB); the lines are of all.")
	}
	if sum := t.sum(); sum.errors+sum.throttles == 0 {
		out = append(out, "Nothing failed and nothing was throttled.")
	}
	return out
}

func (t *Timeline) sum() stretch {
	var out stretch
	for _, c := range t.courses {
		sum := c.sum()
		out.merge(&sum)
	}
	return out
}

// Table has a row for each block.
func (t *Timeline) Table() Table {
	out := Table{Caption: "The blocks of the run in the order of their time", Columns: []Column{
		{Name: "began, UTC"}, {Name: t.view.Noun()}, {Name: "sent", Number: true}, {Name: "rate", Unit: "/s", Number: true},
		{Name: "p50", Unit: "ms", Number: true}, {Name: "p99", Unit: "ms", Number: true},
		{Name: "errors", Number: true}, {Name: "throttles", Number: true}, {Name: "in flight", Number: true},
	}}
	if !t.view.Servers {
		out.Columns = append(out.Columns, Column{Name: "cold", Number: true})
	}
	for _, c := range t.courses {
		sum, lasted := c.sum(), c.block.Finished.Sub(c.block.Started)
		row := Row{Pick: c.trial.Pick, Muted: c.trial.Muted(), Cells: cells(
			c.block.Started.UTC().Format("2006-01-02 15:04:05"), c.trial.Name, format.Count(sum.sent), format.Number(float64(sum.sent)/c.load.Seconds()),
			format.Millis(sum.p50()), format.Millis(sum.p99()),
			format.Count(sum.errors), format.Count(sum.throttles), format.Number(sum.busy.Seconds()/lasted.Seconds()),
		)}
		if !t.view.Servers {
			row.Cells = append(row.Cells, Cell{Text: format.Count(sum.cold)})
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

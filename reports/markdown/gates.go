package markdown

import (
	"cmp"
	"slices"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// mostGates is how many gates are all shown without a click; of more, those that
// pass open on one.
const mostGates = 30

// gates are those that failed or are inconclusive, the worst first, and where
// there are not many the others too.
func (s *story) gates(d *document) {
	t, passed := s.gateTable()
	if len(t.Rows) == 0 {
		return
	}
	d.heading("Gates")
	if len(t.Rows) > mostGates {
		t.Rows = t.Rows[:len(t.Rows)-passed]
	}
	d.top(t, "gates that failed or are inconclusive")
}

// passed are the gates that pass, where they are not among the others.
func (s *story) passed(d *document) {
	t, passed := s.gateTable()
	if passed == 0 || len(t.Rows) <= mostGates {
		return
	}
	t.Rows = t.Rows[len(t.Rows)-passed:]
	d.long(format.Count(passed)+" gates that pass", t)
}

// gateTable is the table of all gates, the worst verdict first, and how many of
// them pass, which come last.
func (s *story) gateTable() (t view.Table, passed int) {
	t = s.Gates()
	gates := s.Summary.Gates
	order := make([]int, len(gates))
	for i, g := range gates {
		order[i] = i
		if g.Verdict == reports.Pass {
			passed++
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(badness(gates[a]), badness(gates[b])) })
	rows := make([]view.Row, len(order))
	for i, at := range order {
		rows[i] = t.Rows[at]
	}
	t.Rows = rows
	return t, passed
}

// badness orders verdicts, the worst first.
func badness(g reports.GateResult) int {
	switch {
	case g.Verdict == reports.Pass:
		return 3
	case g.Verdict != reports.Fail:
		return 2
	case g.Level == "warn":
		return 1
	}
	return 0
}

package view

import (
	"fmt"
	"strconv"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// Timeout is the advised time-out in a few words; empty where none could be
// advised for any variant.
func (v *View) Timeout() []Fact {
	a := v.Summary.Timeout
	if a == nil {
		return nil
	}
	if a.Seconds == nil {
		out := []Fact{{Name: "Time-out", Text: "none", Note: format.Clean(a.Reason)}}
		if a.ConcurrencyCap != nil {
			out = append(out, Fact{Name: "Concurrency cap", Text: format.Count(*a.ConcurrencyCap) + " in flight"})
		}
		return out
	}
	f := Fact{Name: "Time-out", Text: format.Count(*a.Seconds) + " s", Note: v.timeoutMethod(a)}
	if v.forServer() {
		f.Name = "Time-out of the client"
	}
	return []Fact{f}
}

// timeoutMethod is what the time-out was made from, in brief.
func (v *View) timeoutMethod(a *reports.TimeoutAdvice) string {
	longest := fmt.Sprintf("the longest of %s took %s", format.Count(a.N), format.MaybeDuration(a.Max))
	if a.Tail == nil {
		text := longest + ", times 1.5"
		if a.Needed != nil && a.Seconds != nil && *a.Needed > 1000*float64(*a.Seconds-1) && *a.Needed < 1000*float64(*a.Seconds) {
			return format.Duration(*a.Needed) + ", rounded up to a whole second: " + text
		}
		return text
	}
	return longest + ", 1 in 100,000 takes longer than " + format.Duration(a.Tail.Level)
}

// TimeoutReasons are sentences on what the advice rests on, costs, and assumes.
func (v *View) TimeoutReasons() []string {
	a := v.Summary.Timeout
	if a == nil {
		return nil
	}
	var out []string
	for _, s := range a.Sentences {
		if s != a.Reason { // it stands beside the advice
			out = append(out, format.Clean(s))
		}
	}
	return out
}

// TimeoutTables are what time-outs cost, the rules that the advised one must
// keep, and what concurrency does; those without rows are left out.
func (v *View) TimeoutTables() []Table {
	a := v.Summary.Timeout
	if a == nil {
		return nil
	}
	var out []Table
	for _, t := range []Table{v.timeoutChecks(a), v.timeoutCosts(a), v.climb(a)} {
		if len(t.Rows) > 0 {
			out = append(out, t)
		}
	}
	return out
}

func (v *View) timeoutChecks(a *reports.TimeoutAdvice) Table {
	t := Table{Caption: "What the time-out must keep", Columns: []Column{{Name: "rule"}, {Name: "holds"}, {Name: "figures"}}}
	for _, c := range a.Checks {
		holds := Cell{Text: "yes", Tone: Good}
		if !c.Holds {
			holds = Cell{Text: "no", Tone: Bad}
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: c.Name}, holds, {Text: format.Clean(c.Text)}}})
	}
	return t
}

func (v *View) timeoutCosts(a *reports.TimeoutAdvice) Table {
	t := Table{Caption: "What a time-out costs", Columns: []Column{
		{Name: "time-out", Number: true}, {Name: "cut off", Number: true}, {Name: "a month", Number: true},
		{Name: "cut off and retried, a month", Number: true}, {Name: "1,000 hung calls", Number: true},
	}}
	if v.Currency() == "" {
		t.Columns = t.Columns[:2]
	}
	for _, c := range a.Costs {
		cut := format.Share(c.Share)
		if c.Share < 1e-5 {
			cut = "< 0.001 %"
		}
		if !c.Counted {
			cut = "≤ " + cut
		}
		row := Row{Cells: cells(strconv.FormatFloat(c.Seconds, 'f', -1, 64)+" s", cut, format.None, format.None, format.None)}
		if a.Seconds != nil && float64(*a.Seconds) == c.Seconds {
			row.Cells[0].Note = "advised"
		}
		if c.CutOffPerMonth != nil {
			row.Cells[2].Text = format.Count(int(c.CutOffPerMonth.IntPart()))
		}
		row.Cells[3].Text = format.MaybeMoney(c.RetriesPerMonth, v.Currency())
		row.Cells[4].Text = format.MaybeMoney(c.PerThousandHangs, v.Currency())
		row.Cells = row.Cells[:len(t.Columns)]
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (v *View) climb(a *reports.TimeoutAdvice) Table {
	t := Table{Caption: "Duration and latency by requests in flight", Columns: []Column{
		{Name: "in flight", Number: true}, {Name: "invocations", Number: true},
		{Name: "duration p50", Number: true}, {Name: "p95", Number: true}, {Name: "latency p50", Number: true}, {Name: "p95", Number: true},
	}}
	if a.Climb == nil {
		return t
	}
	for _, b := range a.Climb.Bins {
		span := format.Count(b.Low)
		if b.High > b.Low {
			span += "–" + format.Count(b.High)
		}
		row := Row{Cells: cells(span, format.Count(b.N), format.Duration(b.Duration.P50), format.Duration(b.Duration.P95), format.Duration(b.Latency.P50), format.Duration(b.Latency.P95))}
		if a.Climb.Knee > 0 && b.High == a.Climb.Knee {
			row.Cells[0].Note = "knee"
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

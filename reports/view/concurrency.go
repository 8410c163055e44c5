package view

import (
	"fmt"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// Concurrency is how much is needed, and how much to reserve, in a few words;
// empty where no variant is the answer or nothing is known.
func (v *View) Concurrency() []Fact {
	a := v.Summary.Concurrency
	if a == nil {
		return nil
	}
	var out []Fact
	if a.Need != nil {
		out = append(out, v.needFact(a))
	}
	switch {
	case v.forServer():
	case a.Reserved != nil:
		out = append(out, Fact{Name: "Reserved concurrency", Text: format.Count(*a.Reserved), Note: holdsFor(a) + "leaves " + format.Count(*a.Unreserved) + " of the account unreserved"})
	default:
		out = append(out, Fact{Name: "Reserved concurrency", Text: "none", Note: format.Clean(a.Reason)})
	}
	return out
}

// holdsFor says what a reserved concurrency holds for where the scenario does not
// say the peak of production.
func holdsFor(a *reports.ConcurrencyAdvice) string {
	switch {
	case a.PeakStated:
		return ""
	case a.RateFrom == "load":
		return "for the rate of the test only, which production may exceed; "
	}
	return "for the mean rate of the month only, which its peak exceeds; "
}

// needFact is "4.2 in flight (at 200/s, 95 %: 4.1 to 4.3; 12 at most)".
func (v *View) needFact(a *reports.ConcurrencyAdvice) Fact {
	f := Fact{Name: "Concurrency needed", Text: format.Number(*a.Need), Note: "at " + format.Rate(*a.Rate)}
	if v.forServer() {
		f.Name = "Requests in flight"
	}
	if a.Rule == "rate" {
		f.Note += ", 10/s by each environment"
		return f
	}
	if ci := a.NeedCI95; ci != nil {
		f.Note += fmt.Sprintf(", 95 %%: %s to %s", format.Number(ci[0]), format.Number(ci[1]))
	}
	f.Note += "; " + format.Count(*a.Peak) + " or fewer in 99.9 % of the time"
	return f
}

// ConcurrencyReasons are sentences on what the advice rests on and assumes.
func (v *View) ConcurrencyReasons() []string {
	a := v.Summary.Concurrency
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

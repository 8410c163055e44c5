package view

import (
	"strings"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// Tally counts the verdicts of a run's gates.
type Tally struct {
	Failed       int
	Warned       int // failed, but at level warn
	Inconclusive int
	Passed       int
}

// Tally counts the verdicts.
func (v *View) Tally() Tally {
	var out Tally
	for _, g := range v.Summary.Gates {
		switch {
		case g.Verdict == reports.Pass:
			out.Passed++
		case g.Verdict != reports.Fail:
			out.Inconclusive++
		case g.Level == "warn":
			out.Warned++
		default:
			out.Failed++
		}
	}
	return out
}

// Total is the number of gates.
func (t Tally) Total() int { return t.Failed + t.Warned + t.Inconclusive + t.Passed }

// Words is "✕ 1 failed, ✕ 1 failed (warns only), ? 2 inconclusive, ✓ 9 passed";
// "none" without gates.
func (t Tally) Words() string {
	var parts []string
	for _, c := range []struct {
		sign   string
		n      int
		suffix string
	}{
		{"✕", t.Failed, "failed"}, {"✕", t.Warned, "failed (warns only)"},
		{"?", t.Inconclusive, "inconclusive"}, {"✓", t.Passed, "passed"},
	} {
		if c.n > 0 {
			parts = append(parts, c.sign+" "+format.Count(c.n)+" "+c.suffix)
		}
	}
	if len(parts) == 0 {
		return "none"
	}
	return strings.Join(parts, ", ")
}

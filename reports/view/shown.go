package view

import (
	"fmt"
	"slices"

	"github.com/sweetspot-bench/sweetspot/reports"
)

// How many variants a chart shows: one with a bar across for each, and one with
// a column for each.
const (
	MostRows    = 16
	MostColumns = 92
)

// Shown are at most so many of the trials, in their order: those that have a
// part in the answer come first, the others at even distances.
func (v *View) Shown(most int) []Trial {
	n := len(v.Trials)
	if n <= most {
		return v.Trials
	}
	taken := make([]bool, n)
	left := most
	take := func(i int) {
		if left > 0 && !taken[i] {
			taken[i] = true
			left--
		}
	}
	for _, wanted := range []func(Trial) bool{
		func(t Trial) bool { return t.Pick || t.Today || t.Base },
		v.isAlternative, v.onFront,
		func(t Trial) bool { return t.Tied },
	} {
		for i, t := range v.Trials {
			if wanted(t) {
				take(i)
			}
		}
	}
	for steps := left; left > 0; steps++ {
		for i := range steps {
			take(i * (n - 1) / max(steps-1, 1))
		}
	}
	var out []Trial
	for i, t := range v.Trials {
		if taken[i] {
			out = append(out, t)
		}
	}
	return out
}

// Omitted says that a chart of so many at most does not show all; "" where it
// does.
func (v *View) Omitted(most int) string {
	if len(v.Trials) <= most {
		return ""
	}
	return fmt.Sprintf("%d of the %d variants: those with a part in the answer, and others at even distances. The table has all.", most, len(v.Trials))
}

func (v *View) isAlternative(t Trial) bool {
	a := v.Summary.Recommendation.Alternatives
	return slices.ContainsFunc([]*reports.Alternative{a.Cheapest, a.Fastest, a.Balanced}, func(o *reports.Alternative) bool {
		return o != nil && same(t.Variant, o.VariantInfo)
	})
}

// onFront reports whether no other beats the trial in both cost and speed.
func (v *View) onFront(t Trial) bool {
	return slices.ContainsFunc(v.Summary.Recommendation.Pareto, func(a reports.Alternative) bool { return same(t.Variant, a.VariantInfo) })
}

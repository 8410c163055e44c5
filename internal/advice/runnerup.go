package advice

import (
	"cmp"
	"slices"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// RunnerUp is the best by the objective's own measure of the candidates that were
// measured validly and neither are the pick nor tie with it. It is None where
// there is no other, and where the pick is not the best by that measure: a search
// chose it, or it is what runs today and nothing was worth a change.
func (r *Result) RunnerUp() int {
	if r.Pick == None || r.chosen || r.stays() && r.To != r.Pick {
		return None
	}
	left := keep(r.eligible, func(c Candidate) bool {
		return !c.Invalid && c.Index != r.Pick && !slices.Contains(r.Tied, c.Index)
	})
	switch r.objective.Kind {
	case check.Fastest, check.FastestWithin:
		return indexOf(lowestP50(left))
	case check.Balanced:
		if left = priced(left); len(left) == 0 {
			return None
		}
		score := scores(r.objective.Weight, r.eligible)
		return indexOf(least(left, func(a, b Candidate) int { return cmp.Compare(score(a), score(b)) }))
	case check.Deadline:
		return indexOf(least(left, func(a, b Candidate) int { return cmp.Compare(a.Job.Cost, b.Job.Cost) }))
	default:
		return indexOf(firstByCost(priced(left)))
	}
}

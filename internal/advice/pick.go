package advice

import (
	"cmp"
	"slices"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// choose applies the objective to candidates that already meet its limits. It
// returns the pick and all that tie with it, the pick among them; nil and
// nothing when there is no candidate to choose from.
func choose(objective check.Objective, eligible []Candidate) (*Candidate, []Candidate) {
	switch objective.Kind {
	case check.Fastest, check.FastestWithin:
		return fastest(eligible)
	case check.Balanced:
		return balance(objective.Weight, eligible)
	case check.Deadline:
		return cheapestJob(eligible)
	default:
		return cheapest(eligible)
	}
}

// cheapest picks the fastest of the candidates whose cost cannot be told from
// that of the first by cost.
func cheapest(candidates []Candidate) (*Candidate, []Candidate) {
	candidates = priced(candidates)
	best := firstByCost(candidates)
	if best == nil {
		return nil, nil
	}
	tied := keep(candidates, func(c Candidate) bool {
		return indistinct(best.Cost, best.CostHigh, c.Cost, c.CostLow)
	})
	return lowestP50(tied), tied
}

// fastest picks the cheapest of the candidates whose median latency cannot be
// told from the lowest.
func fastest(candidates []Candidate) (*Candidate, []Candidate) {
	best := lowestP50(candidates)
	if best == nil {
		return nil, nil
	}
	tied := keep(candidates, func(c Candidate) bool {
		return indistinct(best.P50, best.P50High, c.P50, c.P50Low)
	})
	if cheap := lowestCost(priced(tied)); cheap != nil {
		return cheap, tied
	}
	return best, tied
}

// indistinct reports whether a value cannot be told from the lowest one: it is
// within TieShare of it, or its interval reaches down into the lowest's.
func indistinct(lowest, lowestHigh, value, valueLow float64) bool {
	return value <= lowest*(1+TieShare) || valueLow <= lowestHigh
}

func keep(candidates []Candidate, ok func(Candidate) bool) []Candidate {
	return slices.DeleteFunc(slices.Clone(candidates), func(c Candidate) bool { return !ok(c) })
}

// lowestCost is the cheapest by estimate; the faster, then the smaller of equals.
func lowestCost(candidates []Candidate) *Candidate {
	return least(candidates, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(a.Cost, b.Cost), cmp.Compare(a.P50, b.P50))
	})
}

// firstByCost is the cheapest in the order that RankCost gives.
func firstByCost(candidates []Candidate) *Candidate {
	return least(candidates, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(a.rankCost(), b.rankCost()), cmp.Compare(a.Cost, b.Cost), cmp.Compare(a.P50, b.P50))
	})
}

func (c Candidate) rankCost() float64 {
	if c.RankCost > 0 {
		return c.RankCost
	}
	return c.Cost
}

// lowestP50 is the fastest by estimate; the cheaper, then the smaller of equals.
func lowestP50(candidates []Candidate) *Candidate {
	return least(candidates, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(a.P50, b.P50), cmp.Compare(a.Cost, b.Cost))
	})
}

// least is the first candidate under the order; equals go by memory, then by
// index, so that the order of the candidates never matters.
func least(candidates []Candidate, order func(a, b Candidate) int) *Candidate {
	if len(candidates) == 0 {
		return nil
	}
	first := slices.MinFunc(candidates, func(a, b Candidate) int {
		return cmp.Or(order(a, b), cmp.Compare(a.MemoryMB, b.MemoryMB), cmp.Compare(a.Index, b.Index))
	})
	return &first
}

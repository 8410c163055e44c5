package search

import "math"

// Objective is what a search minimises.
type Objective interface {
	// Losses fills in the loss of each candidate where its invocations take ms; +Inf
	// is a size that may not be picked. What the losses are is up to the objective,
	// but the ratio of two says how much worse one is.
	Losses(candidates []Candidate, ms, losses []float64)
}

// Cheapest minimises cost.
type Cheapest struct{}

var _ Objective = Cheapest{}

// Losses implements Objective.
func (Cheapest) Losses(candidates []Candidate, ms, losses []float64) {
	for i, c := range candidates {
		losses[i] = c.Cost(ms[i])
	}
}

// Fastest minimises time.
type Fastest struct{}

var _ Objective = Fastest{}

// Losses implements Objective.
func (Fastest) Losses(_ []Candidate, ms, losses []float64) { copy(losses, ms) }

// Balanced minimises Weight·cost/min cost + (1−Weight)·time/min time, as
// package advice does among measured sizes.
type Balanced struct{ Weight float64 }

var _ Objective = Balanced{}

// Losses implements Objective.
func (b Balanced) Losses(candidates []Candidate, ms, losses []float64) {
	cheapest, fastest := math.Inf(1), math.Inf(1)
	for i, c := range candidates {
		if !math.IsInf(ms[i], 1) {
			cheapest, fastest = math.Min(cheapest, c.Cost(ms[i])), math.Min(fastest, ms[i])
		}
	}
	for i, c := range candidates {
		losses[i] = b.Weight*c.Cost(ms[i])/cheapest + (1-b.Weight)*ms[i]/fastest
	}
}

// Within bars the sizes whose invocations take longer than MS on average.
type Within struct {
	Objective
	MS float64
}

var _ Objective = Within{}

// Losses implements Objective.
func (w Within) Losses(candidates []Candidate, ms, losses []float64) {
	w.Objective.Losses(candidates, ms, losses)
	for i, t := range ms {
		if t > w.MS {
			losses[i] = math.Inf(1)
		}
	}
}

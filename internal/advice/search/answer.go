package search

import (
	"math"

	"github.com/sweetspot-bench/sweetspot/internal/advice"
)

// NoPick is the index that stands for no candidate.
const NoPick = -1

// Answer is what is known so far.
type Answer struct {
	Pick int // the measured candidate to take, or NoPick
	// Regret is what the pick is expected to lose against the best of all
	// candidates, as a share of the best.
	Regret float64
	// Sure is the probability that the pick is within advice.TieShare of the best.
	Sure float64
	// Weights are how much each of Models has to say, of 1.
	Weights map[Model]float64
	// MS is the time expected at each candidate, measured or not; nil when nothing
	// works.
	MS []float64
}

// Judge is what a history says, at any point of a search.
func (p Problem) Judge(history []Trial) Answer { return newState(p, history).answer() }

// answer draws the possible truths and takes the measured size whose expected
// loss is least.
func (s *state) answer() Answer {
	a := Answer{Pick: NoPick, Weights: map[Model]float64{}}
	if len(s.nodes) == 0 {
		return a
	}
	components := s.components()
	for _, c := range components {
		a.Weights[c.model] += c.weight
	}
	s.truths = s.draw(components)
	a.MS = s.truths.expected()
	least := math.Inf(1)
	for _, n := range s.nodes {
		if loss := s.truths.mean(n.candidate); loss < least {
			a.Pick, least = n.candidate, loss
		}
	}
	if a.Pick == NoPick {
		return a
	}
	each := 1 / float64(len(s.truths.losses))
	for truth := range s.truths.losses {
		regret := s.truths.regret(truth, a.Pick)
		a.Regret += each * regret
		if regret <= advice.TieShare {
			a.Sure += each
		}
	}
	return a
}

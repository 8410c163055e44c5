package search

import (
	"math"
	"math/rand/v2"
	"slices"
)

// truthCount is how many possible truths are drawn.
const truthCount = 128

// truths are possible truths that agree with what was measured: the loss of
// every candidate in each.
type truths struct {
	losses [][]float64
	logMS  []float64 // summed over all truths, by candidate
}

// draw makes the truths: of each component as many as its weight says.
func (s *state) draw(components []component) *truths {
	random := rand.New(rand.NewPCG(s.Seed, uint64(s.spent)))
	t := &truths{logMS: make([]float64, len(s.x))}
	owed := 0.5
	for _, c := range components {
		for owed += c.weight * truthCount; owed >= 1; owed-- {
			path := s.path(c, random)
			for i, z := range path {
				t.logMS[i] += z
			}
			t.losses = append(t.losses, s.losses(path, random))
		}
	}
	return t
}

// losses are those of a path of log time.
func (s *state) losses(path []float64, random *rand.Rand) []float64 {
	smallest := s.smallest(random)
	for i, z := range path {
		path[i] = math.Exp(z)
		if !s.usable(i) || s.x[i] < smallest {
			path[i] = math.Inf(1)
		}
	}
	losses := make([]float64, len(path))
	s.Objective.Losses(s.Candidates, path, losses)
	for i, ms := range path {
		if math.IsInf(ms, 1) {
			losses[i] = ms
		}
	}
	return losses
}

// smallest draws the log memory at which sizes start to work: somewhere between
// the smallest that does and the largest below it that does not.
func (s *state) smallest(random *rand.Rand) float64 {
	first := s.nodes[0]
	for i := first.candidate - 1; i >= 0; i-- {
		if !s.usable(i) {
			return s.x[i] + random.Float64()*(first.x-s.x[i])
		}
	}
	return math.Inf(-1)
}

// expected is the geometric mean of the time at each candidate.
func (t *truths) expected() []float64 {
	ms := make([]float64, len(t.logMS))
	for i, sum := range t.logMS {
		ms[i] = math.Exp(sum / float64(len(t.losses)))
	}
	return ms
}

// mean is the expected loss of a candidate, +Inf for one that is barred more
// often than not. In a truth that bars it, it is twice as bad as in the worst
// of the others.
func (t *truths) mean(candidate int) float64 {
	sum, worst, barred := 0.0, 0.0, 0
	for _, losses := range t.losses {
		if l := losses[candidate]; math.IsInf(l, 1) {
			barred++
		} else {
			sum, worst = sum+l, math.Max(worst, l)
		}
	}
	if 2*barred > len(t.losses) {
		return math.Inf(1)
	}
	return (sum + 2*worst*float64(barred)) / float64(len(t.losses))
}

// regret is what a candidate loses in one truth, as a share of the best.
func (t *truths) regret(truth, candidate int) float64 {
	best, loss := slices.Min(t.losses[truth]), t.losses[truth][candidate]
	switch {
	case math.IsInf(best, 1):
		return 0
	case math.IsInf(loss, 1):
		return 1
	}
	return loss/best - 1
}

// best is the best candidate in a truth.
func (t *truths) best(truth int) int {
	best := 0
	for i, l := range t.losses[truth] {
		if l < t.losses[truth][best] {
			best = i
		}
	}
	return best
}

package search

import "math"

// resolution is the ratio of memory from which on sizes are neighbours that say
// something about each other: a sixteenth of an octave.
const resolution = 1.0443

// doubt is the candidate to measure next: the measured size, or in the gap
// between measured sizes, that holds most of the regret; in a gap where half of
// it lies on either side.
func (s *state) doubt(pick int) (candidate int, why string) {
	regret := s.regrets(pick)
	most := -1.0
	for from := 0; from < len(regret); {
		to, sum := from+1, regret[from]
		for ; s.at[from] < 0 && to < len(regret) && s.at[to] < 0; to++ {
			sum += regret[to]
		}
		if sum > most {
			most, candidate = sum, halfway(regret[from:to], sum)+from
		}
		from = to
	}
	switch {
	case s.at[candidate] < 0:
		return candidate, "most of the expected regret lies between the measured sizes here"
	case s.nodes[s.at[pick]].variance >= s.nodes[s.at[candidate]].variance:
		return pick, "the best so far is known less well than its rival"
	}
	return candidate, "it may be better than the best so far"
}

// regrets are what the pick loses in all truths, by the candidate that it loses
// to.
func (s *state) regrets(pick int) []float64 {
	regrets := make([]float64, len(s.x))
	for truth := range s.truths.losses {
		regrets[s.truths.best(truth)] += s.truths.regret(truth, pick)
	}
	return regrets
}

// halfway is the index at which half of a sum has come together.
func halfway(parts []float64, sum float64) int {
	for i, p := range parts {
		if sum -= 2 * p; sum <= 0 {
			return i
		}
	}
	return len(parts) - 1
}

// unconfirmed is what is still to be measured before a pick stands: the pick a
// second time, and its neighbours on either side; -1 when all of that is done.
func (s *state) unconfirmed(pick int) (candidate int, why string) {
	if s.nodes[s.at[pick]].n < 2*s.Batch {
		return pick, "to confirm the pick"
	}
	for _, side := range []int{-1, 1} {
		if i := s.neighbour(pick, side); i >= 0 {
			return i, "a neighbour of the pick"
		}
	}
	return -1, ""
}

// neighbour is the candidate beside a pick that has yet to be measured: the
// next one at least the resolution away; -1 where one within twice that was
// seen, and at the end of the range.
func (s *state) neighbour(pick, side int) int {
	found := -1
	for i := pick + side; i >= s.floor && i < len(s.x); i += side {
		away := math.Abs(s.x[i] - s.x[pick])
		if found >= 0 && away >= 2*math.Log(resolution) {
			break
		}
		if s.seen(i) {
			return -1
		}
		if found < 0 && away >= math.Log(resolution) {
			found = i
		}
	}
	return found
}

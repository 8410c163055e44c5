package search

import "math"

// openingRatio is the ratio of memory that neighbouring sizes of the first look
// are apart at most.
const openingRatio = 2.6

// opening is the next size of the first look over the whole range: the largest,
// the smallest, then the middle of the widest gap. A size that fails counts as
// seen; what lies between it and the next is left to the expected regret.
func (s *state) opening() (candidate int, why string, ok bool) {
	largest := s.largest()
	switch {
	case largest < 0:
		return 0, "", false
	case s.at[largest] < 0:
		return largest, "the largest size", true
	case !s.seen(0):
		return 0, "the smallest size", true
	}
	candidate = -1
	width, last := math.Log(openingRatio), 0
	for i := range s.x {
		if !s.seen(i) {
			continue
		}
		if s.x[i]-s.x[last] > width {
			if middle := s.nearest((s.x[i]+s.x[last])/2, last, i); middle >= 0 {
				candidate, width = middle, s.x[i]-s.x[last]
			}
		}
		last = i
	}
	return candidate, "the middle of the widest gap", candidate >= 0
}

// largest is the largest usable candidate, -1 without any.
func (s *state) largest() int {
	i := len(s.x) - 1
	for i >= 0 && !s.usable(i) {
		i--
	}
	return i
}

// nearest is the usable candidate nearest to x between two that were seen; -1
// where there is none.
func (s *state) nearest(x float64, after, before int) int {
	best := -1
	for i := after + 1; i < before; i++ {
		if s.usable(i) && (best < 0 || math.Abs(s.x[i]-x) < math.Abs(s.x[best]-x)) {
			best = i
		}
	}
	return best
}

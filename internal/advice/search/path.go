package search

import (
	"math"
	"math/rand/v2"
)

// afar is the variance of log time across a jump: nothing is known of it.
const afar = 1e3

// path draws log time at every candidate.
func (s *state) path(c component, random *rand.Rand) []float64 {
	z := make([]float64, len(s.x))
	for k, off := range s.offsets(c, random) {
		i := s.nodes[k].candidate
		z[i] = off + c.shape[i]
	}
	for k := 1; k < len(s.nodes); k++ {
		if c.model == Steps && s.jumps(c, k) {
			s.jump(z, k, random)
		} else {
			s.bridge(z, c, k, random)
		}
	}
	first, last := s.nodes[0].candidate, s.nodes[len(s.nodes)-1].candidate
	for i := last + 1; i < len(z); i++ {
		z[i] = math.Min(z[last], s.walk(z[i-1], c, i-1, i, random))
	}
	for i := first - 1; i >= 0; i-- {
		z[i] = math.Max(z[first], s.walk(z[i+1], c, i+1, i, random))
	}
	return z
}

// offsets draws how far the truth lies off the shape at the nodes: the random
// walk seen through the noise, filtered forward and drawn backward.
func (s *state) offsets(c component, random *rand.Rand) []float64 {
	n := len(s.nodes)
	mean, variance := make([]float64, n), make([]float64, n)
	for k, at := range s.nodes {
		off, noise := at.z-c.shape[at.candidate], at.seenWith(c.common)
		if k == 0 {
			mean[k], variance[k] = off, noise
			continue
		}
		before := variance[k-1] + s.spread(c, k)
		gain := before / (before + noise)
		mean[k], variance[k] = mean[k-1]+gain*(off-mean[k-1]), (1-gain)*before
	}
	offsets := make([]float64, n)
	for k := n - 1; k >= 0; k-- {
		m, v := mean[k], variance[k]
		if k+1 < n {
			gain := v / (v + s.spread(c, k+1))
			m, v = m+gain*(offsets[k+1]-m), v*(1-gain)
		}
		offsets[k] = m + math.Sqrt(v)*random.NormFloat64()
	}
	return offsets
}

// spread is the variance that a component gives log time from a node's
// predecessor to the node.
func (s *state) spread(c component, k int) float64 {
	if c.model == Steps && s.jumps(c, k) {
		return afar
	}
	return c.variance * (s.nodes[k].x - s.nodes[k-1].x)
}

// jumps reports whether a node differs from its predecessor by more than noise.
func (s *state) jumps(c component, k int) bool {
	a, b := s.nodes[k-1], s.nodes[k]
	return math.Abs(a.z-b.z) > 3*math.Sqrt(a.seenWith(c.common)+b.seenWith(c.common))
}

// jump goes from a node's predecessor to the node at one place anywhere between.
func (s *state) jump(z []float64, k int, random *rand.Rand) {
	a, b := s.nodes[k-1], s.nodes[k]
	place := a.x + random.Float64()*(b.x-a.x)
	for i := a.candidate + 1; i < b.candidate; i++ {
		z[i] = z[a.candidate]
		if s.x[i] >= place {
			z[i] = z[b.candidate]
		}
	}
}

// bridge walks from a node's predecessor to the node. Time does not rise with
// memory, so that what happens between two sizes lies between them, but for the
// noise in both.
func (s *state) bridge(z []float64, c component, k int, random *rand.Rand) {
	a, b := s.nodes[k-1].candidate, s.nodes[k].candidate
	lo, hi := math.Min(z[a], z[b]), math.Max(z[a], z[b])
	off, end := z[a]-c.shape[a], z[b]-c.shape[b]
	for i := a + 1; i < b; i++ {
		rest, step := s.x[b]-s.x[i-1], s.x[i]-s.x[i-1]
		off += (end-off)*step/rest + math.Sqrt(c.variance*step*(rest-step)/rest)*random.NormFloat64()
		z[i] = math.Min(hi, math.Max(lo, off+c.shape[i]))
	}
}

// walk is a step from a candidate to one beside it.
func (s *state) walk(z float64, c component, from, to int, random *rand.Rand) float64 {
	sd := math.Sqrt(c.variance * math.Abs(s.x[to]-s.x[from]))
	return z + c.shape[to] - c.shape[from] + sd*random.NormFloat64()
}

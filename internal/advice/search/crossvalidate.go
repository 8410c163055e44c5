package search

import (
	"math"

	"github.com/sweetspot-bench/sweetspot/internal/estimate"
)

// jumping is the share of gaps in which Steps expects a single jump; in the
// others there may be many.
const jumping = 0.8

// miss is what a model says of a measured size that it was not shown, against
// what was measured. All of them in log time.
type miss struct {
	at    float64 // where the size lies between its neighbours, 0 to 1 in log memory
	by    float64 // how far off the model is
	reach float64 // the random walk's variance there, per unit of its own

	before, here, after node
}

// misses are those of every size between two others: the model is fitted without
// it, and its neighbours say how far off the fit is there.
func (s *state) misses(m Model, points []estimate.Point) []miss {
	var all []miss
	others := make([]estimate.Point, 0, len(points))
	for j := 1; j+1 < len(points); j++ {
		others = append(append(others[:0], points[:j]...), points[j+1:]...)
		if curve, ok := m.fit(others); ok {
			all = append(all, s.miss(j, curve))
		}
	}
	return all
}

// miss of a curve at a node.
func (s *state) miss(j int, curve estimate.Curve) miss {
	off := func(n node) float64 { return n.z - math.Log(curve.At(s.Candidates[n.candidate].MemoryMB)) }
	a, n, b := s.nodes[j-1], s.nodes[j], s.nodes[j+1]
	w := (n.x - a.x) / (b.x - a.x)
	return miss{
		at:     w,
		by:     off(n) - (1-w)*off(a) - w*off(b),
		reach:  (n.x - a.x) * (b.x - n.x) / (b.x - a.x),
		before: a, here: n, after: b,
	}
}

// score is the logarithm of the likelihood of the miss under a model with a
// roughness and a noise of trials.
func (m miss) score(model Model, variance, common float64) float64 {
	left, here, right := m.before.seenWith(common), m.here.seenWith(common), m.after.seenWith(common)
	noise := here + (1-m.at)*(1-m.at)*left + m.at*m.at*right
	if model != Steps {
		return logDensity(m.by, noise+m.reach*variance)
	}
	// Steps: time is that of the neighbour on this side of the jump.
	rest := here + m.reach*variance
	one := (1-m.at)*math.Exp(logDensity(m.here.z-m.before.z, left+rest)) + m.at*math.Exp(logDensity(m.here.z-m.after.z, right+rest))
	return math.Log(jumping*one + (1-jumping)*math.Exp(logDensity(m.by, noise+m.reach)))
}

// logDensity is that of the normal distribution around 0, but for a constant.
func logDensity(x, variance float64) float64 { return -(math.Log(variance) + x*x/variance) / 2 }

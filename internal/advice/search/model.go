package search

import (
	"math"

	"github.com/sweetspot-bench/sweetspot/internal/estimate"
)

// Model names a model of time against memory.
type Model string

// The models.
const (
	Capped    Model = "a + b/min(memory, cap)"
	Decay     Model = "a + b·e^(−memory/c)"
	Piecewise Model = "piecewise" // the interpolation of log time against log memory
	Steps     Model = "steps"     // constant, but for jumps that may lie anywhere between two sizes
)

// Models are all models, in the order in which they are shown.
var Models = []Model{Capped, Decay, Piecewise, Steps}

// roughness are the variances of log time, per unit of log memory, that the
// random walk around a shape may have; each as likely as the others before
// anything is known. In the middle of half an octave 0.003 leaves 1.6 % to
// chance, 1 leaves 30 %. Between jumps there is little of it.
func (m Model) roughness() []float64 {
	if m == Steps {
		return []float64{0.003, 0.01, 0.03}
	}
	return []float64{0.003, 0.01, 0.03, 0.1, 0.3, 1}
}

// commonNoise are the variances of log time that the invocations of a trial may
// have in common: a slow host, a slow minute. More invocations do not take it
// away, more trials do. Each is as likely as the others before anything is known.
var commonNoise = []float64{0.005 * 0.005, 0.02 * 0.02, 0.05 * 0.05}

// flat is no shape at all.
type flat struct{}

// At implements estimate.Curve.
func (flat) At(float64) float64 { return 1 }

// fit fits the model's shape; false where there are too few points.
func (m Model) fit(points []estimate.Point) (estimate.Curve, bool) {
	switch m {
	case Capped:
		return estimate.FitHyperbola(points)
	case Decay:
		return estimate.FitDecay(points)
	}
	return flat{}, true
}

// component is a model with one roughness and one noise of trials.
type component struct {
	model    Model
	shape    []float64 // logarithm of the model's time at every candidate
	variance float64   // of the random walk, per unit of log memory
	common   float64   // variance of a trial as a whole
	weight   float64   // all of them add up to 1
}

// components are the models with their weights.
func (s *state) components() []component {
	points := s.points()
	var all []component
	for _, m := range Models {
		curve, ok := m.fit(points)
		if !ok {
			continue
		}
		shape, misses := s.shape(curve), s.misses(m, points)
		for _, variance := range m.roughness() {
			for _, common := range commonNoise {
				score := 0.0
				for _, miss := range misses {
					score += miss.score(m, variance, common)
				}
				all = append(all, component{m, shape, variance, common, score})
			}
		}
	}
	normalise(all)
	return all
}

// normalise turns scores, the logarithms of likelihoods, into weights.
func normalise(all []component) {
	best, total := math.Inf(-1), 0.0
	for _, c := range all {
		best = math.Max(best, c.weight)
	}
	for i := range all {
		all[i].weight = math.Exp(all[i].weight - best)
		total += all[i].weight
	}
	for i := range all {
		all[i].weight /= total
	}
}

func (s *state) points() []estimate.Point {
	points := make([]estimate.Point, len(s.nodes))
	for i, n := range s.nodes {
		points[i] = estimate.Point{Size: s.Candidates[n.candidate].MemoryMB, Value: math.Exp(n.z)}
	}
	return points
}

func (s *state) shape(curve estimate.Curve) []float64 {
	shape := make([]float64, len(s.Candidates))
	for i, c := range s.Candidates {
		shape[i] = math.Log(curve.At(c.MemoryMB))
	}
	return shape
}

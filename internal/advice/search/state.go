package search

import (
	"math"

	"github.com/sweetspot-bench/sweetspot/internal/estimate"
)

// What is assumed of the noise of an invocation before anything is known: a
// coefficient of variation, and how many degrees of freedom that counts for.
const (
	priorNoise   = 0.10
	priorFreedom = 4
)

// Trimmed is the share of a size's invocations left out at either end where
// sizes are ranked. What a size costs is for others to say, with all of them.
const Trimmed = 0.2

// node is a measured size that works.
type node struct {
	candidate int
	x, z      float64 // logarithms of memory and of time
	n, visits int     // invocations, and trials that they came in
	variance  float64 // of z, but for what a trial's invocations have in common
}

// state is what is known.
type state struct {
	Problem
	x      []float64 // logarithm of every candidate's memory
	nodes  []node    // ascending
	at     []int     // candidate → its node, or -1
	failed []Failure // by candidate
	floor  int       // candidates below it run out of memory
	spent  int       // invocations
	truths *truths   // nil until they are drawn
}

func newState(p Problem, history []Trial) *state {
	if p.Objective == nil {
		p.Objective = Cheapest{}
	}
	n := len(p.Candidates)
	s := &state{Problem: p, x: make([]float64, n), at: make([]int, n), failed: make([]Failure, n)}
	for i, c := range p.Candidates {
		s.x[i], s.at[i] = math.Log(c.MemoryMB), -1
	}
	pooled, visits := make([][]float64, n), make([]int, n)
	for _, t := range history {
		s.spent += len(t.MS) + t.Cold + t.Failures
		pooled[t.Candidate] = append(pooled[t.Candidate], t.MS...)
		visits[t.Candidate]++
		if t.Failure != Works {
			s.failed[t.Candidate] = t.Failure
		}
		if t.Failure == OutOfMemory {
			s.floor = max(s.floor, t.Candidate+1)
		}
	}
	s.measure(pooled, visits)
	return s
}

// measure makes the nodes. The noise of a size is its own, drawn towards that of
// all sizes.
func (s *state) measure(pooled [][]float64, visits []int) {
	squares, freedom := priorFreedom*priorNoise*priorNoise, float64(priorFreedom)
	own := make([]float64, len(pooled))
	for i, ms := range pooled {
		if len(ms) > 1 {
			own[i] = logSquares(ms)
			squares, freedom = squares+own[i], freedom+float64(len(ms)-1)
		}
	}
	common := squares / freedom
	for i, ms := range pooled {
		if len(ms) == 0 || !s.usable(i) {
			continue
		}
		mean, _ := estimate.TrimmedMean(ms, Trimmed)
		n := float64(len(ms))
		variance := (priorFreedom*common + own[i]) / (priorFreedom + n - 1) / n
		s.at[i] = len(s.nodes)
		s.nodes = append(s.nodes, node{i, s.x[i], math.Log(mean), len(ms), visits[i], variance})
	}
}

// seenWith is the variance of a node's log time where a trial as a whole is off
// by some variance.
func (n node) seenWith(common float64) float64 { return n.variance + common/float64(n.visits) }

// logSquares is the sum of squared deviations of the logarithms.
func logSquares(values []float64) float64 {
	sum, squares := 0.0, 0.0
	for _, v := range values {
		sum += math.Log(v)
	}
	for _, v := range values {
		d := math.Log(v) - sum/float64(len(values))
		squares += d * d
	}
	return squares
}

// usable reports whether nothing is known against a candidate.
func (s *state) usable(i int) bool { return i >= s.floor && s.failed[i] == Works }

// seen reports whether a candidate was measured, well or not.
func (s *state) seen(i int) bool { return s.at[i] >= 0 || s.failed[i] != Works }

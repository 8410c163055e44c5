// Package search says which size to measure next, and when to stop: the best
// size among many, with few invocations.
//
// Time against memory is modelled in several ways: a + b/min(memory, cap), an
// exponential decay, no shape at all, and steps. What a shape does not explain
// is a random walk of the logarithm of time along the logarithm of memory, so
// that between two measured sizes every model is the less sure the further they
// lie apart; without a shape that is the interpolation of log time against log
// memory. Models are weighed by cross-validation on the measured sizes. From
// them possible truths are drawn; a truth in which the best size measured so far
// is not the best has a regret. The next size is where most of it lies.
//
// Its functions are pure: the same history always gives the same step.
//
// Non-goals: it measures nothing and knows no money; costs are floats here and
// are never shown. It searches one dimension, in which time does not rise but
// for noise and for what was measured.
package search

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
)

// Defaults of a Problem.
const (
	DefaultBatch          = 5
	DefaultMaxInvocations = 120
	DefaultTolerance      = 0.01
)

// Candidate is a size that may be picked. An invocation that takes t ms costs
// Fixed + PerMS·t, in any unit that all candidates share.
type Candidate struct {
	MemoryMB     float64
	Fixed, PerMS float64
}

// Cost of an invocation that takes ms, on average.
func (c Candidate) Cost(ms float64) float64 { return c.Fixed + c.PerMS*ms }

// Trial is what was measured of one candidate. A candidate may have several.
type Trial struct {
	Candidate int       // index
	MS        []float64 // billed time of each invocation that succeeded; positive
	Cold      int       // invocations that succeeded and are left out of MS
	Failures  int       // invocations that did not succeed
	Failure   Failure   // why the candidate cannot be used, Works when it can
}

// Failure says why a size cannot be used.
type Failure string

// The failures. A size that runs out of memory rules out every smaller one.
const (
	Works       Failure = ""
	OutOfMemory Failure = "oom"
	TimedOut    Failure = "timeout"
	Fails       Failure = "failed"
)

// Problem is what is searched.
type Problem struct {
	Candidates     []Candidate // ascending in memory
	Objective      Objective   // nil: Cheapest
	Batch          int         // invocations of a step
	MaxInvocations int         // of all steps, failed ones included
	Tolerance      float64     // expected regret at which the search ends, as a share of the best's own measure
	Seed           uint64      // of the truths that are drawn
}

// Check says what is wrong with a problem, nil when nothing is.
func (p Problem) Check() error {
	switch {
	case len(p.Candidates) == 0:
		return errors.New("there is no size to choose from")
	case p.Batch < 2:
		return fmt.Errorf("%d invocations a step are too few: at least 2 are needed to know the noise", p.Batch)
	case p.MaxInvocations < p.Batch:
		return fmt.Errorf("at most %d invocations do not suffice for a step of %d", p.MaxInvocations, p.Batch)
	case !(p.Tolerance >= 0):
		return fmt.Errorf("the tolerance %v is no share", p.Tolerance)
	}
	ascending := func(a, b Candidate) int { return cmp.Compare(a.MemoryMB, b.MemoryMB) }
	if !slices.IsSortedFunc(p.Candidates, ascending) || !(p.Candidates[0].MemoryMB > 0) {
		return errors.New("sizes must be positive and ascend")
	}
	return nil
}

// Step says what to do next.
type Step struct {
	Candidate, Invocations int    // measure this; no Invocations: the search is done
	Why                    string // in a few words; of a search that is done, why it ended
	Answer                 Answer // what is known so far; no pick before the first look over the range is done
}

// Why a search is done.
const (
	Settled   = "the pick is confirmed, and nothing is expected to beat it by more than the tolerance"
	Exhausted = "the invocations are used up"
	Unusable  = "no size works"
)

// Next is the step after a history. The problem passed Check.
func (p Problem) Next(history []Trial) Step {
	s := newState(p, history)
	left := p.MaxInvocations - s.spent
	if left < 2 {
		return Step{Answer: s.answer(), Why: Exhausted}
	}
	batch := min(p.Batch, left)
	if i, why, ok := s.opening(); ok {
		return Step{Candidate: i, Invocations: batch, Why: why, Answer: Answer{Pick: NoPick}}
	}
	a := s.answer()
	if a.Pick == NoPick {
		return Step{Answer: a, Why: Unusable}
	}
	sure := a.Regret <= p.Tolerance
	i, why := s.unconfirmed(a.Pick)
	if i < 0 && sure {
		return Step{Answer: a, Why: Settled}
	}
	if i < 0 || !sure && left > confirming*p.Batch {
		i, why = s.doubt(a.Pick)
	}
	return Step{Candidate: i, Invocations: batch, Why: why, Answer: a}
}

// confirming is how many steps are kept for confirming the pick: itself and a
// neighbour on either side.
const confirming = 3

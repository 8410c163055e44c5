// Package capacity finds the highest rate at which a service level objective
// holds: it says which rate to probe next, from what the probes so far have
// shown, and in the end how high the capacity is and how sure that is.
//
// A ramp doubles the rate until one does not hold; a bisection on the logarithm
// of the rate then halves the gap until it is as narrow as the precision asked
// for. A probe that decides nothing is made again, a few times, and what all
// probes at a rate have shown counts together. The rate that is found has been
// chosen for having held, so it is checked once more, longer, and by those last
// probes alone; where it does not hold any more the search steps down.
//
// A probe that does not hold because the machine that sends could not keep up
// says nothing of the target. It is made again, a few times; the answer is then a
// rate that held, with no bound above it.
//
// A search is a pure function of its problem and its probes: the same probes in
// the same order always give the same step. It measures nothing and knows no
// money. It takes it that a target which holds at a rate holds at lower ones;
// where probes say otherwise the later ones win.
package capacity

import (
	"math"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// Problem is what is looked for.
type Problem struct {
	Where      []check.Gate // that must all hold, as check.ParseSLO reads them
	From, To   float64      // rates per second, the lowest and the highest
	Precision  float64      // share by which the lowest rate that fails may lie above the answer
	Confidence float64      // of saying that a rate holds, or fails
}

// Bounds of the effort.
const (
	// tries is how many probes are made at a rate of the ramp and the bisection
	// before a point estimate decides.
	tries = 4
	// lastSteps is how many times as long as others a probe of the last check is,
	// so that a queue that grows slowly shows; lastTries is how many there are.
	lastSteps = 3
	lastTries = 5
	// machineTries is how many probes the sending machine may fail at a rate, and
	// machineMost at all rates: a machine that is busy fails them at any rate, and
	// to go further down would find what is left of the machine.
	machineTries = 3
	machineMost  = 9
	// MaxProbes ends a search that comes to no end: a target whose capacity
	// changes while it is looked for.
	MaxProbes = 80
)

// MaxSteps is how many steps the probes of a search last at most, all together.
const MaxSteps = MaxProbes * lastSteps

// Step is the probe to make next.
type Step struct {
	Rate  float64 // per second; 0: the search is done
	Steps int     // how many times the length of a step it takes
}

// tidy rounds a rate to as many digits as the precision can tell apart.
func (p Problem) tidy(rate float64) float64 {
	digits := 2 - math.Floor(math.Log10(p.Precision*10)) // of the precision's own first digit, two more
	scale := math.Pow(10, digits-1-math.Floor(math.Log10(rate)))
	return math.Round(rate*scale) / scale
}

// between is the rate half way between two on a logarithmic scale; false where
// they are as near as the precision asks, or as rates can be told apart.
func (p Problem) between(low, high float64) (float64, bool) {
	const noise = 1e-9
	middle := p.tidy(math.Sqrt(low * high))
	return middle, high/low > (1+p.Precision)*(1+noise) && low < middle && middle < high
}

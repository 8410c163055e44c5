// Package stop decides, while a run is going on, which of its variants need more
// rounds: those that may still be the best and are not known well enough. It
// keeps what it must know of the samples so far, and stops at the caps that the
// scenario sets.
//
// Non-goals: it recommends nothing (package advice does, from the whole run), and
// its intervals are shown nowhere.
package stop

import (
	"math"
	"slices"

	"github.com/montanaflynn/stats"

	"github.com/sweetspot-bench/sweetspot/internal/advice"
	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/estimate"
)

// Rule says when a variant has been measured enough.
type Rule struct {
	Objective     check.Objective
	RelativeError float64 // of the figure named by Of: half its interval over its estimate
	Of            string  // "cost", or a latency: "mean", "p50" ... "p99"
	Confidence    float64 // of each look, such as 0.95
	Trim          float64 // share cut off at either end before a mean is taken; 0: none
	Environments  int     // fewest that a variant must have been served by; 0: any
}

// Contender is what was seen of a variant so far. Costs and Latencies belong to
// independent units, an entry each: invocations where these are drawn
// independently, else the means of blocks.
type Contender struct {
	Costs     []float64 // per invocation; empty where nothing is priced
	Latencies []float64 // mean of the unit, in ms
	Sorted    []float64 // every latency in ms, ascending; asked for where Of is a quantile

	Environments int  // that served it
	Unusable     bool // it fails too often to be recommended
	Misses       bool // it does not meet a limit of the objective
}

// Verdict is what a look at all contenders found. Contenders are named by their
// place.
type Verdict struct {
	Leader int   // the best by the objective so far; -1 without any
	Beaten []int // those that are worse than it, with the rule's confidence
	Open   []int // those that must be measured further
}

// priorFreedom is the weight, in degrees of freedom, of what all contenders
// together tell of the relative spread of one, as far as the others have so many.
// A few readings cannot tell it:
// three that happen to agree would otherwise pass for certainty.
const priorFreedom = 3

// reading is a contender's figure with its standard error.
type reading struct {
	mean, se, freedom float64
	n                 int
}

// Look judges the contenders. A contender is open until it is unusable, beaten,
// or its figure is known as well as the rule asks; a leader whose rivals are all
// beaten is known well enough.
func (r Rule) Look(contenders []Contender) Verdict {
	scores := r.scores(contenders)
	v := Verdict{Leader: leader(contenders, scores)}
	if v.Leader < 0 {
		return v
	}
	rivals := 0
	for i, c := range contenders {
		switch {
		case c.Unusable:
			continue
		case i != v.Leader && r.beaten(scores[i], scores[v.Leader]):
			v.Beaten = append(v.Beaten, i)
			continue
		case i != v.Leader:
			rivals++
		}
		if c.Environments < r.Environments || !r.known(contenders, i) {
			v.Open = append(v.Open, i)
		}
	}
	if rivals == 0 && len(v.Beaten) > 0 && contenders[v.Leader].Environments >= r.Environments {
		v.Open = nil
	}
	return v
}

// beaten reports whether a score is above the leader's by more than chance.
func (r Rule) beaten(score, leader reading) bool {
	freedom := min(score.freedom, leader.freedom)
	if !(freedom > 0) {
		return false
	}
	margin := estimate.StudentT(2*r.Confidence-1, freedom) * math.Hypot(score.se, leader.se)
	return score.mean-leader.mean > margin
}

// known reports whether the figure that the rule is about has the precision that
// it asks for.
func (r Rule) known(contenders []Contender, at int) bool {
	half, value := r.halfWidth(contenders, at)
	return half <= r.RelativeError*math.Abs(value)
}

// halfWidth is half the interval of the rule's figure, and the figure.
func (r Rule) halfWidth(contenders []Contender, at int) (half, value float64) {
	if q, ok := advice.LatencyQuantile(r.Of); ok {
		c := contenders[at]
		i, ok := estimate.QuantileInterval(c.Sorted, q, r.Confidence)
		if !ok {
			return math.Inf(1), 1
		}
		value, _ = estimate.Quantile(c.Sorted, q)
		return (i.High - i.Low) / 2, value
	}
	series := func(c Contender) []float64 { return c.Latencies }
	if r.Of == "cost" {
		series = func(c Contender) []float64 { return c.Costs }
	}
	figure := r.readings(contenders, series)[at]
	if !(figure.freedom > 0) {
		return math.Inf(1), 1
	}
	return estimate.StudentT(r.Confidence, figure.freedom) * figure.se, figure.mean
}

// leader is the usable contender with the lowest score, of those that meet the
// objective's limits while any does.
func leader(contenders []Contender, scores []reading) int {
	best := -1
	for i, c := range contenders {
		if c.Unusable || scores[i].n == 0 {
			continue
		}
		if best < 0 || c.Misses != contenders[best].Misses && !c.Misses ||
			c.Misses == contenders[best].Misses && scores[i].mean < scores[best].mean {
			best = i
		}
	}
	return best
}

// scores are what the objective orders contenders by, the lower the better: the
// cost, the latency, or both as the balanced objective weighs them.
func (r Rule) scores(contenders []Contender) []reading {
	weight := 1.0
	switch r.Objective.Kind {
	case check.Fastest, check.FastestWithin:
		weight = 0
	case check.Balanced:
		weight = r.Objective.Weight
	}
	if !slices.ContainsFunc(contenders, func(c Contender) bool { return len(c.Costs) > 0 }) {
		weight = 0
	}
	switch weight {
	case 0:
		return r.readings(contenders, func(c Contender) []float64 { return c.Latencies })
	case 1:
		return r.readings(contenders, func(c Contender) []float64 { return c.Costs })
	}
	cost := r.lowest(contenders, func(c Contender) []float64 { return c.Costs })
	latency := r.lowest(contenders, func(c Contender) []float64 { return c.Latencies })
	return r.readings(contenders, func(c Contender) []float64 {
		both := make([]float64, min(len(c.Costs), len(c.Latencies)))
		for i := range both {
			both[i] = weight*c.Costs[i]/cost + (1-weight)*c.Latencies[i]/latency
		}
		return both
	})
}

// lowest is the least figure of all usable contenders.
func (r Rule) lowest(contenders []Contender, series func(Contender) []float64) float64 {
	least := math.Inf(1)
	for i, x := range r.readings(contenders, series) {
		if x.n > 0 && !contenders[i].Unusable {
			least = min(least, x.mean)
		}
	}
	return max(least, math.SmallestNonzeroFloat64)
}

// readings are the means of a series of each contender with their errors, the
// relative variance of each drawn towards the median of all.
func (r Rule) readings(contenders []Contender, series func(Contender) []float64) []reading {
	out := make([]reading, len(contenders))
	var relative []float64
	freedoms := 0.0
	for i, c := range contenders {
		xs := series(c)
		mean, ok := estimate.TrimmedMean(xs, r.Trim)
		if !ok {
			continue
		}
		out[i] = reading{mean: mean, n: len(xs)}
		if se, freedom, ok := estimate.TrimmedError(xs, r.Trim); ok {
			out[i].se, out[i].freedom = se, freedom
			relative = append(relative, out[i].relativeVariance())
			freedoms += freedom
		}
	}
	prior, err := stats.Median(relative)
	if err != nil {
		return out
	}
	for i := range out {
		out[i].shrink(prior, min(priorFreedom, freedoms-out[i].freedom))
	}
	return out
}

// relativeVariance is that of one value, relative to the mean squared.
func (x reading) relativeVariance() float64 {
	return x.se * x.se * float64(x.n) / (x.mean * x.mean)
}

// shrink draws the spread towards the prior, by their degrees of freedom.
func (x *reading) shrink(prior, priorFreedom float64) {
	if x.n == 0 || x.mean == 0 || !(priorFreedom > 0) {
		return
	}
	own := 0.0
	if x.freedom > 0 {
		own = x.freedom * x.relativeVariance()
	}
	x.freedom += priorFreedom
	x.se = math.Abs(x.mean) * math.Sqrt((own+priorFreedom*prior)/x.freedom/float64(x.n))
}

package capacity

import (
	"math"
	"slices"
	"strings"

	"github.com/montanaflynn/stats"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/estimate"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// Verdict is what the probes at a rate say of it.
type Verdict string

// The verdicts.
const (
	Holds  Verdict = "pass"
	Fails  Verdict = "fail"
	Unsure Verdict = "unsure" // neither can be said with the confidence asked for
)

// opinion is a verdict with what it leans to where it is not sure.
type opinion struct {
	verdict Verdict
	holds   bool // by the estimate
	clean   bool // nothing at all has been seen that is against it
}

// and is the opinion on two checks that must both hold.
func (o opinion) and(b opinion) opinion {
	out := opinion{Unsure, o.holds && b.holds, o.clean && b.clean}
	switch {
	case o.verdict == Fails || b.verdict == Fails:
		out.verdict = Fails
	case o.verdict == Holds && b.verdict == Holds:
		out.verdict = Holds
	case o.verdict == Holds: // what is sure needs no further sign
		out.clean = b.clean
	case b.verdict == Holds:
		out.clean = o.clean
	}
	return out
}

// judge says what calls at one rate show, in the order in which they were sent.
// confidence is one-sided.
func judge(where []check.Gate, calls []Call, confidence float64) opinion {
	out := opinion{Holds, true, true}
	for _, g := range where {
		out = out.and(judgeOne(g, calls, confidence))
	}
	return out
}

func judgeOne(g check.Gate, calls []Call, confidence float64) opinion {
	name, service := named(g)
	switch g.Metric.Dimension {
	case check.Count:
		return judgeShare(calls, 0, confidence, outcomes[name])
	case check.Share:
		return judgeShare(calls, g.Limit.Number, confidence, (*Call).failed)
	}
	values := times(calls, service)
	q, isQuantile := quantiles[name]
	if !isQuantile {
		return judgeTimes(values, g, mean, meanSize, confidence)
	}
	o := judgeTimes(values, g, func(xs []float64) float64 { return quantile(xs, q) }, int(math.Ceil(1/(1-q)-1e-9)), confidence)
	slow := 0
	for _, ms := range values {
		if !meets(g, ms) {
			slow++
		}
	}
	o.clean = slow == 0 && len(values) > 0
	// A percentile is of successes; it means nothing where more than it leaves out failed.
	return o.and(judgeShare(calls, 1-q, confidence, (*Call).failed).unlessSure())
}

// named is the statistic that a check is on, and whether it is of service times.
func named(g check.Gate) (statistic string, service bool) {
	return strings.CutPrefix(g.Metric.Name, "service.")
}

// unlessSure takes an opinion that is not sure as one that has nothing against
// the check: it is there to refuse alone.
func (o opinion) unlessSure() opinion {
	if o.verdict == Unsure && o.holds {
		o.verdict = Holds
	}
	return o
}

func (c *Call) failed() bool { return !c.ok() }

// outcomes are what the counts count.
var outcomes = map[string]func(*Call) bool{
	"throttles": func(c *Call) bool { return c.Outcome == measure.OutcomeThrottle },
	"timeouts":  func(c *Call) bool { return c.Outcome == measure.OutcomeTimeout },
	"oom":       func(c *Call) bool { return c.Outcome == measure.OutcomeOOM },
	"dropped":   func(c *Call) bool { return c.Outcome == measure.OutcomeDropped },
}

// quantiles are the statistics that are one.
var quantiles = map[string]float64{"p50": 0.5, "p90": 0.9, "p95": 0.95, "p99": 0.99, "p999": 0.999}

// Batches of calls that follow each other.
const (
	meanSize   = 20 // calls of a batch at least
	mostBatch  = 10 // batches at most: fewer are longer, and so depend less on each other
	leastBatch = 3  // batches without which nothing is sure
)

// batchesOf is how many batches n calls make.
func batchesOf(n, size int) int { return min(mostBatch, n/max(size, meanSize)) }

// judgeTimes judges a statistic of times by the method of batches: calls that
// follow each other depend on each other, as they wait in one queue, and the
// statistics of long enough batches hardly do. Their logarithms have about the
// distribution that Student's t is for. (Batch means, as in A. Law, Simulation
// Modeling and Analysis, on steady-state parameters.)
func judgeTimes(values []float64, g check.Gate, statistic func([]float64) float64, size int, confidence float64) opinion {
	if len(values) == 0 {
		return opinion{verdict: Fails}
	}
	whole := statistic(values)
	o := opinion{Unsure, meets(g, whole), meets(g, whole)}
	m := batchesOf(len(values), size)
	if m < leastBatch {
		return o
	}
	middle, sum := logOf(whole), 0.0
	for i := range m {
		away := logOf(statistic(values[len(values)*i/m:len(values)*(i+1)/m])) - middle
		sum += away * away
	}
	half := estimate.StudentT(2*confidence-1, float64(m-1)) * math.Sqrt(sum/float64(m-1)/float64(m))
	switch {
	case o.holds && meets(g, math.Exp(middle+half)):
		o.verdict = Holds
	case !o.holds && !meets(g, math.Exp(middle-half)):
		o.verdict = Fails
	}
	return o
}

// logOf is the logarithm of a time in ms, of which none is below a nanosecond.
func logOf(ms float64) float64 { return math.Log(max(1e-6, ms)) }

func meets(g check.Gate, value float64) bool { return check.Compare(value, g.Op, g.Limit.Number) }

func mean(xs []float64) float64 {
	m, _ := stats.Mean(xs)
	return m
}

// quantile is that of values in any order, by nearest rank.
func quantile(xs []float64, q float64) float64 {
	sorted := append([]float64(nil), xs...)
	slices.Sort(sorted)
	v, _ := estimate.Quantile(sorted, q)
	return v
}

// judgeShare judges the share of the calls that are hits against a limit by the
// exact bounds of a binomial share, with as many calls as they are worth: hits
// that come in bursts tell less than ones that come alone. (The design effect,
// L. Kish, Survey Sampling, 1965, estimated from the batches.)
func judgeShare(calls []Call, limit, confidence float64, hit func(*Call) bool) opinion {
	n, m := len(calls), max(1, batchesOf(len(calls), meanSize))
	hits, batches := 0, make([]float64, m)
	for b := range m {
		for i := n * b / m; i < n*(b+1)/m; i++ {
			if hit(&calls[i]) {
				hits++
				batches[b]++
			}
		}
	}
	switch {
	case n == 0:
		return opinion{verdict: Unsure, holds: true, clean: true}
	case limit == 0 && hits > 0:
		return opinion{verdict: Fails}
	case limit == 0:
		return opinion{Holds, true, true} // a share of nothing at all can never be proven
	}
	share := float64(hits) / float64(n)
	o := opinion{Unsure, share <= limit, hits == 0}
	effect := clustering(batches, float64(n)/float64(m), share)
	worth := int(float64(n) / effect)
	switch {
	case o.holds && estimate.ShareUpperBound(int(math.Ceil(float64(hits)/effect)), worth, confidence) <= limit:
		o.verdict = Holds
	case !o.holds && estimate.ShareLowerBound(int(float64(hits)/effect), worth, confidence) > limit:
		o.verdict = Fails
	}
	return o
}

// clustering is by how much the hits of batches of a size vary more than those
// of independent calls would; at least 1.
func clustering(hits []float64, size, share float64) float64 {
	if share <= 0 || share >= 1 || len(hits) < 2 {
		return 1
	}
	sum := 0.0
	for _, k := range hits {
		sum += (k - share*size) * (k - share*size)
	}
	return max(1, sum/(size*share*(1-share))/float64(len(hits)-1))
}

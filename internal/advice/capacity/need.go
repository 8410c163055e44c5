package capacity

import (
	"math"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// Need is how much the last check takes to be sure of one check of the objective.
type Need struct {
	Check string
	N     int     // calls at a rate, when all goes well
	From  float64 // the lowest rate at which the last check has so many, for a length of a step in seconds
}

// Needs lists what each check needs, where a step takes so many seconds. Counts
// need none: a single hit refuses a rate.
func (p Problem) Needs(step float64) []Need {
	var all []Need
	looks := New(p).looks
	for _, g := range p.Where {
		n := leastBatch * meanSize
		name, _ := named(g)
		q, isQuantile := quantiles[name]
		switch {
		case g.Metric.Dimension == check.Count || g.Metric.Dimension == check.Share && g.Limit.Number == 0:
			continue
		case g.Metric.Dimension == check.Share: // that none of n is a hit bounds the share: (1 − limit)^n = 1 − confidence
			n = int(math.Ceil(math.Log(1-looks) / math.Log(1-g.Limit.Number)))
		case isQuantile:
			n = leastBatch * max(meanSize, int(math.Ceil(1/(1-q)-1e-9)))
		}
		all = append(all, Need{g.String(), n, float64(n) / (step * lastSteps * lastTries)})
	}
	return all
}

// Probes is about how many probes a search takes, and how many steps they last.
func (p Problem) Probes() (probes, steps int) {
	ramp := 1 + int(math.Ceil(math.Log2(p.To/p.From)))
	gap := int(math.Ceil(math.Log2(math.Log(2) / math.Log(1+p.Precision))))
	const each, checks = 2, 3 // probes at a rate near the capacity
	probes = ramp + each*gap + checks
	return probes, ramp + each*gap + lastSteps*checks
}

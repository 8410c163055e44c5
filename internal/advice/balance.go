package advice

// balance picks the lowest score w·cost/min cost + (1−w)·mean/min mean, and of
// the candidates within BalanceTieShare of it the cheapest. w is the weight of
// cost, 0..1. Latency is weighed by its mean because cost is one: on a machine
// that switches between two speeds the median jumps from one to the other, and
// the cost does not.
//
// Both minima are taken over the Pareto-efficient candidates and only those can
// win: normalising by the maximum, as AWS Lambda Power Tuning does
// (https://github.com/alexcasalboni/aws-lambda-power-tuning, lambda/analyzer.js),
// lets a size that nobody would choose change the answer. By the minimum:
// Sizeless, https://doi.org/10.1145/3464298.3493398.
func balance(w float64, candidates []Candidate) (*Candidate, []Candidate) {
	front := efficient(priced(candidates))
	if len(front) == 0 {
		return nil, nil
	}
	score := scores(w, candidates)
	best := score(front[0])
	for _, c := range front {
		best = min(best, score(c))
	}
	tied := keep(front, func(c Candidate) bool { return score(c) <= best*(1+BalanceTieShare) })
	return lowestCost(tied), tied
}

// scores is the balance score by which candidates are compared; there must be
// one with a price.
func scores(w float64, candidates []Candidate) func(Candidate) float64 {
	front := efficient(priced(candidates))
	minCost, minMean := lowestCost(front).Cost, front[0].Mean
	for _, c := range front {
		minMean = min(minMean, c.Mean)
	}
	return func(c Candidate) float64 {
		return w*relative(c.Cost, minCost) + (1-w)*relative(c.Mean, minMean)
	}
}

// relative is value over the lowest one; free or instant candidates (lowest 0)
// are compared by their plain values.
func relative(value, lowest float64) float64 {
	if lowest <= 0 {
		return 1 + value
	}
	return value / lowest
}

// efficient keeps the candidates that no other beats in cost without being
// slower, or in latency without being dearer.
func efficient(candidates []Candidate) []Candidate {
	return keep(candidates, func(c Candidate) bool {
		for _, d := range candidates {
			if dominates(d, c) {
				return false
			}
		}
		return true
	})
}

func dominates(a, b Candidate) bool {
	return a.Cost <= b.Cost && a.Mean <= b.Mean && (a.Cost < b.Cost || a.Mean < b.Mean)
}

package powertuning

import (
	"math"
	"slices"
)

// Price is what the tool's costs were computed with: the mean duration, rounded
// up to Quantum, at so much a GB-second.
// https://github.com/alexcasalboni/aws-lambda-power-tuning: lambda/utils.js, computePrice
type Price struct {
	GBSecond  float64 // in the profile's currency; 0 where the costs follow from no price
	QuantumMS float64 // 1, or 100 as Lambda billed until December 2020
}

// Price finds the price that all costs of the profile follow from.
func (p Profile) Price() Price {
	for _, quantum := range []float64{1, 100} {
		if price, ok := p.priceBy(quantum); ok {
			return Price{price, quantum}
		}
	}
	return Price{}
}

// priceBy is the median of the prices that the sizes imply, and whether they are
// one and the same; the floats of a URL and the published prices are rounded.
func (p Profile) priceBy(quantum float64) (float64, bool) {
	const rounding = 0.005
	var implied []float64
	for _, point := range p.Points {
		gbSeconds := math.Ceil(point.DurationMS/quantum) * quantum / 1000 * float64(point.MemoryMB) / 1024
		implied = append(implied, point.Cost.InexactFloat64()/gbSeconds)
	}
	slices.Sort(implied)
	least, median, most := implied[0], implied[len(implied)/2], implied[len(implied)-1]
	return median, least > 0 && most/least < 1+rounding
}

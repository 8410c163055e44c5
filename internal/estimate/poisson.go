package estimate

import "math"

// The number in service of a system in which arrivals are independent and nobody
// waits is Poisson distributed about its mean, however long service takes (the
// M/G/∞ queue; Takács, Introduction to the Theory of Queues, 1962, chapter 3).

// MaxPoissonMean is the largest mean that the functions below take.
const MaxPoissonMean = 1e6

// PoissonQuantile is the smallest number that a Poisson variable of the given
// mean stays at or below with chance q; false for a mean that is negative or
// above MaxPoissonMean, or a q that is no fraction.
func PoissonQuantile(mean, q float64) (int, bool) {
	if !(mean >= 0 && mean <= MaxPoissonMean) || !proper(q) {
		return 0, false
	}
	k := poissonStart(mean)
	for sum := poissonAt(k, mean); sum < q; sum += poissonAt(k, mean) {
		if k++; float64(k) > mean+40*math.Sqrt(mean)+100 {
			break // floating point cannot tell q from 1
		}
	}
	return k, true
}

// PoissonAtLeast are the chances that a Poisson variable of the given mean, up
// to MaxPoissonMean, is at least 0, 1, 2 … up to most.
func PoissonAtLeast(mean float64, most int) []float64 {
	out := make([]float64, most+1)
	below := 0.0
	for k := range out {
		out[k] = max(0, 1-below)
		below += poissonAt(k, mean)
	}
	return out
}

// poissonStart is a number that next to nothing lies below.
func poissonStart(mean float64) int { return max(0, int(mean-12*math.Sqrt(mean)-20)) }

// poissonAt is the chance of k.
func poissonAt(k int, mean float64) float64 {
	if mean == 0 {
		if k == 0 {
			return 1
		}
		return 0
	}
	logFactorial, _ := math.Lgamma(float64(k) + 1)
	return math.Exp(float64(k)*math.Log(mean) - mean - logFactorial)
}

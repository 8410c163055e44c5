package estimate

import (
	"math"
	"sort"
)

// rankSlack absorbs the rounding of q·n: 0.07 × 100 is a little above 7 in
// floating point, and must not become rank 8.
const rankSlack = 1e-9

// missing is the chance that an interval may miss by. The last digits go to the
// interval, so that a chance that equals it on paper does so here.
func missing(confidence float64) float64 { return (1 - confidence) * (1 + 1e-9) }

// Quantile is the quantile q by nearest rank, the smallest value that at least a
// share q of all values does not exceed: sorted[ceil(q·n)-1]. It is always one
// of the values, never a blend of two, so that it cannot land in the gap between
// warm and cold starts. q may be 0 (the smallest) and 1 (the largest). It is
// false for no values.
func Quantile(sorted []float64, q float64) (float64, bool) {
	rank, ok := QuantileRank(len(sorted), q)
	if !ok {
		return 0, false
	}
	return sorted[rank-1], true
}

// QuantileRank is the rank, from 1, that Quantile takes among n values.
func QuantileRank(n int, q float64) (rank int, ok bool) {
	if n < 1 || !(q >= 0 && q <= 1) {
		return 0, false
	}
	return min(max(int(math.Ceil(q*float64(n)-rankSlack)), 1), n), true
}

// QuantileInterval is the two-sided interval of the quantile q between two of
// the values, whose ranks follow exactly from the binomial distribution: the
// number of values below the true quantile is binomial with chance q, whatever
// the values' own distribution (Hahn and Meeker, Statistical Intervals, 1991,
// section 5.2; https://doi.org/10.1002/9780470316771). Each tail gets half of
// what confidence leaves; where one end has to be the smallest or largest value
// it takes what that costs and leaves the rest to the other. It is false when n
// is below QuantileNeed. It takes O(√n · log n).
func QuantileInterval(sorted []float64, q, confidence float64) (Interval, bool) {
	low, high, ok := QuantileIntervalRanks(len(sorted), q, confidence)
	if !ok {
		return Interval{}, false
	}
	return Interval{sorted[low-1], sorted[high-1]}, true
}

// QuantileUpperRank is the rank, from 1, of the smallest of n values that the
// quantile q is below with the given confidence, one-sided; false when n is too
// small for any.
func QuantileUpperRank(n int, q, confidence float64) (rank int, ok bool) {
	if !proper(q) || !proper(confidence) {
		return 0, false
	}
	rank = upperRank(n, q, missing(confidence))
	return rank, rank <= n
}

// QuantileLowerRank is the rank, from 1, of the largest of n values that the
// quantile q is above with the given confidence, one-sided; false when n is too
// small for any.
func QuantileLowerRank(n int, q, confidence float64) (rank int, ok bool) {
	if !proper(q) || !proper(confidence) {
		return 0, false
	}
	rank = lowerRank(n, q, missing(confidence))
	return rank, rank >= 1
}

// QuantileNeed is the smallest n that has a QuantileInterval (twoSided), or both
// a QuantileUpperRank and a QuantileLowerRank. At 95 % two-sided it is 6 for
// the median, 29 for p90, 59 for p95, 299 for p99 and 2,995 for p99.9. For a q or
// a confidence that is no fraction, no n is enough: math.MaxInt.
func QuantileNeed(q, confidence float64, twoSided bool) int {
	if !proper(q) || !proper(confidence) {
		return math.MaxInt
	}
	enough := func(n int) bool {
		below, above := math.Pow(q, float64(n)), math.Pow(1-q, float64(n))
		if twoSided {
			return below+above <= missing(confidence)
		}
		return max(below, above) <= missing(confidence)
	}
	high := 1
	for !enough(high) {
		if high > math.MaxInt/2 {
			return math.MaxInt // q is so near 0 or 1 that floating point cannot tell
		}
		high *= 2
	}
	return sort.Search(high, func(n int) bool { return n > 0 && enough(n) })
}

// QuantileIntervalRanks are the ranks, from 1, of the ends of QuantileInterval
// among n values.
func QuantileIntervalRanks(n int, q, confidence float64) (low, high int, ok bool) {
	if n < 1 || !proper(q) || !proper(confidence) {
		return 0, 0, false
	}
	miss := missing(confidence)
	low, high = lowerRank(n, q, miss/2), upperRank(n, q, miss/2)
	if high > n {
		high = n
		low = lowerRank(n, q, miss-binomialAtLeast(n, n, q))
	}
	if low < 1 {
		low = 1
		high = upperRank(n, q, miss-binomialAtMost(0, n, q))
	}
	return low, high, high <= n
}

// lowerRank is the largest rank whose value exceeds the quantile with a chance
// of at most miss, 0 when even the smallest value does so more often.
func lowerRank(n int, q, miss float64) int {
	return sort.Search(n, func(i int) bool { return binomialAtMost(i, n, q) > miss })
}

// upperRank is the smallest rank whose value falls short of the quantile with a
// chance of at most miss, n+1 when even the largest does so more often.
func upperRank(n int, q, miss float64) int {
	return 1 + sort.Search(n, func(i int) bool { return binomialAtLeast(i+1, n, q) <= miss })
}

package estimate

import (
	"cmp"
	"math"
	"slices"
	"sync"

	"github.com/aclements/go-moremath/stats"
	"golang.org/x/perf/benchmath"
)

// RankTest is the two-sided p-value of the Mann–Whitney U test: how likely
// samples that lie at least so far apart are when both come from the same
// distribution, whatever its shape (Mann and Whitney, Annals of Mathematical
// Statistics 18, 1947, https://doi.org/10.1214/aoms/1177730491). It is exact up
// to 50 values a side (25 with ties) and by the normal distribution beyond.
// Infinities rank as what they are. It is false for a side without values, and
// for NaN, which has no rank; values that are all equal give 1.
func RankTest(a, b []float64) (p float64, ok bool) {
	if len(a) == 0 || len(b) == 0 || slices.ContainsFunc(slices.Concat(a, b), math.IsNaN) {
		return 1, false
	}
	if exact := stats.MannWhitneyExactLimit; len(a) <= exact && len(b) <= exact && below(b, a) {
		// With ties the distribution of U is not symmetric, and the library takes
		// the lower tail of its first sample whichever side is lower.
		a, b = b, a
	}
	t := benchmath.DefaultThresholds
	c := benchmath.AssumeNothing.Compare(benchmath.NewSample(slices.Clone(a), &t), benchmath.NewSample(slices.Clone(b), &t))
	return min(c.P, 1), true
}

// below reports whether a lies below b: more pairs of them have the smaller value
// from a than from b.
func below(a, b []float64) bool {
	sum := 0
	for _, x := range a {
		for _, y := range b {
			sum += cmp.Compare(y, x)
		}
	}
	return sum > 0
}

// RankTestLeast is the smallest p-value that RankTest can give for n and m
// values without ties: that of samples which do not overlap, 2 / C(n+m, n).
func RankTestLeast(n, m int) float64 {
	if n < 1 || m < 1 {
		return 1
	}
	all, _ := math.Lgamma(float64(n + m + 1))
	first, _ := math.Lgamma(float64(n + 1))
	second, _ := math.Lgamma(float64(m + 1))
	return min(1, 2*math.Exp(first+second-all))
}

// RankTestNeed is how many values a side RankTest needs before it can give a
// p-value of at most alpha; 0 where alpha is no fraction.
func RankTestNeed(alpha float64) int {
	if !proper(alpha) {
		return 0
	}
	n := 1
	for RankTestLeast(n, n) > alpha*(1+1e-9) {
		n++
	}
	return n
}

// Holm adjusts the p-values of several tests so that, each compared with the
// same level, the chance that any is found by accident stays below that level
// (Holm, Scandinavian Journal of Statistics 6, 1979,
// https://www.jstor.org/stable/4615733). The order is that of ps.
func Holm(ps []float64) []float64 {
	order := make([]int, len(ps))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(ps[i], ps[j]) })
	out := make([]float64, len(ps))
	least := 0.0
	for rank, i := range order {
		least = max(least, min(1, ps[i]*float64(len(ps)-rank)))
		out[i] = least
	}
	return out
}

// maxPairs bounds the differences that Shift takes, to 32 MB of them.
const maxPairs = 4 << 20

// Shift is by how much b lies above a: the median of all differences of a value
// of b and one of a, with the interval that holds the shifts which RankTest does
// not refuse (Hodges and Lehmann, Annals of Mathematical Statistics 34, 1963,
// https://doi.org/10.1214/aoms/1177704172; Hollander, Wolfe and Chicken,
// Nonparametric Statistical Methods, 3rd ed., 4.2 and 4.3). It needs no
// resampling, and with the sides changed it gives the same with the other sign.
//
// The differences of logarithms are those of ratios. Infinite values count as
// equal to each other, so the result may be infinite. Where there are more than
// four million pairs, evenly spaced ranks stand for each side. It is false
// where the values are too few for the confidence.
func Shift(a, b []float64, confidence float64) (shift float64, i Interval, ok bool) {
	if len(a) == 0 || len(b) == 0 || !proper(confidence) {
		return 0, Interval{}, false
	}
	skipped := skip(len(a), len(b), missing(confidence)/2)
	d := differences(thinned(a), thinned(b))
	k := int(skipped*float64(len(d))/float64(len(a)*len(b)) + rankSlack)
	if skipped < 1 || k < 1 {
		return middle(d), Interval{math.Inf(-1), math.Inf(1)}, false
	}
	return middle(d), Interval{d[k-1], d[len(d)-k]}, true
}

// skip is the rank, from 1 and from either end, of the difference at which the
// interval ends; below 1 where no difference is far enough out: the largest k
// with P(U < k) ≤ tail.
func skip(n, m int, tail float64) float64 {
	if max(n, m) > stats.MannWhitneyExactLimit {
		pairs := float64(n) * float64(m)
		return math.Floor(pairs/2 - normalZ(1-2*tail)*math.Sqrt(pairs*float64(n+m+1)/12))
	}
	type key struct {
		n, m int
		tail float64
	}
	k := key{min(n, m), max(n, m), tail}
	if known, ok := skips.Load(k); ok {
		return known.(float64)
	}
	rank := exactSkip(n, m, tail)
	skips.Store(k, rank)
	return rank
}

// skips remembers what exactSkip found: it takes milliseconds, and all variants
// of a run tend to have as many blocks.
var skips sync.Map

func exactSkip(n, m int, tail float64) float64 {
	u := stats.UDist{N1: n, N2: m}
	low, high := 0, n*m // P(U < low) ≤ tail < P(U < high)
	for high-low > 1 {
		mid := (low + high) / 2
		if u.CDF(float64(mid-1)) <= tail {
			low = mid
		} else {
			high = mid
		}
	}
	return float64(low)
}

// thinned are at most √maxPairs values, in ascending order.
func thinned(values []float64) []float64 {
	sorted := slices.Sorted(slices.Values(values))
	most := int(math.Sqrt(maxPairs))
	if len(sorted) <= most {
		return sorted
	}
	out := make([]float64, most)
	for i := range out {
		out[i] = sorted[(2*i+1)*len(sorted)/(2*most)]
	}
	return out
}

// differences are those of all pairs, in ascending order.
func differences(a, b []float64) []float64 {
	out := make([]float64, 0, len(a)*len(b))
	for _, x := range b {
		for _, y := range a {
			if x == y { // infinities, too
				out = append(out, 0)
			} else {
				out = append(out, x-y)
			}
		}
	}
	slices.Sort(out)
	return out
}

// middle is the median, between the middle two where their number is even.
func middle(sorted []float64) float64 {
	low, high := sorted[(len(sorted)-1)/2], sorted[len(sorted)/2]
	if low == high {
		return low
	}
	return (low + high) / 2
}

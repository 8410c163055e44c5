package estimate

import (
	"math"
	"math/rand/v2"
	"slices"
)

// MaxResample is how many values one replicate draws at most. With more values
// it draws that many and shrinks the replicates' deviation by √(drawn/n), as
// the error of a mean, a quantile or a ratio of them falls with √n
// (m-out-of-n bootstrap, Bickel, Götze and van Zwet, Statistica Sinica 7, 1997).
const MaxResample = 4096

// BootstrapStat is the interval of any statistic of groups of values, by
// resampling each group on its own, reps times. The groups are what the
// statistic compares, or strata; 1,000 reps serve for 95 %.
//
// It is the percentile interval, its levels widened for small groups by
// √(n/(n-1)) and Student's t at the smallest group's n (Hesterberg, The American
// Statistician 69, 2015, https://doi.org/10.1080/00031305.2015.1089789), since
// the plain one is much too narrow at six blocks a side. BCa is not used: its
// acceleration is a third moment, which tens of heavy-tailed values do not tell.
//
// stat may reorder the slices that it gets and must not keep them; replicates
// for which it gives no finite number are left out. More than 4,096 values cost
// no more than that many: the draw is capped and the replicates' deviations are
// shrunk to match, which suits statistics whose error falls with √n, and not
// extremes. It is false when no group has two values, when the statistic itself
// is not finite, or when more than a tenth of the replicates are not.
func BootstrapStat(groups [][]float64, stat func([][]float64) float64, reps int, confidence float64, seed uint64) (Interval, bool) {
	smallest := smallestGroup(groups)
	if smallest < 2 || reps < 1 || !proper(confidence) {
		return Interval{}, false
	}
	draw := newResample(groups, seed)
	estimate := stat(draw.original())
	if !finite(estimate) {
		return Interval{}, false
	}
	replicates := make([]float64, 0, reps)
	for range reps {
		if v := stat(draw.next()); finite(v) {
			replicates = append(replicates, estimate+draw.shrink*(v-estimate))
		}
	}
	if 10*len(replicates) < 9*reps {
		return Interval{}, false
	}
	n := float64(smallest)
	return percentile(replicates, estimate, math.Sqrt(n/(n-1))*StudentT(confidence, n-1))
}

// smallestGroup is the size of the smallest group that varies at all, 0 when
// none has two values.
func smallestGroup(groups [][]float64) int {
	smallest := 0
	for _, g := range groups {
		if len(g) > 1 && (smallest == 0 || len(g) < smallest) {
			smallest = len(g)
		}
	}
	return smallest
}

// percentile cuts off the tails that lie beyond z standard errors of a normal
// distribution. The estimate itself is always inside.
func percentile(replicates []float64, estimate, z float64) (Interval, bool) {
	slices.Sort(replicates)
	tail := normalBelow(-z)
	low, _ := Quantile(replicates, tail)
	high, _ := Quantile(replicates, 1-tail)
	i := Interval{min(low, estimate), max(high, estimate)}
	return i, finite(i.Low, i.High)
}

// resample draws groups anew from the original ones, with replacement, into the
// same memory every time.
type resample struct {
	from   [][]float64
	to     [][]float64
	shrink float64 // √(drawn/n), 1 unless the draw is capped
	random *rand.Rand
}

func newResample(groups [][]float64, seed uint64) *resample {
	n, drawn := 0, 0
	for _, g := range groups {
		n += len(g)
	}
	r := &resample{from: groups, to: make([][]float64, len(groups)), random: source(seed)}
	for i, g := range groups {
		size := drawSize(len(g), n)
		drawn += size
		r.to[i] = make([]float64, size)
	}
	r.shrink = math.Sqrt(float64(drawn) / float64(n))
	return r
}

// source makes the random numbers of one call.
func source(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0x5eed)) }

// drawSize is how many values to draw from a group of size, of n in all.
func drawSize(size, n int) int {
	if n <= MaxResample || size == 0 {
		return size
	}
	return max(1, int(float64(size)*MaxResample/float64(n)))
}

// original copies the groups, so that the statistic may reorder them.
func (r *resample) original() [][]float64 {
	groups := make([][]float64, len(r.from))
	for i, g := range r.from {
		groups[i] = slices.Clone(g)
	}
	return groups
}

// next draws once; the result is good until the next call.
func (r *resample) next() [][]float64 {
	groups := make([][]float64, len(r.to))
	for i, to := range r.to {
		from := r.from[i]
		for j := range to {
			to[j] = from[r.random.IntN(len(from))]
		}
		groups[i] = to
	}
	return groups
}

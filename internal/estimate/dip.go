package estimate

import (
	"math"
	"slices"
	"sort"
)

// Dip is how far the distribution of values is from the nearest one with a
// single hump: the largest difference of their distribution functions, from
// 1/2n to 1/4 (Hartigan and Hartigan, The Annals of Statistics 13, 1985,
// https://doi.org/10.1214/aos/1176346577). Sorted values that are equal stand
// for one jump; see Humps for values that were rounded. It is 0 for no values.
//
// The nearest distribution is convex up to its mode and concave after it. The
// search starts with all values, and lies in ever smaller intervals: between
// the two points at which the greatest convex minorant and the least concave
// majorant of the step function are furthest apart.
func Dip(sorted []float64) float64 {
	n := len(sorted)
	if n == 0 {
		return 0
	}
	d := 1.0 // in ranks: twice the dip times n
	for low, high := 0, n-1; ; {
		under, over := minorant(sorted, low, high), majorant(sorted, low, high)
		gap, left, right := widest(sorted, under, over)
		if gap <= d {
			break
		}
		d = max(d, strayUp(sorted, under, left), strayDown(sorted, over, right))
		if left == low && right == high {
			break
		}
		low, high = left, right
	}
	return d / float64(2*n)
}

// minorant is the corners of the greatest convex function below the steps from
// low to high, which goes through the lower ends of steps: rank i at value i.
func minorant(xs []float64, low, high int) []int {
	var corners []int
	for i := low; i <= high; i++ {
		for len(corners) > 1 && turns(xs, corners, i) <= 0 {
			corners = corners[:len(corners)-1]
		}
		corners = append(corners, i)
	}
	return corners
}

// majorant is the same for the least concave function above them, which goes
// through the upper ends: rank i+1 at value i.
func majorant(xs []float64, low, high int) []int {
	var corners []int
	for i := low; i <= high; i++ {
		for len(corners) > 1 && turns(xs, corners, i) >= 0 {
			corners = corners[:len(corners)-1]
		}
		corners = append(corners, i)
	}
	return corners
}

// turns is above 0 where the way over the last two corners to i turns upwards.
func turns(xs []float64, corners []int, i int) float64 {
	a, b := corners[len(corners)-2], corners[len(corners)-1]
	return (xs[b]-xs[a])*float64(i-b) - (xs[i]-xs[b])*float64(b-a)
}

// widest is the largest distance in ranks between minorant and majorant, which
// lies at a corner of either, and the interval that it leaves for the mode.
func widest(xs []float64, under, over []int) (gap float64, left, right int) {
	left, right = under[0], over[len(over)-1]
	for k := 1; k < len(under)-1; k++ { // a corner of the minorant, over a stretch of the majorant
		at := under[k]
		j := sort.SearchInts(over, at)
		if over[j] == at {
			if 1 >= gap {
				gap, left, right = 1, at, at
			}
			continue
		}
		if d := between(xs, over[j-1], over[j], at) + 1 - float64(at-over[j-1]); d >= gap {
			gap, left, right = d, at, over[j]
		}
	}
	for k := 1; k < len(over)-1; k++ { // and the other way about
		at := over[k]
		j := sort.SearchInts(under, at)
		if under[j] == at {
			continue
		}
		if d := float64(at-under[j-1]) + 1 - between(xs, under[j-1], under[j], at); d >= gap {
			gap, left, right = d, under[j-1], at
		}
	}
	return gap, left, right
}

// between is how many ranks the straight line from a to b has risen at i.
func between(xs []float64, a, b, i int) float64 {
	if xs[b] == xs[a] {
		return float64(i - a)
	}
	return (xs[i] - xs[a]) / (xs[b] - xs[a]) * float64(b-a)
}

// strayUp is how far the steps rise above the minorant, up to a corner of it.
func strayUp(xs []float64, under []int, until int) float64 {
	most := 0.0
	for k := 1; k < len(under) && under[k] <= until; k++ {
		a, b := under[k-1], under[k]
		for i := a; i <= b; i++ {
			most = max(most, float64(i-a)+1-between(xs, a, b, i))
		}
	}
	return most
}

// strayDown is how far the majorant lies above the steps, from a corner of it.
func strayDown(xs []float64, over []int, from int) float64 {
	most := 0.0
	for k := 1; k < len(over); k++ {
		a, b := over[k-1], over[k]
		if a < from {
			continue
		}
		for i := a; i <= b; i++ {
			most = max(most, between(xs, a, b, i)+1-float64(i-a))
		}
	}
	return most
}

// The 99 % quantiles of the dip of n values from the uniform distribution, the
// hardest to tell of those with a single hump: the table of Hartigan and
// Hartigan (1985), recomputed with a million samples each by Martin Maechler
// for the R package diptest (qDiptab, https://cran.r-project.org/package=diptest).
var dipSizes = []float64{10, 20, 30, 50, 100, 200, 500, 1000, 2000}
var dip99 = []float64{0.159684, 0.120624, 0.101479, 0.081200, 0.059024, 0.042686, 0.027452, 0.019608, 0.013966}

// dipLimit is the dip that n values with one hump exceed in 1 % of cases at
// most; between the sizes of the table √n times it is interpolated. It is 1
// below ten values.
func dipLimit(n int) float64 {
	size, last := float64(n), len(dipSizes)-1
	scaled := func(i int) float64 { return dip99[i] * math.Sqrt(dipSizes[i]) }
	i := sort.SearchFloat64s(dipSizes, size)
	switch {
	case size < dipSizes[0]:
		return 1
	case i == 0 || i > last:
		return scaled(min(i, last)) / math.Sqrt(size)
	}
	share := (size - dipSizes[i-1]) / (dipSizes[i] - dipSizes[i-1])
	return (scaled(i-1) + share*(scaled(i)-scaled(i-1))) / math.Sqrt(size)
}

// Hump is a part of the values that lie together.
type Hump struct {
	Median float64
	Share  float64 // of all values
}

// How far apart two humps must be, and how many values the smaller one holds,
// before it is worth saying.
const (
	humpRatio = 1.1
	humpShare = 0.05
	humpsFrom = 30 // values
)

// Humps are the two humps that positive values have, the lower one first; false
// where one will do. They have two when the dip of their logarithms is beyond
// what one hump gives in 1 % of cases, and when the parts of the best cut in
// two lie 10 % apart and hold 5 % each. Values from a skewed distribution with
// one hump, such as the lognormal, are called two-humped far less often than in
// 1 % of cases. Values that were rounded are first spread over what they were
// rounded from. It is false below 30 values.
func Humps(sorted []float64) (low, high Hump, ok bool) {
	n := len(sorted)
	if n < humpsFrom || !(sorted[0] > 0) || !finite(sorted...) {
		return low, high, false
	}
	logs := unrounded(sorted)
	for i, x := range logs {
		logs[i] = math.Log(x)
	}
	if Dip(logs) <= dipLimit(n) {
		return low, high, false
	}
	cut := bestCut(logs)
	low, high = hump(sorted[:cut], n), hump(sorted[cut:], n)
	return low, high, low.Share >= humpShare && high.Share >= humpShare && high.Median >= humpRatio*low.Median
}

func hump(sorted []float64, n int) Hump {
	return Hump{Median: middle(sorted), Share: float64(len(sorted)) / float64(n)}
}

// unrounded spreads equal values evenly over the smallest step between two of
// them; the result is new, and in ascending order.
func unrounded(sorted []float64) []float64 {
	step := math.Inf(1)
	for i := 1; i < len(sorted); i++ {
		if d := sorted[i] - sorted[i-1]; d > 0 {
			step = min(step, d)
		}
	}
	out := slices.Clone(sorted)
	for from := 0; from < len(out); {
		to := from
		for to < len(sorted) && sorted[to] == sorted[from] {
			to++
		}
		for i := from; to-from > 1 && i < to; i++ {
			out[i] += min(step, sorted[from]) * ((float64(i-from)+0.5)/float64(to-from) - 0.5)
		}
		from = to
	}
	return out
}

// bestCut is where values are best cut in two: the parts' squared distances
// from their means add up to the least.
func bestCut(sorted []float64) int {
	total := Floats(sorted).Sum()
	best, cut, sum := math.Inf(-1), 1, 0.0
	for i := 1; i < len(sorted); i++ {
		sum += sorted[i-1]
		below, above := float64(i), float64(len(sorted)-i)
		if explained := sum*sum/below + (total-sum)*(total-sum)/above; explained > best {
			best, cut = explained, i
		}
	}
	return cut
}

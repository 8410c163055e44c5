package estimate

import (
	"math/rand/v2"
	"slices"
)

// MaxResample is how many values one replicate draws at most. With more values
// it draws that many and shrinks the replicates' deviation by √(drawn/n), as
// the error of a mean, a quantile or a ratio of them falls with √n
// (m-out-of-n bootstrap, Bickel, Götze and van Zwet, Statistica Sinica 7, 1997).
const MaxResample = 4096

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

// source makes the random numbers of one call.
func source(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0x5eed)) }

// drawSize is how many values to draw from a group of size, of n in all.
func drawSize(size, n int) int {
	if n <= MaxResample || size == 0 {
		return size
	}
	return max(1, int(float64(size)*MaxResample/float64(n)))
}

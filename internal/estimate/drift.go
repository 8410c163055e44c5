package estimate

import (
	"math"

	"github.com/montanaflynn/stats"
)

// Trend is how a level changes over blocks in the order they ran.
type Trend struct {
	Change float64 // from the first to the last, relative: 0.1 when the last is 10 % above the first
	P      float64 // two-sided: how likely a change of that size is when nothing changes
}

// Drift is the trend of the levels of blocks, their medians say. The change is
// that of the median slope between any two (Theil and Sen,
// https://doi.org/10.1080/01621459.1968.10480934), so that a single bad block
// makes no trend; how likely it is follows from Student's t on the slope of the
// straight line through them, which knows how much blocks scatter about it, and
// with few blocks says that nothing can be told. It takes O(blocks²). It is
// false below three levels, and where their median is 0.
func Drift(levels []float64) (Trend, bool) {
	level, err := stats.Median(levels)
	if err != nil || len(levels) < 3 || !finite(levels...) {
		return Trend{}, false
	}
	var slopes []float64
	for j := range levels {
		for i := range j {
			slopes = append(slopes, (levels[j]-levels[i])/float64(j-i))
		}
	}
	slope, _ := stats.Median(slopes)
	t := Trend{Change: slope * float64(len(levels)-1) / math.Abs(level), P: slopeP(levels)}
	return t, finite(t.Change)
}

// slopeP is the p-value of the least-squares slope over 0, 1, 2 …
func slopeP(ys []float64) float64 {
	n := float64(len(ys))
	mean, _ := stats.Mean(ys)
	xx, xy, yy := 0.0, 0.0, 0.0
	for i, y := range ys {
		x := float64(i) - (n-1)/2
		xx += x * x
		xy += x * (y - mean)
		yy += (y - mean) * (y - mean)
	}
	rest := yy - xy*xy/xx
	if rest <= 1e-12*yy { // a straight line, or no line at all
		if xy == 0 {
			return 1
		}
		return 0
	}
	t2 := xy * xy / xx / (rest / (n - 2))
	return betaCDF((n-2)/(n-2+t2), (n-2)/2, 0.5)
}

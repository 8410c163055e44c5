package estimate

import (
	"math"
	"slices"

	"github.com/montanaflynn/stats"
)

// Mean is the arithmetic mean; false for no values.
func Mean(xs []float64) (float64, bool) {
	m, err := stats.Mean(xs)
	return m, err == nil
}

// TrimmedMean is the mean without the smallest and the largest floor(share·n)
// values; share is from 0 up to but not including 0.5. It may rank sizes, but
// bills are for every invocation. It is false for no values.
func TrimmedMean(xs []float64, share float64) (float64, bool) {
	m, err := stats.TrimmedMean(xs, share)
	return m, err == nil
}

// Spread is the standard deviation of the sample (n-1) and the coefficient of
// variation, that is its ratio to the mean's magnitude, which is infinite for a
// mean of 0. It is false below two values.
func Spread(xs []float64) (sd, cv float64, ok bool) {
	if len(xs) < 2 {
		return 0, 0, false
	}
	sd, err := stats.StandardDeviationSample(xs)
	if err != nil {
		return 0, 0, false
	}
	if sd == 0 {
		return 0, 0, true
	}
	mean, _ := stats.Mean(xs)
	return sd, sd / math.Abs(mean), true
}

// Drift is the trend over blocks in the order they ran, as the relative change
// from the first to the last: 0.1 when the last is 10 % above the first. It is
// the median slope between any two blocks' medians (Theil and Sen,
// https://doi.org/10.1080/01621459.1968.10480934), so that neither a slow sample
// nor a single bad block makes a trend. It takes O(blocks²). It is false below
// three blocks with values, and where the medians' median is 0.
func Drift(blocks [][]float64) (float64, bool) {
	var at, medians []float64
	for i, b := range blocks {
		if m, err := stats.Median(b); err == nil {
			at, medians = append(at, float64(i)), append(medians, m)
		}
	}
	if len(medians) < 3 {
		return 0, false
	}
	var slopes []float64
	for j := range medians {
		for i := range j {
			slopes = append(slopes, (medians[j]-medians[i])/(at[j]-at[i]))
		}
	}
	level, _ := stats.Median(medians)
	slope, _ := stats.Median(slopes)
	change := slope * (at[len(at)-1] - at[0]) / math.Abs(level)
	return change, finite(change)
}

// finite reports whether all of xs are numbers.
func finite(xs ...float64) bool {
	return !slices.ContainsFunc(xs, func(x float64) bool { return math.IsNaN(x) || math.IsInf(x, 0) })
}

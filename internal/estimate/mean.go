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

// finite reports whether all of xs are numbers.
func finite(xs ...float64) bool {
	return !slices.ContainsFunc(xs, func(x float64) bool { return math.IsNaN(x) || math.IsInf(x, 0) })
}

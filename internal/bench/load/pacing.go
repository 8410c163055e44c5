package main

import (
	"slices"
	"time"
)

// deviations are the distances of arrivals from an ideal schedule of the same
// rate, sorted. The schedule starts where the median distance is nought, so that
// a constant delay is none.
func deviations(arrivals []time.Duration, rate int) []time.Duration {
	if len(arrivals) == 0 {
		return nil
	}
	sorted := slices.Sorted(slices.Values(arrivals))
	offsets := make([]time.Duration, len(sorted))
	for i, at := range sorted {
		offsets[i] = at - sorted[0] - time.Duration(float64(i)/float64(rate)*float64(time.Second))
	}
	middle := slices.Sorted(slices.Values(offsets))[len(offsets)/2]
	for i := range offsets {
		offsets[i] = (offsets[i] - middle).Abs()
	}
	slices.Sort(offsets)
	return offsets
}

// at is the nearest-rank quantile of sorted values.
func at[T any](sorted []T, q float64) T {
	var none T
	if len(sorted) == 0 {
		return none
	}
	rank := int(q*float64(len(sorted)) + 0.999999)
	return sorted[min(max(rank, 1), len(sorted))-1]
}

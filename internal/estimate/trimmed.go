package estimate

import (
	"math"
	"slices"
)

// TrimmedError is the standard error of TrimmedMean(xs, share) and its degrees
// of freedom, from the variance of the values with the trimmed ones moved to the
// outermost that are kept (Tukey and McLaughlin, Sankhyā A 25, 1963; Yuen,
// Biometrika 61, 1974, https://doi.org/10.1093/biomet/61.1.165). With a share of
// 0 it is the standard error of the mean. It is false when fewer than two values
// are kept.
func TrimmedError(xs []float64, share float64) (se, freedom float64, ok bool) {
	n := len(xs)
	cut := int(share*float64(n) + rankSlack)
	kept := n - 2*cut
	if kept < 2 {
		return 0, 0, false
	}
	moved := slices.Sorted(slices.Values(xs))
	for i := range cut {
		moved[i], moved[n-1-i] = moved[cut], moved[n-1-cut]
	}
	sd, _, ok := Spread(moved)
	h := float64(kept)
	return sd * math.Sqrt(float64(n-1)/(h*(h-1))), h - 1, ok
}

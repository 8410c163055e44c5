package estimate

import "math"

// MinPaired is the number of pairs from which on PairedInterval is worth its
// width: below, Student's t makes it several times as wide as what is known.
const MinPaired = 6

// PairedInterval is the interval of the mean difference a − b of values that
// belong together, such as those of two variants in the same round: what moves
// both alike falls out. It is Student's t over the differences. False below
// MinPaired pairs, or where a and b differ in length.
func PairedInterval(a, b []float64, confidence float64) (Interval, bool) {
	n := float64(len(a))
	if len(a) != len(b) || len(a) < MinPaired || !proper(confidence) {
		return Interval{}, false
	}
	mean, squares := 0.0, 0.0
	for i := range a {
		mean += (a[i] - b[i]) / n
	}
	for i := range a {
		squares += (a[i] - b[i] - mean) * (a[i] - b[i] - mean)
	}
	half := StudentT(confidence, n-1) * math.Sqrt(squares/(n-1)/n)
	return Interval{Low: mean - half, High: mean + half}, finite(mean) && finite(half)
}

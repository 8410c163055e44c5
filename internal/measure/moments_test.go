package measure_test

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

func TestMoments(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 60).Draw(t, "n")
		base := rapid.Int64Range(0, 900_000_000).Draw(t, "base")
		var whole, first, second measure.Moments
		var xs []float64
		for i := range n {
			us := base + rapid.Int64Range(-1000, 1000).Draw(t, "us")
			d := time.Duration(us) * time.Microsecond
			whole.Add(d)
			if i%2 == 0 {
				first.Add(d)
			} else {
				second.Add(d)
			}
			xs = append(xs, float64(us)/1000)
		}
		second.Merge(first)
		if whole != second {
			t.Fatalf("%+v, and %+v in two parts", whole, second)
		}
		mean, variance := 0.0, 0.0
		for _, x := range xs {
			mean += x / float64(n)
		}
		for _, x := range xs {
			variance += (x - mean) * (x - mean) / float64(max(1, n-1))
		}
		if whole.Len() != n || math.Abs(whole.Mean()-mean) > 1e-6 || math.Abs(whole.Variance()-variance) > 1e-6*max(1, variance) {
			t.Fatalf("%d, %g, %g; want %d, %g, %g", whole.Len(), whole.Mean(), whole.Variance(), n, mean, variance)
		}
	})
}

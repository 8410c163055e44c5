package estimate

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func near(a, b, tolerance float64) bool { return math.Abs(a-b) <= tolerance }

// twoSided is the interval that both bounds make.
func twoSided(k, n int, confidence float64) Interval {
	each := (1 + confidence) / 2
	return Interval{ShareLowerBound(k, n, each), ShareUpperBound(k, n, each)}
}

func TestShareBoundsTogether(t *testing.T) {
	tests := []struct {
		k, n int
		want Interval
		why  string
	}{
		{0, 10, Interval{0, 1 - math.Pow(0.025, 0.1)}, "closed form for no hits"},
		{10, 10, Interval{math.Pow(0.025, 0.1), 1}, "closed form for hits only"},
		{1, 1, Interval{0.025, 1}, "closed form for one"},
		{0, 0, Interval{0, 1}, "nothing is known"},
		{5, 10, Interval{0.187086, 0.812914}, "by exact sums of the binomial distribution"},
		{20, 400, Interval{0.030805, 0.076167}, "by exact sums of the binomial distribution"},
		{-3, 10, Interval{0, 1 - math.Pow(0.025, 0.1)}, "as for no hits"},
		{12, 10, Interval{math.Pow(0.025, 0.1), 1}, "as for hits only"},
	}
	for _, tt := range tests {
		got := twoSided(tt.k, tt.n, 0.95)
		if !near(got.Low, tt.want.Low, 1e-6) || !near(got.High, tt.want.High, 1e-6) {
			t.Errorf("%d of %d: %v, want %v (%s)", tt.k, tt.n, got, tt.want, tt.why)
		}
	}
}

func TestShareBounds(t *testing.T) {
	// No hit in 299: the rule of three, exactly 1 - 0.05^(1/299).
	if got, want := ShareUpperBound(0, 299, 0.95), 1-math.Pow(0.05, 1.0/299); !near(got, want, 1e-10) {
		t.Errorf("upper bound %g, want %g", got, want)
	}
	if got, want := ShareLowerBound(299, 299, 0.95), math.Pow(0.05, 1.0/299); !near(got, want, 1e-10) {
		t.Errorf("lower bound %g, want %g", got, want)
	}
	if got := ShareLowerBound(0, 10, 0.95); got != 0 {
		t.Errorf("lower bound without hits %g", got)
	}
	if got := ShareUpperBound(10, 10, 0.95); got != 1 {
		t.Errorf("upper bound with hits only %g", got)
	}
	for _, bad := range []float64{math.NaN(), 1, 2, -1} {
		if got := (Interval{ShareLowerBound(5, 10, bad), ShareUpperBound(5, 10, bad)}); got != (Interval{0, 1}) {
			t.Errorf("confidence %g: %v, want nothing to be known", bad, got)
		}
	}
}

// Clopper–Pearson: at either bound, so few or so many hits have a
// chance of exactly half of what confidence leaves.
func TestShareBoundsAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 5000).Draw(t, "n")
		k := rapid.IntRange(0, n).Draw(t, "k")
		confidence := rapid.SampledFrom([]float64{0.8, 0.95, 0.99}).Draw(t, "confidence")
		i := twoSided(k, n, confidence)
		half := (1 - confidence) / 2
		if !i.Contains(float64(k) / float64(n)) {
			t.Errorf("%v does not contain the share itself", i)
		}
		if k > 0 && !near(binomialAtLeast(k, n, i.Low), half, 1e-8) {
			t.Errorf("at the low end %g, %d hits or more have a chance of %g", i.Low, k, binomialAtLeast(k, n, i.Low))
		}
		if k < n && !near(binomialAtMost(k, n, i.High), half, 1e-8) {
			t.Errorf("at the high end %g, %d hits or fewer have a chance of %g", i.High, k, binomialAtMost(k, n, i.High))
		}
	})
}

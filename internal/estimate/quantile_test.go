package estimate

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/montanaflynn/stats"
	"pgregory.net/rapid"
)

// ranks is 1, 2, … n: the value at a rank is the rank.
func ranks(n int) []float64 {
	xs := make([]float64, n)
	for i := range xs {
		xs[i] = float64(i + 1)
	}
	return xs
}

func TestQuantile(t *testing.T) {
	tests := []struct {
		n    int
		q    float64
		want float64
	}{
		{1, 0.99, 1}, {2, 0.5, 1}, {3, 0.5, 2}, {10, 0.9, 9}, {10, 0.91, 10},
		{100, 0.07, 7}, {100, 0.29, 29}, {100, 0.95, 95}, {100, 0.99, 99},
		{1000, 0.999, 999}, {999, 0.999, 999}, {10, 0, 1}, {10, 1, 10},
	}
	for _, tt := range tests {
		if got, ok := Quantile(ranks(tt.n), tt.q); !ok || got != tt.want {
			t.Errorf("quantile %g of 1..%d is %g (%t), want %g", tt.q, tt.n, got, ok, tt.want)
		}
	}
	for _, q := range []float64{-0.1, 1.1, math.NaN()} {
		if _, ok := Quantile(ranks(10), q); ok {
			t.Errorf("there is no quantile %g", q)
		}
	}
	if _, ok := Quantile(nil, 0.5); ok {
		t.Error("no values have no quantile")
	}
}

func TestQuantileAgreesWithNearestRank(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		xs := rapid.SliceOfN(rapid.Float64Range(0, 1e6), 1, 300).Draw(t, "xs")
		slices.Sort(xs)
		percent := rapid.IntRange(1, 100).Draw(t, "percent")
		want, err := stats.PercentileNearestRank(xs, float64(percent))
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := Quantile(xs, float64(percent)/100); !ok || got != want {
			t.Errorf("p%d of %v is %g, want %g", percent, xs, got, want)
		}
	})
}

// The exact 95 % ranks at n = 1,000.
func TestQuantileIntervalRanks(t *testing.T) {
	for q, want := range map[float64]Interval{
		0.5: {469, 532}, 0.9: {881, 919}, 0.95: {936, 964}, 0.99: {983, 997},
	} {
		if got, ok := QuantileInterval(ranks(1000), q, 0.95); !ok || got != want {
			t.Errorf("ranks of the %g quantile at n = 1000: %v (%t), want %v", q, got, ok, want)
		}
	}
}

func TestQuantileNeed(t *testing.T) {
	for q, want := range map[float64]int{0.5: 6, 0.9: 29, 0.95: 59, 0.99: 299, 0.999: 2995, 0.1: 29} {
		if got := QuantileNeed(q, 0.95, true); got != want {
			t.Errorf("the %g quantile needs %d values, want %d", q, got, want)
		}
	}
	for q, want := range map[float64]int{0.5: 5, 0.9: 29, 0.95: 59, 0.99: 299, 0.999: 2995} {
		if got := QuantileNeed(q, 0.95, false); got != want {
			t.Errorf("a bound of the %g quantile needs %d values, want %d", q, got, want)
		}
	}
	for _, bad := range []float64{0, 1, -1, 2, math.NaN(), 1e-300} {
		if got := QuantileNeed(bad, 0.95, true); got != math.MaxInt {
			t.Errorf("the %g quantile needs %d values, want none to be enough", bad, got)
		}
	}
	if got := QuantileNeed(0.5, 1, false); got != math.MaxInt {
		t.Errorf("certainty needs %d values, want none to be enough", got)
	}
}

// Where 2 × ½ⁿ is exactly what the confidence leaves, rounding must not decide.
func TestQuantileNeedAtEquality(t *testing.T) {
	for n := 2; n < 40; n++ {
		confidence := 1 - math.Pow(0.5, float64(n-1))
		if got := QuantileNeed(0.5, confidence, true); got != n {
			t.Errorf("at a confidence of 1 - 2/2^%d the median needs %d values", n, got)
		}
		if i, ok := QuantileInterval(ranks(n), 0.5, confidence); !ok || i != (Interval{1, float64(n)}) {
			t.Errorf("at a confidence of 1 - 2/2^%d the interval is %v %t", n, i, ok)
		}
	}
}

// QuantileNeed says exactly from which n on there is an answer.
func TestQuantileNeedIsTheEdge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := rapid.Float64Range(0.01, 0.99).Draw(t, "q")
		confidence := rapid.Float64Range(0.5, 0.995).Draw(t, "confidence")
		need := QuantileNeed(q, confidence, true)
		if _, ok := QuantileInterval(ranks(need), q, confidence); !ok {
			t.Errorf("no interval at n = %d", need)
		}
		if _, ok := QuantileInterval(ranks(need-1), q, confidence); ok {
			t.Errorf("an interval at n = %d already, not from %d", need-1, need)
		}
		bounds := func(n int) bool {
			_, upper := QuantileUpperRank(n, q, confidence)
			_, lower := QuantileLowerRank(n, q, confidence)
			return upper && lower
		}
		need = QuantileNeed(q, confidence, false)
		if !bounds(need) || bounds(need-1) {
			t.Errorf("bounds at n = %d: %t, at %d: %t", need, bounds(need), need-1, bounds(need-1))
		}
	})
}

// The chance that the ranks enclose the quantile, summed up, is never below the
// confidence, and for the two-sided interval no rank can be given up.
func TestQuantileIntervalCoversExactly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 3000).Draw(t, "n")
		q := rapid.Float64Range(0.01, 0.99).Draw(t, "q")
		confidence := rapid.SampledFrom([]float64{0.5, 0.9, 0.95, 0.99}).Draw(t, "confidence")
		const rounding = 1e-8
		covers := func(low, high int) float64 { return binomialAtMost(high-1, n, q) - binomialAtMost(low-1, n, q) }
		if i, ok := QuantileInterval(ranks(n), q, confidence); ok {
			if c := covers(int(i.Low), int(i.High)); c < confidence-rounding {
				t.Errorf("[%g, %g] covers %g", i.Low, i.High, c)
			}
			if point, _ := Quantile(ranks(n), q); !i.Contains(point) {
				t.Errorf("[%g, %g] does not contain the estimate %g", i.Low, i.High, point)
			}
		}
		if u, ok := QuantileUpperRank(n, q, confidence); ok {
			if c := binomialAtMost(u-1, n, q); c < confidence-rounding {
				t.Errorf("upper rank %d covers %g", u, c)
			}
			if c := binomialAtMost(u-2, n, q); u > 1 && c >= confidence+rounding {
				t.Errorf("upper rank %d could be lower: that covers %g", u, c)
			}
		}
		if l, ok := QuantileLowerRank(n, q, confidence); ok {
			if c := binomialAtLeast(l, n, q); c < confidence-rounding {
				t.Errorf("lower rank %d covers %g", l, c)
			}
			if c := binomialAtLeast(l+1, n, q); l < n && c >= confidence+rounding {
				t.Errorf("lower rank %d could be higher: that covers %g", l, c)
			}
		}
	})
}

// By simulation, on a distribution that looks like latency with cold starts.
func TestQuantileIntervalCovers(t *testing.T) {
	const runs, n = 1000, 400
	random := rand.New(rand.NewPCG(1, 2))
	for _, q := range []float64{0.5, 0.95, 0.99} {
		// The quantile of a value that grows with a uniform one is known.
		latency := func(u float64) float64 {
			if u > 0.97 {
				return 400 + 1000*(u-0.97)
			}
			return 20 + 30*u*u
		}
		truth, covered := latency(q), 0
		for range runs {
			xs := make([]float64, n)
			for i := range xs {
				xs[i] = latency(random.Float64())
			}
			slices.Sort(xs)
			if i, ok := QuantileInterval(xs, q, 0.95); ok && i.Contains(truth) {
				covered++
			}
		}
		if share := float64(covered) / runs; share < 0.94 || share > 0.985 {
			t.Errorf("the interval of the %g quantile covers it in %.1f %% of runs", q, 100*share)
		}
	}
}

func BenchmarkQuantileInterval(b *testing.B) {
	xs := ranks(100_000)
	for b.Loop() {
		QuantileInterval(xs, 0.99, 0.95)
	}
}

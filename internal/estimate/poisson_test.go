package estimate

import (
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// exactPoisson is P(N ≤ k) in long arithmetic: the sum of the series times e^−m.
func exactPoisson(k int, mean float64) float64 {
	sum, term := big.NewFloat(1).SetPrec(300), big.NewFloat(1).SetPrec(300)
	for i := 1; i <= k; i++ {
		term.Mul(term, big.NewFloat(mean))
		term.Quo(term, big.NewFloat(float64(i)))
		sum.Add(sum, term)
	}
	f, _ := sum.Float64()
	return f * math.Exp(-mean)
}

func TestPoissonAgainstExactSums(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		mean := rapid.Float64Range(0, 60).Draw(t, "mean")
		q := rapid.Float64Range(0.01, 0.9999).Draw(t, "q")
		k, ok := PoissonQuantile(mean, q)
		if !ok || exactPoisson(k, mean) < q-1e-9 || k > 0 && exactPoisson(k-1, mean) > q+1e-9 {
			t.Errorf("the quantile %g of mean %g is %d (%v): P(N ≤ k) is %g", q, mean, k, ok, exactPoisson(k, mean))
		}
		atLeast := PoissonAtLeast(mean, k+1)
		if want := 1 - exactPoisson(k, mean); math.Abs(atLeast[k+1]-want) > 1e-9 || atLeast[0] != 1 {
			t.Errorf("P(N ≥ %d; %g) is %g, want %g", k+1, mean, atLeast[k+1], want)
		}
	})
}

func TestPoissonFarOut(t *testing.T) {
	for _, mean := range []float64{1e3, 1e5, 1e6} {
		k, ok := PoissonQuantile(mean, 0.999)
		if z := (float64(k) - mean) / math.Sqrt(mean); !ok || math.Abs(z-3.09) > 0.1 {
			t.Errorf("mean %g: %d is %g standard deviations out, want 3.09", mean, k, z)
		}
	}
	for _, mean := range []float64{-1, 2e6, math.NaN()} {
		if _, ok := PoissonQuantile(mean, 0.9); ok {
			t.Errorf("a quantile of mean %g", mean)
		}
	}
}

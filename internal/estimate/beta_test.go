package estimate

import (
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// exactAtMost sums the binomial distribution in rational arithmetic.
func exactAtMost(k, n int, p *big.Rat) float64 {
	sum := new(big.Rat)
	q := new(big.Rat).Sub(big.NewRat(1, 1), p)
	for i := range k + 1 {
		term := new(big.Rat).SetInt(new(big.Int).Binomial(int64(n), int64(i)))
		for range i {
			term.Mul(term, p)
		}
		for range n - i {
			term.Mul(term, q)
		}
		sum.Add(sum, term)
	}
	f, _ := sum.Float64()
	return f
}

func TestBinomialAgainstExactSums(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 40).Draw(t, "n")
		k := rapid.IntRange(-1, n+1).Draw(t, "k")
		per1000 := rapid.Int64Range(1, 999).Draw(t, "p")
		p := big.NewRat(per1000, 1000)
		want := 0.0
		if k >= 0 {
			want = exactAtMost(min(k, n), n, p)
		}
		got := binomialAtMost(k, n, float64(per1000)/1000)
		if math.Abs(got-want) > 1e-12 {
			t.Errorf("P(B ≤ %d; %d, %d/1000) = %.15g, want %.15g", k, n, per1000, got, want)
		}
		if above := binomialAtLeast(k+1, n, float64(per1000)/1000); math.Abs(above-(1-want)) > 1e-12 {
			t.Errorf("P(B ≥ %d) = %.15g, want %.15g", k+1, above, 1-want)
		}
	})
}

func TestBetaForLargeCounts(t *testing.T) {
	// By symmetry I_½(a, a) is ½, whatever a.
	for _, a := range []float64{0.5, 1, 10, 1e3, 1e5, 1e6} {
		if got := betaCDF(0.5, a, a); math.Abs(got-0.5) > 1e-7 {
			t.Errorf("I_½(%g, %g) = %.12g, want 0.5", a, a, got)
		}
	}
	// The tail must keep its own digits: 0.001^3.
	if got := binomialAtLeast(3, 3, 0.001); math.Abs(got/1e-9-1) > 1e-10 {
		t.Errorf("P(B ≥ 3; 3, 0.001) = %g, want 1e-9", got)
	}
}

func TestBetaQuantileInvertsTheCDF(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := float64(rapid.IntRange(1, 5000).Draw(t, "a")) / 2
		b := float64(rapid.IntRange(1, 5000).Draw(t, "b")) / 2
		p := rapid.Float64Range(0.001, 0.999).Draw(t, "p")
		if got := betaCDF(betaQuantile(p, a, b), a, b); math.Abs(got-p) > 1e-6 {
			t.Errorf("I of the %g quantile of beta(%g, %g) is %g", p, a, b, got)
		}
	})
}

// Student's t at 95 %, two-sided: NIST/SEMATECH e-Handbook of Statistical
// Methods, https://www.itl.nist.gov/div898/handbook/eda/section3/eda3672.htm
func TestStudentT(t *testing.T) {
	for freedom, want := range map[float64]float64{1: 12.706, 2: 4.303, 5: 2.571, 10: 2.228, 30: 2.042, 100: 1.984, 1e6: 1.960} {
		if got := StudentT(0.95, freedom); math.Abs(got-want) > 0.0006 {
			t.Errorf("t(95 %%, %g) = %.4f, want %.3f", freedom, got, want)
		}
	}
	if got := normalZ(0.95); math.Abs(got-1.959964) > 1e-6 {
		t.Errorf("z(95 %%) = %.6f", got)
	}
	if got := normalBelow(-normalZ(0.95)); math.Abs(got-0.025) > 1e-12 {
		t.Errorf("a normal variable is below -z with a chance of %g, want 0.025", got)
	}
}

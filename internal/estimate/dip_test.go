package estimate

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func sortedOf(n int, draw func() float64) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = draw()
	}
	slices.Sort(out)
	return out
}

func TestDipByHand(t *testing.T) {
	apart := append(slices.Repeat([]float64{0}, 50), slices.Repeat([]float64{1}, 50)...)
	for i := range apart {
		apart[i] += float64(i) * 1e-9
	}
	for _, tt := range []struct {
		name   string
		sorted []float64
		want   float64
	}{
		{"none", nil, 0},
		{"one", []float64{3}, 0.5},
		{"evenly spaced", []float64{1, 2, 3, 4, 5, 6, 7, 8}, 1.0 / 16},
		{"two heaps far apart", apart, 0.25},
	} {
		if got := Dip(tt.sorted); math.Abs(got-tt.want) > 1e-3 {
			t.Errorf("%s: %g, want %g", tt.name, got, tt.want)
		}
	}
}

// The dip does not depend on scale, place or direction, and is never below 1/2n
// or above 1/4.
func TestDipIsInvariant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 60).Draw(t, "n")
		xs := sortedOf(n, func() float64 { return float64(rapid.IntRange(0, 1<<20).Draw(t, "x")) })
		d := Dip(xs)
		if d < 1/float64(2*n)-1e-12 || d > 0.25+1/float64(2*n) {
			t.Fatalf("%v: %g", xs, d)
		}
		other := make([]float64, n)
		for i, x := range xs {
			other[n-1-i] = 7 - 0.5*x
		}
		if e := Dip(other); math.Abs(d-e) > 1e-9 {
			t.Fatalf("%v: %g, turned about %g", xs, d, e)
		}
	})
}

// The dip of uniform values has the quantiles of the published table, other ones
// than those that limits are made of included.
func TestDipHasThePublishedQuantiles(t *testing.T) {
	const draws = 2000
	random := rand.New(rand.NewPCG(3, 1))
	for _, tt := range []struct {
		n             int
		median, upper float64 // 50 % and 95 %
	}{{20, 0.0733438, 0.1051302}, {50, 0.0488512, 0.0702738}, {200, 0.0255844, 0.0368418}} {
		dips := make([]float64, draws)
		for i := range dips {
			dips[i] = Dip(sortedOf(tt.n, random.Float64))
		}
		slices.Sort(dips)
		median, _ := Quantile(dips, 0.5)
		upper, _ := Quantile(dips, 0.95)
		if math.Abs(median/tt.median-1) > 0.02 || math.Abs(upper/tt.upper-1) > 0.03 {
			t.Errorf("n = %d: median %.5f, 95 %% %.5f; the table has %.5f and %.5f", tt.n, median, upper, tt.median, tt.upper)
		}
	}
}

func TestDipLimitBetweenTheSizes(t *testing.T) {
	for n, want := range map[int]float64{9: 1, 10: 0.159684, 100: 0.059024, 2000: 0.013966, 8000: 0.006983} {
		if got := dipLimit(n); math.Abs(got-want) > 1e-9 {
			t.Errorf("n = %d: %g, want %g", n, got, want)
		}
	}
	if got := dipLimit(5000); math.Abs(got/0.008864-1) > 0.01 {
		t.Errorf("n = 5,000: %g, the table has 0.008864", got)
	}
}

// One hump, however skewed, rounded or long-tailed, is hardly ever called two.
func TestHumpsFalseAlarms(t *testing.T) {
	const draws = 400
	random := rand.New(rand.NewPCG(5, 1))
	shapes := map[string]func() float64{
		"lognormal, narrow": func() float64 { return 50 * math.Exp(0.05*random.NormFloat64()) },
		"lognormal, wide":   func() float64 { return 50 * math.Exp(0.8*random.NormFloat64()) },
		"rounded to 1 ms":   func() float64 { return math.Round(5 * math.Exp(0.2*random.NormFloat64())) },
		"exponential tail":  func() float64 { return 20 + 5*random.ExpFloat64() },
		"one in 20 slow": func() float64 {
			if random.IntN(20) == 0 {
				return 200 * math.Exp(0.8*random.NormFloat64())
			}
			return 50 * math.Exp(0.2*random.NormFloat64())
		},
	}
	for name, draw := range shapes {
		for _, n := range []int{30, 120, 1000} {
			alarms := 0
			for range draws {
				if _, _, ok := Humps(sortedOf(n, draw)); ok {
					alarms++
				}
			}
			if alarms > draws/100 {
				t.Errorf("%s, n = %d: %d of %d", name, n, alarms, draws)
			}
		}
	}
}

// Two clear humps are found, with their places and shares.
func TestHumpsAreFound(t *testing.T) {
	const draws = 200
	random := rand.New(rand.NewPCG(6, 1))
	draw := func() float64 {
		center := 50.0
		if random.IntN(10) < 3 {
			center = 90
		}
		return center * math.Exp(0.07*random.NormFloat64())
	}
	for n, least := range map[int]int{60: 150, 120: 190, 1000: 200} {
		found := 0
		for range draws {
			low, high, ok := Humps(sortedOf(n, draw))
			if ok && math.Abs(low.Median-50) < 5 && math.Abs(high.Median-90) < 12 && math.Abs(high.Share-0.3) < 0.2 {
				found++
			}
		}
		if found < least {
			t.Errorf("n = %d: found in %d of %d, want %d", n, found, draws, least)
		}
	}
}

func TestHumpsOfOddValues(t *testing.T) {
	for _, xs := range [][]float64{
		nil, slices.Repeat([]float64{0}, 50), slices.Repeat([]float64{7}, 50),
		append(slices.Repeat([]float64{1}, 49), math.Inf(1)), slices.Repeat([]float64{1, 2}, 10)[:20],
	} {
		slices.Sort(xs)
		if low, high, ok := Humps(xs); ok {
			t.Errorf("%v: %+v %+v", xs, low, high)
		}
	}
}

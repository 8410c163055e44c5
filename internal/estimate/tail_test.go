package estimate

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// known is a distribution whose quantiles can be computed.
type known struct {
	name     string
	draw     func(*rand.Rand) float64
	quantile func(beyond float64) float64
	shape    float64 // of its tail in the limit
	within   float64 // factor that every estimate of its 1 − 10⁻⁵ quantile keeps to at 20,000 values
}

func knownTails() []known {
	normal := func(beyond float64) float64 { return math.Sqrt2 * math.Erfinv(1-2*beyond) }
	pareto := func(alpha float64) known {
		return known{
			draw:     func(r *rand.Rand) float64 { return math.Pow(1-r.Float64(), -1/alpha) },
			quantile: func(beyond float64) float64 { return math.Pow(beyond, -1/alpha) },
			shape:    1 / alpha, within: 6,
		}
	}
	heavy := pareto(3)
	heavy.name = "Pareto"
	return []known{
		{"exponential", (*rand.Rand).ExpFloat64, func(beyond float64) float64 { return -math.Log(beyond) }, 0, 3},
		{"uniform", (*rand.Rand).Float64, func(beyond float64) float64 { return 1 - beyond }, -1, 1.1},
		{"lognormal", func(r *rand.Rand) float64 { return math.Exp(0.25 * r.NormFloat64()) },
			func(beyond float64) float64 { return math.Exp(0.25 * normal(beyond)) }, 0, 2},
		heavy,
	}
}

// drawn are n values, the highest first.
func drawn(k known, n int, random *rand.Rand) []float64 {
	values := make([]float64, n)
	for i := range values {
		values[i] = k.draw(random)
	}
	slices.Sort(values)
	slices.Reverse(values)
	return values
}

func TestTailRecoversKnownOnes(t *testing.T) {
	for _, k := range knownTails() {
		t.Run(k.name, func(t *testing.T) {
			for seed := range uint64(100) {
				tail, ok := FitTail(20_000, drawn(k, 20_000, source(seed)))
				if !ok {
					continue // rejected by chance
				}
				want := k.quantile(1e-5)
				got, upper := tail.Quantile(1e-5), tail.QuantileUpper(1e-5, 0.95)
				if ratio := got / want; ratio > k.within || ratio < 1/k.within {
					t.Errorf("quantile %g, want %g within a factor of %g (%+v)", got, want, k.within, tail)
				}
				if upper < got || math.IsInf(upper, 0) {
					t.Errorf("upper bound %g of %g", upper, got)
				}
				if share := tail.Share(got); math.Abs(share/1e-5-1) > 1e-6 {
					t.Errorf("a share of %g lies beyond the quantile of 1e-5", share)
				}
			}
		})
	}
}

func TestTailOfKnownOnesInTheMiddle(t *testing.T) {
	for _, k := range knownTails() {
		sum, fitted := 0.0, 0
		var quantiles []float64
		for seed := range uint64(100) {
			if tail, ok := FitTail(20_000, drawn(k, 20_000, source(seed))); ok {
				sum += tail.Shape
				fitted++
				quantiles = append(quantiles, tail.Quantile(1e-5))
			}
		}
		slices.Sort(quantiles)
		median, _ := Quantile(quantiles, 0.5)
		want := k.quantile(1e-5)
		t.Logf("%s: fitted %d of 100, mean shape %.3f, median quantile %.4g of %.4g", k.name, fitted, sum/float64(fitted), median, want)
		if math.Abs(median/want-1) > 0.1 {
			t.Errorf("%s: the median estimate is %g, want %g", k.name, median, want)
		}
		if fitted < 95 || math.Abs(sum/float64(fitted)-k.shape) > 0.1 {
			t.Errorf("%s: %d of 100 fitted, mean shape %.3f, want %.2f", k.name, fitted, sum/float64(fitted), k.shape)
		}
	}
}

// The bound of 95 % holds as often as its comment says.
func TestTailUpperBoundCovers(t *testing.T) {
	for _, k := range knownTails() {
		for _, n := range []int{500, 5000} {
			covered, fitted := 0, 0
			for seed := range uint64(200) {
				if tail, ok := FitTail(n, drawn(k, n, source(seed))); ok {
					fitted++
					if max(tail.Max, tail.QuantileUpper(1e-5, 0.95)) >= k.quantile(1e-5) {
						covered++
					}
				}
			}
			share := float64(covered) / float64(fitted)
			t.Logf("%s, n = %d: %d fitted, bound above in %.1f %%", k.name, n, fitted, 100*share)
			if k.name != "uniform" && share < 0.8 {
				t.Errorf("%s, n = %d: the bound is above the truth in only %.1f %%", k.name, n, 100*share)
			}
		}
	}
}

// The published limits hold for these estimates too: 5 % of samples of the
// distribution itself are rejected.
func TestAndersonDarlingLimitsReject5Percent(t *testing.T) {
	for _, shape := range []float64{-0.5, -0.2, 0, 0.2, 0.5} {
		p := Pareto{Shape: shape, Scale: 3}
		rejected := 0
		const runs = 1500
		for seed := range uint64(runs) {
			random := source(seed)
			y := make([]float64, 200)
			for i := range y {
				y[i] = p.Level(1 - random.Float64())
			}
			slices.Sort(y)
			fit := fitPareto(y)
			if fit.andersonDarling(y) > andersonDarlingLimit(fit.Shape) {
				rejected++
			}
		}
		share := float64(rejected) / runs
		t.Logf("shape %g: %.1f %% rejected", shape, 100*share)
		if share < 0.02 || share > 0.07 {
			t.Errorf("shape %g: %.1f %% are rejected, want 5 %%", shape, 100*share)
		}
	}
}

func TestNoTailWithoutTheData(t *testing.T) {
	values := drawn(knownTails()[0], 2000, source(1))
	if _, ok := FitTail(499, values[:499]); ok {
		t.Error("a tail of 499 values")
	}
	if _, ok := FitTail(20_000, values[:1000]); ok {
		t.Error("a tail without all that it is fitted to")
	}
	coarse := make([]float64, len(values))
	for i, v := range values {
		coarse[i] = math.Round(v)
	}
	if tail, ok := FitTail(2000, coarse); ok {
		t.Errorf("a tail of values in whole numbers: %+v", tail)
	}
	same := slices.Repeat([]float64{7}, 2000)
	if _, ok := FitTail(2000, same); ok {
		t.Error("a tail of equal values")
	}
	// A hundred slow ones far from the rest are another kind.
	two := slices.Concat(slices.Repeat([]float64{900}, 40), values)
	slices.SortFunc(two, func(a, b float64) int { return int(math.Copysign(1, b-a)) })
	if tail, ok := FitTail(len(two), two); ok {
		t.Errorf("a tail of two kinds of values: %+v", tail)
	}
}

func TestParetoLevelInvertsBeyond(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Pareto{Shape: rapid.Float64Range(-1, 1).Draw(t, "shape"), Scale: rapid.Float64Range(0.001, 1000).Draw(t, "scale")}
		share := rapid.Float64Range(1e-6, 1).Draw(t, "share")
		if got := p.Beyond(p.Level(share)); math.Abs(got/share-1) > 1e-6 {
			t.Errorf("%+v: beyond the level of %g lies %g", p, share, got)
		}
	})
}

package stop

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

func objective(t *testing.T, kind string) check.Objective {
	t.Helper()
	o, err := check.NewObjective(kind)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// around are n values with a mean and a coefficient of variation.
func around(r *rand.Rand, n int, mean, cv float64) []float64 {
	sigma := math.Sqrt(math.Log1p(cv * cv))
	xs := make([]float64, n)
	for i := range xs {
		xs[i] = mean * math.Exp(sigma*r.NormFloat64()-sigma*sigma/2)
	}
	return xs
}

func TestLook(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	cost := func(mean float64) Contender {
		return Contender{Costs: around(r, 8, mean, 0.02), Latencies: around(r, 8, 100/mean, 0.02)}
	}
	rule := Rule{Objective: objective(t, "cheapest"), RelativeError: 0.05, Of: "cost", Confidence: 0.95}
	with := func(c Contender, change func(*Contender)) Contender { change(&c); return c }
	noisy := Contender{Costs: []float64{0.6, 1.6, 0.7, 1.5}, Latencies: []float64{1, 1, 1, 1}}
	for name, tt := range map[string]struct {
		rule       func(*Rule)
		contenders []Contender
		want       Verdict
	}{
		"the cheapest leads, the others are beaten": {nil, []Contender{cost(2), cost(1), cost(1.5)}, Verdict{1, []int{0, 2}, nil}},
		"the fastest leads":                         {func(r *Rule) { r.Objective = objective(t, "fastest") }, []Contender{cost(2), cost(1), cost(1.5)}, Verdict{0, []int{1, 2}, nil}},
		"what is not usable is left alone":          {nil, []Contender{cost(2), with(cost(1), func(c *Contender) { c.Unusable = true })}, Verdict{0, nil, nil}},
		"none is usable":                            {nil, []Contender{with(cost(1), func(c *Contender) { c.Unusable = true })}, Verdict{-1, nil, nil}},
		"nothing was measured":                      {nil, []Contender{{}, {}}, Verdict{-1, nil, nil}},
		"a limit goes before the cost":              {nil, []Contender{with(cost(1), func(c *Contender) { c.Misses = true }), cost(2)}, Verdict{1, nil, nil}},
		"noise leaves them open":                    {nil, []Contender{noisy, noisy}, Verdict{0, nil, []int{0, 1}}},
		"one alone must be known":                   {nil, []Contender{noisy}, Verdict{0, nil, []int{0}}},
		"too few environments":                      {func(r *Rule) { r.Environments = 5 }, []Contender{cost(1), cost(2)}, Verdict{0, []int{1}, []int{0}}},
		"a quantile needs its samples": {func(r *Rule) { r.Of = "p95" }, []Contender{with(cost(1), func(c *Contender) { c.Sorted = slices.Sorted(slices.Values(around(r0(), 58, 10, .001))) })},
			Verdict{0, nil, []int{0}}},
		"a quantile is known": {func(r *Rule) { r.Of = "p95" }, []Contender{with(cost(1), func(c *Contender) { c.Sorted = slices.Sorted(slices.Values(around(r0(), 59, 10, .001))) })},
			Verdict{0, nil, nil}},
	} {
		rule := rule
		if tt.rule != nil {
			tt.rule(&rule)
		}
		if got := rule.Look(tt.contenders); got.Leader != tt.want.Leader || !slices.Equal(got.Beaten, tt.want.Beaten) || !slices.Equal(got.Open, tt.want.Open) {
			t.Errorf("%s: %+v, want %+v", name, got, tt.want)
		}
	}
}

func r0() *rand.Rand { return rand.New(rand.NewPCG(2, 2)) }

// Balanced, a size that is a little dearer and much faster leads.
func TestLookBalances(t *testing.T) {
	o, err := check.BalancedObjective(0.4)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(3, 3))
	of := func(cost, ms float64) Contender {
		return Contender{Costs: around(r, 10, cost, 0.02), Latencies: around(r, 10, ms, 0.02)}
	}
	got := Rule{Objective: o, RelativeError: 0.01, Of: "cost", Confidence: 0.95}.Look([]Contender{of(1, 100), of(1.1, 60), of(1.9, 60)})
	if got.Leader != 1 || !slices.Equal(got.Beaten, []int{0, 2}) || len(got.Open) > 0 {
		t.Errorf("%+v", got)
	}
}

// Of two sizes that are alike, the one that looks worse is rarely called beaten:
// the look at the better of the two doubles the chance of one side.
func TestLookRarelyErrs(t *testing.T) {
	rule := Rule{Objective: objective(t, "cheapest"), RelativeError: 0.05, Of: "cost", Confidence: 0.95}
	const looks = 2000
	for _, n := range []int{3, 5, 20} {
		r, wrong := rand.New(rand.NewPCG(uint64(n), 7)), 0
		for range looks {
			wrong += len(rule.Look([]Contender{{Costs: around(r, n, 1, 0.1)}, {Costs: around(r, n, 1, 0.1)}}).Beaten)
		}
		if share := float64(wrong) / looks; share > 0.12 {
			t.Errorf("n = %d: %.3f of looks call one of two equals beaten", n, share)
		}
	}
}

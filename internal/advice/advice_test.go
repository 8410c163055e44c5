package advice

import (
	"fmt"
	"slices"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// size is a usable, priced candidate whose intervals are points.
func size(mb int, cost, p50 float64) Candidate {
	return Candidate{
		Index: mb, MemoryMB: mb, Label: fmt.Sprintf("%d MB", mb), Usable: true,
		Priced: true, Cost: cost, CostLow: cost, CostHigh: cost, CostText: fmt.Sprintf("$%.2f", cost),
		P50: p50, P50Low: p50, P50High: p50, Mean: p50,
		Metric: func(name string) (float64, bool) {
			v, ok := map[string]float64{"p50": p50, "p95": p50 * 1.1, "cost.per_million": cost}[name]
			return v, ok
		},
	}
}

func (c Candidate) costBetween(low, high float64) Candidate {
	c.CostLow, c.CostHigh = low, high
	return c
}

func (c Candidate) p50Between(low, high float64) Candidate {
	c.P50Low, c.P50High = low, high
	return c
}

func (c Candidate) failing(share float64) Candidate {
	c.ErrorShare = share
	return c
}

func (c Candidate) unusable(reason string) Candidate {
	c.Usable, c.UnusableReason = false, reason
	return c
}

// cpuBound is the shape of a function with 57 ms of single-threaded work.
func cpuBound() []Candidate {
	return []Candidate{
		size(128, 1.74, 780), size(256, 1.75, 390), size(512, 1.76, 195),
		size(1024, 1.77, 98), size(1769, 1.84, 58), size(3008, 3.09, 56),
	}
}

func p95Within(ms float64) []check.Limit {
	return []check.Limit{{
		Metric: check.Metric{Name: "p95", Dimension: check.Time},
		Value:  check.Value{Dimension: check.Time, Number: ms, Text: fmt.Sprintf("%gms", ms)},
	}}
}

func TestRecommendPicks(t *testing.T) {
	costWithin := []check.Limit{{
		Metric: check.Metric{Name: "cost.per_million", Dimension: check.Cost},
		Value:  check.Value{Dimension: check.Cost, Money: check.Money{Amount: decimal.RequireFromString("1.8"), Currency: "USD"}},
	}}
	p95 := 98.0
	p95 *= 1.1
	clear := []Candidate{size(128, 2, 800), size(256, 1, 400), size(512, 3, 200)}
	tests := []struct {
		name       string
		objective  check.Objective
		candidates []Candidate
		pick       int
		tied       []int
	}{
		{"cheapest, clear", check.Objective{Kind: check.Cheapest}, clear, 256, nil},
		{"cheapest is the default", check.Objective{}, clear, 256, nil},
		{"cheapest, 3 % rule", check.Objective{Kind: check.Cheapest}, cpuBound(), 1024, []int{128, 256, 512}},
		{
			"cheapest, intervals overlap", check.Objective{Kind: check.Cheapest},
			[]Candidate{size(128, 1, 800).costBetween(0.9, 1.1), size(256, 1.2, 400).costBetween(1.1, 1.3), size(512, 1.25, 200).costBetween(1.11, 1.4)},
			256,
			[]int{128},
		},
		{"fastest, 3 % rule does not reach", check.Objective{Kind: check.Fastest}, cpuBound(), 3008, nil},
		{
			"fastest, intervals overlap", check.Objective{Kind: check.Fastest},
			[]Candidate{size(1769, 1.84, 58).p50Between(56, 60), size(3008, 3.09, 56).p50Between(55, 57)},
			1769,
			[]int{3008},
		},
		{"balanced", check.Objective{Kind: check.Balanced, Weight: 0.5}, cpuBound(), 1769, nil},
		{"balanced, all cost", check.Objective{Kind: check.Balanced, Weight: 1}, clear, 256, nil},
		{"balanced, all speed", check.Objective{Kind: check.Balanced, Weight: 0}, clear, 512, nil},
		{
			"balanced, ties within 1 % go to the cheaper", check.Objective{Kind: check.Balanced, Weight: 0.5},
			[]Candidate{size(512, 1, 200), size(1024, 1.995, 100)},
			512,
			[]int{1024},
		},
		{"cheapest within", check.Objective{Kind: check.CheapestWithin, Within: p95Within(80)}, cpuBound(), 1769, nil},
		{"limits are inclusive", check.Objective{Kind: check.CheapestWithin, Within: p95Within(p95)}, cpuBound(), 1024, nil},
		{"fastest within a cost", check.Objective{Kind: check.FastestWithin, Within: costWithin}, cpuBound(), 1024, nil},
		{"none within", check.Objective{Kind: check.CheapestWithin, Within: p95Within(20)}, cpuBound(), None, nil},
		{
			"errors beyond the quantile", check.Objective{Kind: check.CheapestWithin, Within: p95Within(500)},
			[]Candidate{size(256, 1, 390).failing(0.06), size(512, 2, 195).failing(0.05)},
			512,
			nil,
		},
		{
			"an unknown metric is not met",
			check.Objective{Kind: check.CheapestWithin, Within: []check.Limit{{Metric: check.Metric{Name: "p99", Dimension: check.Time}, Value: check.Value{Dimension: check.Time, Number: 1e9}}}},
			cpuBound(), None, nil,
		},
		{"unusable is never named", check.Objective{Kind: check.Cheapest}, []Candidate{size(128, 1, 800).unusable("is broken"), size(256, 2, 400)}, 256, nil},
		{"nothing usable", check.Objective{Kind: check.Fastest}, []Candidate{size(128, 1, 800).unusable("is broken")}, None, nil},
		{"nothing at all", check.Objective{Kind: check.Balanced, Weight: 0.5}, nil, None, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := Recommend(tt.objective, tt.candidates)
			if r.Pick != tt.pick || !slices.Equal(r.Tied, tt.tied) {
				t.Errorf("pick %d tied %v, want %d tied %v", r.Pick, r.Tied, tt.pick, tt.tied)
			}
			if len(r.Reasons) == 0 || len(r.Reasons) > 5 {
				t.Errorf("%d reasons, want 1 to 5: %q", len(r.Reasons), r.Reasons)
			}
		})
	}
}

func TestRecommendUnpriced(t *testing.T) {
	a := size(256, 0, 400)
	a.Priced = false
	if r := Recommend(check.Objective{Kind: check.Cheapest}, []Candidate{a}); r.Pick != None {
		t.Errorf("cheapest picked %d without any cost", r.Pick)
	}
	if r := Recommend(check.Objective{Kind: check.Fastest}, []Candidate{a}); r.Pick != 256 {
		t.Errorf("fastest picked %d, want 256: it needs no cost", r.Pick)
	}
}

func TestAlternatives(t *testing.T) {
	r := Recommend(check.Objective{Kind: check.Cheapest}, cpuBound())
	if r.Cheapest != 128 || r.Fastest != 3008 || r.Balanced != 1769 {
		t.Errorf("cheapest %d, fastest %d, balanced %d; want 128, 3008, 1769", r.Cheapest, r.Fastest, r.Balanced)
	}
}

func TestNearestMiss(t *testing.T) {
	r := Recommend(check.Objective{Kind: check.CheapestWithin, Within: p95Within(50)}, cpuBound())
	if r.Nearest != 3008 {
		t.Errorf("nearest miss is %d, want 3008", r.Nearest)
	}
	want := "No size meets p95 ≤ 50 ms: the nearest is 3008 MB, but its p95 is 62 ms."
	if got := r.Sentence(""); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func (c Candidate) rankedAt(cost float64) Candidate {
	c.RankCost = cost
	return c
}

// One slow invocation raises a mean, and not the trimmed mean that ranks.
func TestCheapestIsRankedByRankCost(t *testing.T) {
	o := check.Objective{Kind: check.Cheapest}
	outlier := size(256, 1.9, 400).costBetween(1.0, 2.8).rankedAt(1.1)
	steady := size(512, 1.5, 200).costBetween(1.45, 1.55).rankedAt(1.5)
	dear := size(1024, 4, 100).costBetween(3.9, 4.1).rankedAt(4)
	r := Recommend(o, []Candidate{outlier, steady, dear})
	if r.Cheapest != 256 {
		t.Errorf("cheapest is %d, want 256, whose trimmed cost is the lowest", r.Cheapest)
	}
	if r.Pick != 512 || !slices.Equal(r.Tied, []int{256}) {
		t.Errorf("pick %d tied %v, want 512 tied with 256: their intervals overlap, and it is the faster", r.Pick, r.Tied)
	}
	if r := Recommend(check.Objective{Kind: check.Balanced, Weight: 1}, []Candidate{outlier, steady}); r.Pick != 512 {
		t.Errorf("balanced picks %d, want 512: it weighs the cost itself", r.Pick)
	}
}

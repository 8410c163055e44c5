package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/bench/sebs"
	"github.com/sweetspot-bench/sweetspot/internal/estimate"
	"github.com/sweetspot-bench/sweetspot/reports"
)

// profile is what was measured of one function at one memory size.
type profile sebs.Profile

// profiles are those of the functions whose noise the comparisons are drawn with.
func profiles() ([]profile, error) {
	all, err := sebs.Warm()
	var out []profile
	for _, p := range all {
		if p.Function != "uploader" { // its means hang on a few very slow calls
			out = append(out, profile(p))
		}
	}
	return out, err
}

// setting is how a side is measured.
type setting struct {
	samples, blocks int
	drift           float64 // coefficient of variation from block to block
}

// run draws a side with every duration times factor, as the summary of a run of
// one variant has it.
func (p profile) run(s setting, factor float64, random *rand.Rand) *reports.Summary {
	t := reports.Trial{
		Variant: reports.VariantInfo{Target: p.Function, MemoryMB: p.MemoryMB}, Valid: true,
		Label: fmt.Sprintf("%s at %d MB", p.Function, p.MemoryMB),
		Cost:  &reports.Cost{Currency: "USD"},
	}
	for i := range s.blocks {
		n := s.samples*(i+1)/s.blocks - s.samples*i/s.blocks
		t.Blocks = append(t.Blocks, p.block(n, factor*math.Exp(s.drift*random.NormFloat64()), random))
	}
	return &reports.Summary{Schema: reports.Schema, Run: reports.RunInfo{Complete: true}, Trials: []reports.Trial{t}}
}

// Prices of AWS Lambda in us-east-1, https://aws.amazon.com/lambda/pricing/ on
// 2026-09-01, for a million invocations.
var (
	requests = decimal.RequireFromString("0.2")
	gbSecond = decimal.RequireFromString("16.6667") // times seconds and GB
)

// block draws n invocations.
func (p profile) block(n int, factor float64, random *rand.Rand) reports.Block {
	values, billed := make([]float64, n), 0.0
	for i := range values {
		values[i] = factor * p.Durations[random.IntN(len(p.Durations))]
		billed += math.Ceil(values[i]) / float64(n)
	}
	slices.Sort(values)
	at := func(q float64) *float64 {
		v, _ := estimate.Quantile(values, q)
		return &v
	}
	gb := decimal.NewFromInt(int64(p.MemoryMB)).Div(decimal.NewFromInt(1024))
	cost := decimal.NewFromFloat(billed / 1000).Mul(gb).Mul(gbSecond).Add(requests)
	b := reports.Block{N: n, P50: at(0.5), P95: at(0.95), MeanBilledMS: &billed, CostPerMillion: &cost}
	if n >= 100 {
		b.P99 = at(0.99)
	}
	return b
}

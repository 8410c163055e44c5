package main

import (
	_ "embed"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/estimate"
	"github.com/sweetspot-bench/sweetspot/reports"
)

//go:embed sebs_warm.csv
var measured string

// profile is what was measured of one function at one memory size.
type profile struct {
	function  string
	memoryMB  int
	durations []float64 // ms, ascending
}

// profiles reads the embedded file.
func profiles() ([]profile, error) {
	var out []profile
	for i, line := range strings.Split(strings.TrimSpace(measured), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.SplitN(line, ",", 3)
		if len(fields) != 3 {
			return nil, fmt.Errorf("line %d: %d fields, want 3", i+1, len(fields))
		}
		memory, err := strconv.Atoi(fields[1])
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", i+1, err)
		}
		p := profile{function: fields[0], memoryMB: memory}
		for _, text := range strings.Fields(fields[2]) {
			ms, err := strconv.ParseFloat(text, 64)
			if err != nil {
				return nil, fmt.Errorf("line %d: %w", i+1, err)
			}
			p.durations = append(p.durations, ms)
		}
		out = append(out, p)
	}
	return out, nil
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
		Variant: reports.VariantInfo{Target: p.function, MemoryMB: p.memoryMB}, Valid: true,
		Label: fmt.Sprintf("%s at %d MB", p.function, p.memoryMB),
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
		values[i] = factor * p.durations[random.IntN(len(p.durations))]
		billed += math.Ceil(values[i]) / float64(n)
	}
	slices.Sort(values)
	at := func(q float64) *float64 {
		v, _ := estimate.Quantile(values, q)
		return &v
	}
	gb := decimal.NewFromInt(int64(p.memoryMB)).Div(decimal.NewFromInt(1024))
	cost := decimal.NewFromFloat(billed / 1000).Mul(gb).Mul(gbSecond).Add(requests)
	b := reports.Block{N: n, P50: at(0.5), P95: at(0.95), MeanBilledMS: &billed, CostPerMillion: &cost}
	if n >= 100 {
		b.P99 = at(0.99)
	}
	return b
}

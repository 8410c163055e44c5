package compare_test

import (
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/reports"
)

// side is a run of local variants by their memory: what its blocks showed.
type side map[int][]float64

// six blocks without ties around a latency.
func six(ms float64) []float64 {
	return []float64{ms * 0.99, ms * 0.995, ms, ms * 1.004, ms * 1.011, ms * 1.02}
}

// summary is a run whose blocks have the given p95, a p50 and a billed time of
// half of it, and a cost that goes with the billed time.
func summary(id string, s side) *reports.Summary {
	out := &reports.Summary{
		Schema: reports.Schema,
		Scenario: reports.ScenarioInfo{
			Name: "thumbnail", Digest: "sha256:1",
			Targets: []reports.TargetInfo{{Name: "thumbnail", Kind: "function", Provider: "local"}},
		},
		Run: reports.RunInfo{
			ID: id, Version: "0.4.0", Complete: true, StartedAt: time.Date(2026, 11, 22, 15, 4, 5, 0, time.UTC),
			Host: reports.Host{CPU: "AMD EPYC", Cores: 2, Speed: 100, Limits: "cgroup2"},
		},
	}
	for _, mb := range []int{256, 512, 1024} {
		if blocks, ok := s[mb]; ok {
			out.Trials = append(out.Trials, trial(mb, blocks))
		}
	}
	return out
}

func trial(mb int, blocks []float64) reports.Trial {
	price := decimal.RequireFromString("0.0000166667")
	t := reports.Trial{
		Variant: reports.VariantInfo{Target: "thumbnail", MemoryMB: mb, Architecture: "x86_64"},
		Label:   fmt.Sprintf("%d MB", mb), Valid: true,
		Cost: &reports.Cost{Currency: "USD", ColdShareFrom: "load", Items: []reports.CostItem{
			{Service: "AWSLambda", Component: "duration-x86_64", Unit: "GB-second", Price: price},
		}},
	}
	for _, p95 := range blocks {
		half := p95 / 2
		cost := decimal.NewFromFloat(half).Mul(price).Mul(decimal.NewFromInt(1000)).Round(6)
		t.Blocks = append(t.Blocks, reports.Block{N: 50, P50: &half, P95: &p95, MeanBilledMS: &half, CostPerMillion: &cost})
	}
	return t
}

// each changes every trial, and returns the summary.
func each(s *reports.Summary, change func(*reports.Trial)) *reports.Summary {
	for i := range s.Trials {
		change(&s.Trials[i])
	}
	return s
}

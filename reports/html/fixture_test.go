package html_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
)

// samplesOf makes up samples whose latencies spread around each trial's p50,
// the same on every call.
func samplesOf(s *reports.Summary) measure.List {
	var out []measure.Sample
	for v, trial := range s.Trials {
		if trial.Latency.P50 == nil {
			continue
		}
		for i := range 100 {
			sent := s.Run.StartedAt.Add(time.Duration(i) * 100 * time.Millisecond)
			factor := 0.96 + 0.0009*float64(i*37%100)
			cold := measure.ColdNone
			if i%33 == 0 {
				factor, cold = 1.3+0.001*float64(i), measure.ColdWaited
			}
			latency := time.Duration(*trial.Latency.P50 * factor * float64(time.Millisecond))
			out = append(out, measure.Sample{
				Variant: v, Seq: i, Phase: measure.PhaseLoad, Outcome: measure.OutcomeOK,
				Intended: sent, Sent: sent, End: sent.Add(latency), Cold: cold,
			})
		}
	}
	return out
}

// many is the summary with n variants in two architectures, for what must hold
// for large reports.
func many(t testing.TB, n int) *reports.Summary {
	s := reportstest.Load(t)
	base := s.Trials
	s.Trials = nil
	for i := range n {
		trial := base[i%len(base)]
		trial.Variant.Architecture = []string{"x86_64", "arm64"}[i*2/n]
		trial.Variant.MemoryMB = 128 * (1 + i%((n+1)/2))
		trial.Label = fmt.Sprintf("%d MB %s", trial.Variant.MemoryMB, trial.Variant.Architecture)
		if trial.Cost != nil {
			cost := *trial.Cost
			cost.PerMillion = cost.PerMillion.Mul(decimal.NewFromInt(int64(i%5 + 1)))
			trial.Cost = &cost
		}
		s.Trials = append(s.Trials, trial)
	}
	pick := s.Trials[n/2+1].Variant
	s.Recommendation.Variant, s.Recommendation.Tied = &pick, nil
	return s
}

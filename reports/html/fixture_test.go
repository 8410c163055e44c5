package html_test

import (
	"fmt"
	"strings"
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
			sent := s.Run.StartedAt.Add(time.Duration(11*v)*time.Second + time.Duration(i)*100*time.Millisecond)
			factor := 0.96 + 0.0009*float64(i*37%100)
			cold := measure.ColdNone
			if i%33 == 0 {
				factor, cold = 1.3+0.001*float64(i), measure.ColdWaited
			}
			latency := time.Duration(*trial.Latency.P50 * factor * float64(time.Millisecond))
			out = append(out, measure.Sample{
				Variant: v, Block: v, Seq: i, Phase: measure.PhaseLoad, Outcome: measure.OutcomeOK,
				Intended: sent, Sent: sent, End: sent.Add(latency), Cold: cold,
			})
		}
	}
	return out
}

// rounds are the samples n times over, one round after the other.
func rounds(samples measure.List, n int) measure.List {
	var out measure.List
	blocks, length := 1+samples[len(samples)-1].Block, samples[len(samples)-1].End.Sub(samples[0].Intended)+time.Second
	for round := range n {
		later := time.Duration(round) * length
		for _, s := range samples {
			s.Round, s.Block = round, s.Block+round*blocks
			s.Intended, s.Sent, s.End = s.Intended.Add(later), s.Sent.Add(later), s.End.Add(later)
			out = append(out, s)
		}
	}
	return out
}

// blocksOf are the blocks that samples are of, as long as these are.
func blocksOf(t testing.TB, samples measure.Source) []measure.Block {
	t.Helper()
	var out []measure.Block
	err := samples.Each(func(batch []measure.Sample) error {
		for _, s := range batch {
			for len(out) <= s.Block {
				out = append(out, measure.Block{Index: len(out)})
			}
			b := &out[s.Block]
			b.Variant, b.State = s.Variant, measure.BlockDone
			if b.Started.IsZero() || s.Intended.Before(b.Started) && s.Phase == measure.PhaseLoad {
				b.Started = s.Intended
			}
			if s.End.After(b.Finished) {
				b.Finished = s.End
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
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

// crowded is many with much of everything else: gates on all, payloads, errors,
// warnings, and names that are long.
func crowded(t testing.TB, n int) *reports.Summary {
	s := many(t, n)
	s.Gates = nil
	long := strings.Repeat("a-long-word ", 12)
	for i := range s.Trials {
		trial := &s.Trials[i]
		if i%20 == 3 {
			trial.Label += " " + long
		}
		trial.Invocations, trial.ErrorReasons = 100, map[string]int{"function: " + long: 3, "timeout": 2}
		for _, name := range []string{"small", "large", long} {
			trial.Payloads = append(trial.Payloads, reports.Payload{Name: name, Invocations: 40})
		}
		for _, verdict := range []reports.Verdict{reports.Pass, reports.Fail, reports.Inconclusive} {
			s.Gates = append(s.Gates, reports.GateResult{
				Check: "p95 < 800ms", Variant: &trial.Variant, Value: new(60.9), Bound: new(63.5), Limit: 800, Unit: "ms",
				N: 120, Need: 59, Verdict: verdict, Level: "error", Reason: "p95 is at most 63.5 ms with 95 % confidence",
			})
		}
	}
	for i := range 200 {
		s.Warnings = append(s.Warnings, reports.Warning{Code: "invalid-trial", Text: fmt.Sprintf("Warning %d: %s%s", i, long, long)})
	}
	return s
}

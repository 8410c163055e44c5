package reports_test

import (
	"slices"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
)

// withSuccesses is the latency of n successes.
func withSuccesses(t *testing.T, n int) reports.Distribution {
	t.Helper()
	return build(t, reportstest.Run{
		PerBlock: n, Rounds: 1, Sizes: []reportstest.Size{{MemoryMB: 1769, CPU: 57 * time.Millisecond}},
	}.Input()).Trials[0].Latency
}

func TestNullRules(t *testing.T) {
	tests := []struct {
		n                                      int
		p50ci, p95ci, p99, p99ci, p999, p999ci bool
	}{
		{1, false, false, false, false, false, false},
		{5, false, false, false, false, false, false},
		{6, true, false, false, false, false, false},
		{58, true, false, false, false, false, false},
		{59, true, true, false, false, false, false},
		{99, true, true, false, false, false, false},
		{100, true, true, true, false, false, false},
		{298, true, true, true, false, false, false},
		{299, true, true, true, true, false, false},
		{999, true, true, true, true, false, false},
		{1000, true, true, true, true, true, false},
		{2995, true, true, true, true, true, true},
	}
	for _, tt := range tests {
		d := withSuccesses(t, tt.n)
		got := []bool{d.CI95.P50 != nil, d.CI95.P95 != nil, d.P99 != nil, d.CI95.P99 != nil, d.P999 != nil, d.CI95.P999 != nil}
		want := []bool{tt.p50ci, tt.p95ci, tt.p99, tt.p99ci, tt.p999, tt.p999ci}
		if !slices.Equal(got, want) {
			t.Errorf("n = %d: p50 interval, p95 interval, p99, its interval, p999, its interval are %v, want %v", tt.n, got, want)
		}
		if d.N != tt.n || d.P50 == nil || d.P90 == nil || d.P95 == nil || d.Max == nil || d.Mean == nil {
			t.Errorf("n = %d: %+v lacks a figure", tt.n, d)
		}
	}
}

func TestLatencyCountsFromTheIntendedSend(t *testing.T) {
	trial := build(t, one(10, func(_ int, s *measure.Sample) {
		s.Sent = s.Intended.Add(30 * time.Millisecond)
		s.End = s.Sent.Add(100 * time.Millisecond)
		s.WorkerFree = false
	})).Trials[0]
	if *trial.Latency.P50 != 130 || *trial.Service.P50 != 100 {
		t.Errorf("latency %g, service %g; want 130, 100", *trial.Latency.P50, *trial.Service.P50)
	}
	if *trial.SendLag.P50 != 30 || trial.SendLag.P99 != nil {
		t.Errorf("send lag %+v, want a p50 of 30 and no p99 of 30 samples", trial.SendLag)
	}
	if !trial.Valid {
		t.Errorf("waiting for a slow target made the trial invalid: %q", trial.InvalidReasons)
	}
}

func TestOnlyTheLoadPhaseCounts(t *testing.T) {
	in := one(10, nil)
	samples := in.Samples.(measure.List)
	warm := samples[3]
	warm.Phase, warm.End, warm.Environment = measure.PhaseWarmup, warm.Sent.Add(time.Hour), "warm-up"
	failed := warm
	failed.Outcome = measure.OutcomeTimeout
	samples = append(samples, warm, failed)
	in.Samples = samples
	trial := build(t, in).Trials[0]
	if trial.Invocations != 30 || trial.Errors != 0 || trial.Environments != 3 || *trial.Latency.Max > 1000 {
		t.Errorf("%d invocations, %d errors, %d environments, max %g ms: the warm-up is counted",
			trial.Invocations, trial.Errors, trial.Environments, *trial.Latency.Max)
	}
}

func TestColdStarts(t *testing.T) {
	in := reportstest.Run{
		PerBlock: 20, Rounds: 3, Forced: 5, Sizes: []reportstest.Size{{MemoryMB: 512, CPU: 57 * time.Millisecond, Outcome: func(n int, s *measure.Sample) {
			switch n {
			case 7: // initialised before its caller came: nobody waited
				s.Cold, s.Init = measure.ColdProactive, 10*time.Second
			case 8:
				s.Cold = measure.ColdReinit
			case 9: // never ran: not in the share
				s.Outcome, s.Cold = measure.OutcomeThrottle, measure.ColdNone
			}
		}}},
	}.Input()
	c := build(t, in).Trials[0].ColdStarts
	if c.Count != 4 || c.Forced != 5 || c.Share != 4.0/59 {
		t.Errorf("count %d, forced %d, share %g; want 4, 5, 4/59", c.Count, c.Forced, c.Share)
	}
	if c.Init.P50 == nil || *c.Init.Max > 5 {
		t.Errorf("init %+v: want natural and forced ones, without the one that nobody waited for", c.Init)
	}
	if c.FirstInvoke == nil || c.WarmInvoke == nil {
		t.Errorf("first invoke %v, warm invoke %v", c.FirstInvoke, c.WarmInvoke)
	}
}

func TestConcurrencyAndRate(t *testing.T) {
	// Ten sends a second of 250 ms each: two or three are in flight.
	trial := build(t, one(40, func(_ int, s *measure.Sample) {
		s.Sent = s.Intended
		s.End = s.Sent.Add(250 * time.Millisecond)
	})).Trials[0]
	if trial.Concurrency.Max != 3 || trial.Concurrency.Mean < 2.3 || trial.Concurrency.Mean > 2.5 {
		t.Errorf("concurrency %+v, want a maximum of 3 and a mean near 2.4", trial.Concurrency)
	}
	if *trial.Rate.Intended != 10 || *trial.Rate.Achieved != 10 {
		t.Errorf("rate %g of %g, want 10 of 10", *trial.Rate.Achieved, *trial.Rate.Intended)
	}
}

func TestClosedModelHasNoIntendedRate(t *testing.T) {
	in := one(10, func(_ int, s *measure.Sample) { s.Sent = s.Intended })
	for i := range in.Blocks {
		in.Blocks[i].Intended, in.Blocks[i].Length = 0, 0
	}
	r := build(t, in).Trials[0].Rate
	if r.Intended != nil || r.Achieved == nil {
		t.Errorf("rate %+v, want an achieved one alone", r)
	}
}

func TestBlockThatEndsAsTheNextBeginsIsNotConcurrent(t *testing.T) {
	trial := build(t, one(10, func(_ int, s *measure.Sample) {
		s.Sent = s.Intended
		s.End = s.Sent.Add(100 * time.Millisecond) // when the next one is sent
	})).Trials[0]
	if trial.Concurrency.Max != 1 {
		t.Errorf("a single caller was counted as %d", trial.Concurrency.Max)
	}
}

package reports_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// steady is a run of 512 MB whose invocations all take so long, warm.
func steady(took time.Duration) reports.Input {
	return one(100, func(_ int, s *measure.Sample) {
		s.Duration, s.Init, s.Cold, s.Billed = took, 0, measure.ColdNone, took
		s.End = s.Sent.Add(took)
	})
}

func TestConcurrencyOfShortFunctions(t *testing.T) {
	in := steady(20 * time.Millisecond)
	in.Scenario.Pricing.Traffic = &scenarios.Traffic{RequestsByHour: []check.Rate{200}}
	s := build(t, in)
	a := s.Concurrency
	if a.Need == nil || *a.Need != 20 || a.Rule != "rate" || a.RateFrom != "traffic" {
		t.Errorf("200/s of 20 ms: %+v", a)
	}
	if r := s.Recommendation.ReservedConcurrency; r == nil || *r != 25 || *a.Unreserved != 975 {
		t.Errorf("reserved %v", r)
	}
}

func TestConcurrencyFollowsTheHigherRate(t *testing.T) {
	in := steady(500 * time.Millisecond)
	in.Scenario.Load = scenarios.Load{Model: scenarios.Open, Stages: []scenarios.Stage{{Kind: scenarios.StageConstant, From: 10, To: 10, For: time.Minute}}}
	in.Scenario.Pricing.Traffic = &scenarios.Traffic{RequestsPerMonth: 1_000_000}
	if a := build(t, in).Concurrency; *a.Rate != 10 || a.RateFrom != "load" || *a.Need != 5 || a.Rule != "duration" {
		t.Errorf("a load above the month's mean: %+v", a)
	}
	in.Scenario.Pricing.Traffic.RequestsPerMonth = 262_800_000
	if a := build(t, in).Concurrency; *a.Rate != 100 || a.RateFrom != "traffic" || *a.Need != 50 {
		t.Errorf("a month's mean above the load: %+v", a)
	}
	in.Scenario.Pricing.Traffic = nil
	in.Scenario.Load = scenarios.Load{Model: scenarios.Closed, Concurrency: 4, Invocations: 100}
	a := build(t, in).Concurrency
	if a.Rate != nil || a.Reserved != nil || !strings.Contains(a.Reason, "nothing says at what rate") {
		t.Errorf("callers alone: %+v", a)
	}
}

// Provisioned concurrency is paid for a month: by the traffic of a month, never
// by the rate of a load.
func TestProvisionedIsPricedByTheTraffic(t *testing.T) {
	in := steady(500 * time.Millisecond)
	in.Scenario.Load = scenarios.Load{Model: scenarios.Open, Stages: []scenarios.Stage{{Kind: scenarios.StageConstant, From: 10, To: 10, For: time.Minute}}}
	in.Scenario.Pricing.Traffic = &scenarios.Traffic{RequestsPerMonth: 1000}
	var err error
	if in.Book, err = pricing.Embedded("aws"); err != nil {
		t.Fatal(err)
	}
	p := build(t, in).Concurrency.Provisioned
	if p == nil || p.Cheapest.Count != 0 || p.Cover.Count != 1 || !p.Cover.SavingPerMonth.IsNegative() {
		t.Errorf("1,000 requests a month: %+v", p)
	}
	in.Scenario.Pricing.Traffic = nil
	if a := build(t, in).Concurrency; a.Provisioned != nil || strings.Contains(strings.Join(a.Sentences, " "), "a month") {
		t.Errorf("no traffic: %+v", a)
	}
}

func TestConcurrencyOfAFullAccount(t *testing.T) {
	in := steady(time.Second)
	in.Scenario.Pricing.Traffic = &scenarios.Traffic{RequestsByHour: []check.Rate{100}}
	in.Scenario.Account = &scenarios.Account{Concurrency: 200, Reserved: 50}
	s := build(t, in)
	if s.Recommendation.ReservedConcurrency != nil || !strings.Contains(s.Concurrency.Reason, "100 must stay unreserved") {
		t.Errorf("%+v", s.Concurrency)
	}
	in.Scenario.EventSource = &scenarios.EventSource{Stream: &scenarios.Stream{Shards: 10, Parallelization: 2}}
	if s = build(t, in); s.Recommendation.ReservedConcurrency == nil || *s.Recommendation.ReservedConcurrency != 20 {
		t.Errorf("%+v", s.Concurrency)
	}
}

func TestConcurrencyCountsTheInit(t *testing.T) {
	in := one(100, func(n int, s *measure.Sample) {
		s.Duration, s.Init, s.Cold = 100*time.Millisecond, 0, measure.ColdNone
		if n%10 == 0 {
			s.Init, s.Cold = time.Second, measure.ColdWaited
		}
		s.End = s.Sent.Add(s.Duration + s.Init)
	})
	in.Scenario.Pricing.Traffic = &scenarios.Traffic{RequestsByHour: []check.Rate{10}}
	if a := build(t, in).Concurrency; *a.BusyMS != 200 || *a.Need != 2 {
		t.Errorf("100 ms and 1 s of init for a tenth: busy %g ms, need %g", *a.BusyMS, *a.Need)
	}
}

// Quantiles of what is in flight are of the time, idle time included.
func TestConcurrencyQuantilesAreOfTime(t *testing.T) {
	in := one(0, nil)
	in.Blocks = in.Blocks[:1]
	b := &in.Blocks[0]
	b.Finished = b.Started.Add(100 * time.Second)
	send := func(seq int, at, took time.Duration) measure.Sample {
		sent := b.Started.Add(at)
		return measure.Sample{Phase: measure.PhaseLoad, Seq: seq, Intended: sent, Sent: sent, End: sent.Add(took), WorkerFree: true, Outcome: measure.OutcomeOK, Duration: took, Billed: took}
	}
	// 10 s idle, 86 s with one, then 4 s with three of them at once.
	in.Samples = measure.List{send(0, 10*time.Second, 90*time.Second), send(1, 96*time.Second, 4*time.Second), send(2, 96*time.Second, 4*time.Second)}
	c := build(t, in).Trials[0].Concurrency
	if c.P50 != 1 || c.P95 != 1 || c.P99 != 3 || c.Max != 3 {
		t.Errorf("p50 %d, p95 %d, p99 %d, max %d; want 1, 1, 3, 3", c.P50, c.P95, c.P99, c.Max)
	}
}

// A patch reserves what production needs at its peak, or nothing: what the rate
// of the test takes might throttle it.
func TestAPatchReservesForAStatedPeakAlone(t *testing.T) {
	in := steady(500 * time.Millisecond)
	in.Scenario.Load = scenarios.Load{Model: scenarios.Open, Stages: []scenarios.Stage{{Kind: scenarios.StageConstant, From: 10, To: 10, For: time.Minute}}}
	for _, tt := range []struct {
		traffic *scenarios.Traffic
		stated  bool
	}{
		{nil, false},
		{&scenarios.Traffic{RequestsPerMonth: 30_000_000}, false},
		{&scenarios.Traffic{RequestsByHour: []check.Rate{50}}, true},
	} {
		in.Scenario.Pricing.Traffic = tt.traffic
		s := build(t, in)
		if s.Recommendation.ReservedConcurrency == nil || s.Concurrency.PeakStated != tt.stated {
			t.Errorf("%+v: %+v", tt.traffic, s.Concurrency)
		}
		if p := s.Recommendation.Patch; strings.Contains(p.SAM, "Reserved") != tt.stated || strings.Contains(p.CLI, "put-function-concurrency") != tt.stated {
			t.Errorf("%+v: %s%s", tt.traffic, p.SAM, p.CLI)
		}
	}
}

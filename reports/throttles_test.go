package reports_test

import (
	"testing"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// throttled is a search on a gateway, of which the samples are what change makes
// of them, given the rate of their probe.
func throttled(change func(rate float64, s *measure.Sample)) reports.Input {
	in := reportstest.Searched(1)
	in.Scenario.Targets[0].Kind, in.Scenario.Targets[0].Gateway = scenarios.KindGateway, &scenarios.Gateway{API: scenarios.PriceREST}
	samples := in.Samples.(measure.List)
	for i := range samples {
		change(in.Blocks[samples[i].Block].Rate, &samples[i])
	}
	return in
}

func refuse(s *measure.Sample) {
	s.Outcome, s.Reason, s.Status, s.Duration, s.Billed = measure.OutcomeThrottle, "stage throttle", 429, 0, 0
}

// Every probe says something of where throttling begins, not those alone that the
// figures are of.
func TestThrottlingBeginsBetweenProbes(t *testing.T) {
	in := throttled(func(float64, *measure.Sample) {})
	var rates []float64 // of the first variant's probes, one of each, ascending; Searched doubles first
	for _, b := range in.Blocks {
		if b.Variant == 0 && (len(rates) == 0 || b.Rate > rates[len(rates)-1]) {
			rates = append(rates, b.Rate)
		}
	}
	if len(rates) < 4 {
		t.Fatalf("the search tried %v", rates)
	}
	const none = 0
	for name, tt := range map[string]struct {
		change     func(rate float64, s *measure.Sample)
		none, some float64
	}{
		"from the third rate on": {func(rate float64, s *measure.Sample) {
			if rate >= rates[2] && s.Seq%10 == 0 {
				refuse(s)
			}
		}, rates[1], rates[2]},
		"best effort: once at the second rate": {func(rate float64, s *measure.Sample) {
			if rate == rates[1] && s.Seq == 3 {
				refuse(s)
			}
		}, rates[0], rates[1]},
		"at every rate": {func(_ float64, s *measure.Sample) {
			if s.Seq == 0 {
				refuse(s)
			}
		}, none, rates[0]},
		"by the function": {func(rate float64, s *measure.Sample) {
			if refuse(s); rate < 1e9 {
				s.Reason = "function throttled"
			}
		}, highest(in, 0), none},
		"while it settled": {func(_ float64, s *measure.Sample) {
			if s.Seq < 3 {
				refuse(s)
				s.Phase = measure.PhaseWarmup
			}
		}, highest(in, 0), none},
		"at a rate that was not sent": {func(rate float64, s *measure.Sample) {
			if rate > rates[0] {
				s.Outcome = measure.OutcomeDropped
			}
		}, rates[0], none},
	} {
		got := reportstest.Build(t, throttled(tt.change)).Trials[0].Gateway
		if got == nil || got.ThrottlesFrom == nil {
			t.Fatalf("%s: %+v", name, got)
		}
		if at := got.ThrottlesFrom; value(at.None) != tt.none || value(at.Some) != tt.some {
			t.Errorf("%s: between %v and %v, want %v and %v", name, value(at.None), value(at.Some), tt.none, tt.some)
		}
	}
}

// highest is the highest rate of a variant's probes.
func highest(in reports.Input, variant int) (rate float64) {
	for _, b := range in.Blocks {
		if b.Variant == variant {
			rate = max(rate, b.Rate)
		}
	}
	return rate
}

func value(f *float64) float64 {
	if f == nil {
		return 0
	}
	return *f
}

// A probe that was broken off tells by what it refused, and not by what it did not.
func TestAProbeThatWasBrokenOffIsNoProof(t *testing.T) {
	in := throttled(func(float64, *measure.Sample) {})
	for i := range in.Blocks {
		in.Blocks[i].Lost = true
	}
	if at := reportstest.Build(t, in).Trials[0].Gateway.ThrottlesFrom; at.None != nil || at.Some != nil {
		t.Errorf("%+v", at)
	}
	in.Scenario.Load.Search, in.Blocks = nil, nil
	if at := reportstest.Build(t, in).Trials[0].Gateway.ThrottlesFrom; at != nil {
		t.Errorf("without a search: %+v", at)
	}
}

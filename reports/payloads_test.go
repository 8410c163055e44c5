package reports_test

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// classes is a run of three sizes with three small payloads to a large one,
// which takes eight times the CPU and more memory.
func classes() reports.Input {
	draw := func(n int, s *measure.Sample) {
		s.Payload, s.MaxMemoryMB = "small", 60
		if n%4 == 1 {
			s.Payload, s.MaxMemoryMB = "large", 90
			s.End = s.End.Add(7 * s.Duration)
			s.Duration *= 8
			s.Billed = (s.Duration + time.Millisecond - 1).Truncate(time.Millisecond)
		}
		if n == 5 { // a large one
			s.Outcome, s.Reason = measure.OutcomeFunction, "Unhandled"
		}
	}
	r := reportstest.Run{PerBlock: 80, Rounds: 3}
	for _, mb := range []int{256, 512, 3008} {
		r.Sizes = append(r.Sizes, reportstest.Size{MemoryMB: mb, CPU: 20 * time.Millisecond, Outcome: draw})
	}
	in := r.Input()
	in.Scenario.Payloads = []scenarios.Payload{{Name: "small", Weight: 3}, {Name: "large", Weight: 1}}
	return in
}

func TestPayloadsApart(t *testing.T) {
	s := build(t, classes())
	for _, trial := range s.Trials {
		if len(trial.Payloads) != 2 {
			t.Fatalf("%s: %+v", trial.Label, trial.Payloads)
		}
		small, large := trial.Payloads[0], trial.Payloads[1]
		if small.Name != "small" || large.Name != "large" || small.Invocations != 180 || large.Invocations != 60 || small.Errors != 0 || large.Errors != 1 {
			t.Errorf("%s: %+v and %+v", trial.Label, small, large)
		}
		if ratio := *large.Duration.P50 / *small.Duration.P50; math.Abs(ratio-8) > 0.5 {
			t.Errorf("%s: the median of large is %.1f times that of small, want 8", trial.Label, ratio)
		}
		if *small.MaxMemoryUsedMB != 60 || *large.MaxMemoryUsedMB != 90 || *trial.MaxMemoryUsedMB != 90 {
			t.Errorf("%s: %d and %d MB of %d", trial.Label, *small.MaxMemoryUsedMB, *large.MaxMemoryUsedMB, *trial.MaxMemoryUsedMB)
		}
		// The classes' means make the trial's, and so do their costs.
		mean := (*small.Billed.Mean*180 + *large.Billed.Mean*60) / 240
		if math.Abs(mean-*trial.Billed.Mean) > 1e-4 {
			t.Errorf("%s: the classes are billed %g in the mean, the trial %g", trial.Label, mean, *trial.Billed.Mean)
		}
		cost := (small.CostPerMillion.InexactFloat64()*180 + large.CostPerMillion.InexactFloat64()*60) / 240
		if whole := trial.Cost.PerMillion.InexactFloat64(); math.Abs(cost/whole-1) > 1e-6 {
			t.Errorf("%s: the classes cost %g, the trial %g", trial.Label, cost, whole)
		}
	}
	if text := warningOf(s, "two-humps"); text != "" {
		t.Errorf("the classes were taken for humps: %s", text)
	}
	if text := warningOf(s, "trimmed-mean"); text != "" {
		t.Errorf("the large class was taken for a few long invocations: %s", text)
	}
}

func TestOnePayloadHasNoClasses(t *testing.T) {
	s := build(t, one(10, nil))
	if s.Trials[0].Payloads != nil || len(s.Recommendation.Payloads) != 0 {
		t.Errorf("%+v, %+v", s.Trials[0].Payloads, s.Recommendation.Payloads)
	}
}

// Within 250 ms a mix is served by any size whose p50 holds; the large payload
// alone needs a larger one.
func TestPickDependsOnThePayload(t *testing.T) {
	in := classes()
	in.Scenario.Objective, _ = check.WithinObjective(check.CheapestWithin, []check.Limit{{
		Metric: check.Metric{Name: "p50", Dimension: check.Time}, Value: reportstest.Milliseconds(190),
	}})
	s := build(t, in)
	picks := s.Recommendation.Payloads
	if len(picks) != 2 || *picks[0].MemoryMB > 512 || *picks[1].MemoryMB != 3008 {
		t.Fatalf("%+v", picks)
	}
	text := warningOf(s, "payload-picks")
	if !strings.Contains(text, "for large alone 3008 MB would be picked (p95 1") || strings.Contains(text, "small alone") {
		t.Errorf("%q", text)
	}
	in.Scenario.Objective = check.Objective{Kind: check.Fastest, Text: "fastest"}
	if text := warningOf(build(t, in), "payload-picks"); text != "" {
		t.Errorf("both would pick the fastest: %q", text)
	}
}

func TestGatesOfOnePayload(t *testing.T) {
	in := classes()
	in.Scenario.Objective = check.Objective{Kind: check.Fastest, Text: "fastest"}
	gate := func(metric string, op check.Op, limit check.Value, scope string) {
		g := reportstest.Gate(metric, op, limit, scope, scenarios.LevelError)
		var err error
		if g.Scope, err = check.ParseScope(scope); err != nil {
			t.Fatal(err)
		}
		in.Scenario.Gates = append(in.Scenario.Gates, g)
	}
	gate("p50", check.Less, reportstest.Milliseconds(100), "payload==small")
	gate("p50", check.Less, reportstest.Milliseconds(100), "payload==large")
	gate("errors", check.Equal, reportstest.Share(0), "payload==small")
	gate("errors", check.Equal, reportstest.Share(0), "payload==large")
	gate("max_memory_used_mb", check.LessEqual, reportstest.Memory(60), "memory_mb<1000, payload==small")
	gate("cost.per_million", check.Less, reportstest.Dollars("2"), "all, payload==large")
	results := build(t, in).Gates
	var got []string
	for _, g := range results {
		got = append(got, g.Payload+" "+string(g.Verdict))
	}
	want := []string{"small pass", "large fail", "small pass", "large fail", "small pass", "small pass", "large fail", "large fail", "large fail"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if n := results[0].N; n != 180 {
		t.Errorf("%d samples of small, want 180", n)
	}
	needs := reports.GateNeeds(in.Scenario)
	if needs[0].Have != 90 || needs[1].Have != 30 {
		t.Errorf("the load gives %d and %d, want three quarters and a quarter of 120", needs[0].Have, needs[1].Have)
	}
}

package reports_test

import (
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

func TestWarningsComeOnceAndInOrder(t *testing.T) {
	in := one(10, func(n int, s *measure.Sample) {
		if n == 4 {
			s.Outcome = measure.OutcomeThrottle
		}
	})
	in.Complete = false
	in.ExtraWarnings = []reports.Warning{{Code: "cap", Text: "a cap was reached"}, {Code: "cap", Text: "a cap was reached"}}
	s := build(t, in)
	if want := []string{"cap", "incomplete", "local-amounts", "errors", "few-samples"}; !slices.Equal(codes(s), want) {
		t.Errorf("warnings %v, want %v", codes(s), want)
	}
}

func TestRemoteAmountsAreNotLocal(t *testing.T) {
	in := one(100, nil)
	in.Scenario.Targets[0].Provider = scenarios.ProviderAWS
	in.Host.Limits = ""
	s := build(t, in)
	if want := []string{"few-environments"}; !slices.Equal(codes(s), want) || !strings.Contains(s.Warnings[0].Text, "512 MB by 3") {
		t.Errorf("warnings %v, want %v", s.Warnings, want)
	}
	if want := "512 MB is the only size measured: $1.88 per million at 202 ms (p50)."; s.Recommendation.Sentence != want {
		t.Errorf("got  %s\nwant %s", s.Recommendation.Sentence, want)
	}
}

func TestNoRecommendationIsAWarning(t *testing.T) {
	in := one(100, nil)
	in.Scenario.Objective = check.Objective{Kind: check.CheapestWithin, Within: []check.Limit{{
		Metric: check.Metric{Name: "p95", Dimension: check.Time}, Value: reportstest.Milliseconds(10),
	}}}
	s := build(t, in)
	if !hasCode(s, "no-recommendation") || s.Recommendation.Variant != nil || s.ExitCode("") != reports.ExitNoAnswer {
		t.Errorf("recommendation %+v, warnings %v", s.Recommendation, codes(s))
	}
	if s.Recommendation.Alternatives.Cheapest == nil {
		t.Error("the alternatives are of all usable sizes, whatever the limits")
	}
}

func TestLimitOnP99NeedsP99(t *testing.T) {
	in := one(33, nil)
	in.Scenario.Objective = check.Objective{Kind: check.CheapestWithin, Within: []check.Limit{{
		Metric: check.Metric{Name: "p99", Dimension: check.Time}, Value: reportstest.Milliseconds(1e6),
	}}}
	want := "No size meets p99 ≤ 1000 s: the nearest is 512 MB, but its p99 cannot be told from what was measured."
	if got := build(t, in).Recommendation.Sentence; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestAGeneratorAtItsLimitIsSaid(t *testing.T) {
	for _, tt := range []struct {
		generator measure.Generator
		want      string
	}{
		{measure.Generator{Workers: 3, MaxWorkers: 1000, InFlight: 2, CPU: time.Second, Elapsed: 5 * time.Second, Cores: 2}, ""},
		{measure.Generator{Workers: 64, InFlight: 64, CPU: time.Second, Elapsed: 5 * time.Second, Cores: 2}, ""},
		{measure.Generator{Workers: 50, MaxWorkers: 50, InFlight: 50, Elapsed: 5 * time.Second, Cores: 2}, "all 50 workers waited"},
		{measure.Generator{Workers: 3, MaxWorkers: 1000, InFlight: 2, CPU: 19 * time.Second / 2, Elapsed: 5 * time.Second, Cores: 2}, "95 % of the CPU"},
	} {
		in := reportstest.Server()
		for i := range in.Blocks {
			in.Blocks[i].Generator = tt.generator
		}
		said := ""
		for _, w := range reportstest.Build(t, in).Warnings {
			if w.Code == "generator" {
				said = w.Text
			}
		}
		if (said == "") != (tt.want == "") || !strings.Contains(said, tt.want) {
			t.Errorf("%+v: %q, want %q", tt.generator, said, tt.want)
		}
	}
}

package reports_test

import (
	"slices"
	"testing"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// On an x86_64 machine a local arm64 variant is priced, and never picked where
// x86_64 was measured beside it.
func TestAssumedArchitecture(t *testing.T) {
	warned := func(s *reports.Summary) bool {
		return slices.ContainsFunc(s.Warnings, func(w reports.Warning) bool { return w.Code == "architecture-assumed" })
	}
	run := func(change func(in *reports.Input)) *reports.Summary {
		in := reportstest.CPUBound().Input()
		in.Book, in.Scenario.Pricing.Traffic = priced(t).Book, nil
		for i := range in.Plan.Variants {
			if i%2 == 1 { // every other size as arm64, which is cheaper
				in.Plan.Variants[i].Architecture = "arm64"
			}
		}
		change(&in)
		return build(t, in)
	}
	s := run(func(*reports.Input) {})
	if s.Recommendation.Variant == nil || s.Recommendation.Variant.Architecture != "x86_64" || !warned(s) {
		t.Errorf("pick %+v, warned %t; want an x86_64 one, and a warning", s.Recommendation.Variant, warned(s))
	}
	if a := s.Recommendation.Alternatives.Cheapest; a == nil || a.Architecture != "x86_64" {
		t.Errorf("cheapest %+v", a)
	}
	s = run(func(in *reports.Input) {
		for i := range in.Plan.Variants {
			in.Plan.Variants[i].Architecture = "arm64"
		}
	})
	if s.Recommendation.Variant == nil || warned(s) {
		t.Errorf("arm64 alone: pick %+v, warned %t; want a pick without the warning", s.Recommendation.Variant, warned(s))
	}
	replayed := func(in *reports.Input) {
		t := &in.Scenario.Targets[0]
		t.Provider, t.Function, t.Replay = scenarios.ProviderReplay, nil, &scenarios.Replay{File: "samples.csv"}
	}
	s = run(replayed)
	if s.Recommendation.Variant == nil || s.Recommendation.Variant.Architecture != "x86_64" || !warned(s) {
		t.Errorf("replayed: pick %+v, warned %t; want one of the first architecture, and a warning", s.Recommendation.Variant, warned(s))
	}
	s = run(func(in *reports.Input) {
		replayed(in)
		v := in.Plan.Variants[1]
		in.Scenario.Current = &scenarios.Current{MemoryMB: v.MemoryMB, Architecture: "arm64", Worth: scenarios.DefaultWorth}
	})
	if s.Recommendation.Variant == nil || s.Recommendation.Variant.Architecture != "arm64" || !warned(s) {
		t.Errorf("replayed, arm64 today: pick %+v, warned %t", s.Recommendation.Variant, warned(s))
	}
	s = run(func(in *reports.Input) { in.Scenario.Targets[0].Provider = scenarios.ProviderAWS })
	if warned(s) {
		t.Error("what AWS runs was measured on its own architecture")
	}
}

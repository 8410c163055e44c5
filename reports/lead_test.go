package reports_test

import (
	"testing"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
)

func TestLead(t *testing.T) {
	in := reportstest.CPUBound().Input()
	in.Scenario.Objective = check.Objective{Kind: check.Fastest, Text: "fastest"}
	rec := build(t, in).Recommendation
	l := rec.Lead
	if l == nil || l.By != reports.LeadInLatency || l.P50 == nil || l.P50CI95 == nil || l.CostCI95 == nil {
		t.Fatalf("lead %+v", l)
	}
	// 1769 MB has a vCPU and 1024 MB 0.58 of one: 42 % less time at the same price.
	if l.Over.MemoryMB != 1024 || *l.P50 < 0.40 || *l.P50 > 0.44 {
		t.Errorf("ahead of %d MB by %g", l.Over.MemoryMB, *l.P50)
	}
	if iv := l.P50CI95; !(iv[0] < *l.P50 && *l.P50 < iv[1]) || iv[0] < 0.38 || iv[1] > 0.46 {
		t.Errorf("%g in %v", *l.P50, iv)
	}
	if iv := l.CostCI95; !(iv[0] <= *l.Cost && *l.Cost <= iv[1]) {
		t.Errorf("%g in %v", *l.Cost, iv)
	}
	in.Scenario.Objective = check.Objective{Kind: check.Cheapest, Text: "cheapest"}
	if l := build(t, in).Recommendation.Lead; l == nil || l.By != reports.LeadInCost || *l.Cost <= 0 {
		t.Errorf("lead %+v", l)
	}
	if l := build(t, reportstest.Server()).Recommendation.Lead; l != nil {
		t.Errorf("a lead over nothing: %+v", l)
	}
}

package reports_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// The work of a deadline, counted out by hand from the summary's own figures.
func TestDeadlineCountsColdStartsAndFailures(t *testing.T) {
	r := reportstest.CPUBound()
	for i := range r.Sizes {
		r.Sizes[i].Outcome = func(n int, s *measure.Sample) {
			if n%10 == 5 {
				s.Outcome, s.Reason = measure.OutcomeFunction, "Unhandled"
			}
		}
	}
	in := r.Input()
	var err error
	if in.Scenario.Objective, err = check.DeadlineObjective(1000, 10*time.Second); err != nil {
		t.Fatal(err)
	}
	s := build(t, in)
	d := s.Recommendation.Deadline
	if d == nil || d.Items != 1000 || d.Within != 10 || len(d.Sizes) != len(s.Trials) {
		t.Fatalf("%+v", d)
	}
	begun := math.Ceil(1000 / 0.9) // a tenth fails and is done again
	for i, size := range d.Sizes {
		trial := s.Trials[i]
		warm, cold := *trial.WarmDuration.Mean/1000, *trial.ColdStarts.Init.P50/1000
		cold += max(0, *trial.ColdStarts.FirstInvoke-*trial.ColdStarts.WarmInvoke) / 1000
		n := 1.0
		for cold+math.Ceil(begun/n)*warm > 10 {
			n++
		}
		if got := float64(*size.Environments); got != n {
			t.Errorf("%s: %g environments, want %g", trial.Label, got, n)
		}
		if want := cold + math.Ceil(begun/n)*warm; math.Abs(*size.Seconds-want) > 1e-3 {
			t.Errorf("%s: %g s, want %g", trial.Label, *size.Seconds, want)
		}
		each := trial.Cost.PerMillion.Shift(-6).Mul(decimal.NewFromFloat(begun)).InexactFloat64()
		if got := size.Cost.InexactFloat64(); got < 0.9*each || got > 1.1*each {
			t.Errorf("%s: cost %g, about %g by the mean invocation", trial.Label, got, each)
		}
	}
}

// What is reserved, and written into the patch, lets the deadline be met.
func TestDeadlineIsReserved(t *testing.T) {
	in := reportstest.CPUBound().Input()
	deadline := func(items int64) *reports.Summary {
		var err error
		if in.Scenario.Objective, err = check.DeadlineObjective(items, 10*time.Second); err != nil {
			t.Fatal(err)
		}
		return build(t, in)
	}
	environments := func(s *reports.Summary) int {
		for _, size := range s.Recommendation.Deadline.Sizes {
			if size.MemoryMB == s.Recommendation.Variant.MemoryMB && size.Environments != nil {
				return *size.Environments
			}
		}
		t.Fatalf("%+v", s.Recommendation.Deadline)
		return 0
	}
	s := deadline(10_000)
	n, reserved := environments(s), s.Recommendation.ReservedConcurrency
	if n < 10 || reserved == nil || *reserved < n || s.Recommendation.Patch == nil || !strings.Contains(s.Recommendation.Patch.SAM, fmt.Sprintf("ReservedConcurrentExecutions: %d", *reserved)) {
		t.Errorf("%d environments: reserved %v, patch %+v", n, reserved, s.Recommendation.Patch)
	}
	in.Scenario.Account = &scenarios.Account{Concurrency: n + 99}
	s = deadline(10_000)
	if s.Recommendation.ReservedConcurrency != nil || !strings.Contains(s.Concurrency.Reason, "100 must stay unreserved") || strings.Contains(s.Recommendation.Patch.SAM, "Reserved") {
		t.Errorf("an account without room: %+v", s.Concurrency)
	}
}

func TestNoDeadlineWithoutTheObjective(t *testing.T) {
	if d := build(t, reportstest.CPUBound().Input()).Recommendation.Deadline; d != nil {
		t.Errorf("%+v", d)
	}
}

package reports_test

import (
	"math"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
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

func TestNoDeadlineWithoutTheObjective(t *testing.T) {
	if d := build(t, reportstest.CPUBound().Input()).Recommendation.Deadline; d != nil {
		t.Errorf("%+v", d)
	}
}

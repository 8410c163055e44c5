package view_test

import (
	"testing"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// What never ran more than once at a time has no course to look at.
func TestInFlightIsShownFromTwoAtOnceOn(t *testing.T) {
	s := reportstest.Load(t)
	for i := range s.Trials {
		s.Trials[i].Concurrency = reports.Concurrency{Max: 1, OverTime: &reports.OverTime{
			StepMS: 50, InFlightMean: []float64{0.5, 1}, InFlightMax: []int{1, 1}, Environments: []int{1, 1},
		}}
	}
	if rows := view.New(s).InFlightTable().Rows; len(rows) > 0 {
		t.Errorf("one at once is shown: %v", rows)
	}
	for i := range s.Trials {
		s.Trials[i].Concurrency.Max = 2
	}
	if rows := view.New(s).InFlightTable().Rows; len(rows) == 0 {
		t.Error("two at once are not shown")
	}
}

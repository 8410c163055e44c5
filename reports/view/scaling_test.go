package view_test

import (
	"slices"
	"testing"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

func TestScalingIsSaidWhereThereIsAny(t *testing.T) {
	s := reportstest.Load(t)
	if got := view.New(s).Scaling(); got != nil {
		t.Errorf("a steady load: %v", got)
	}
	burst, alone := &s.Trials[0], &s.Trials[1]
	burst.Concurrency.TimeToScale = new(320.0)
	burst.Environments = 40 // over all blocks
	burst.Concurrency.OverTime = &reports.OverTime{Environments: []int{3, 12, 1}}
	alone.Concurrency.TimeToScale = new(2.0)
	alone.Environments, alone.Concurrency.Max = 0, 1
	want := []view.Fact{
		{Name: "128 MB", Text: "scaled to 12 environments within 320 ms of a burst"},
		{Name: "256 MB", Text: "scaled to 1 request in flight within 2.00 ms of a burst"},
	}
	if got := view.New(s).Scaling(); !slices.Equal(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

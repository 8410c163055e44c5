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
		t.Errorf("a steady load without throttles: %v", got)
	}
	burst, throttled := &s.Trials[0], &s.Trials[1]
	burst.Concurrency.TimeToScale = new(320.0)
	burst.Environments = 40 // over all blocks
	burst.Concurrency.OverTime = &reports.OverTime{Environments: []int{3, 12, 1}}
	throttled.Invocations, throttled.Throttles = 3000, 1200
	throttled.Concurrency.TimeToScale = new(2.0)
	throttled.Environments, throttled.Concurrency.Max = 0, 1
	throttled.Concurrency.Throttles = map[string]int{"b\x1b[2J": 7, "": 2, "a": 1191}
	want := []view.Fact{
		{Name: "128 MB", Text: "scaled to 12 environments within 320 ms of a burst"},
		{Name: "256 MB", Text: "scaled to 1 request in flight within 2.00 ms of a burst, 1200 of 3000 invocations throttled", Note: "a: 1191, b: 7, no reason given: 2"},
	}
	if got := view.New(s).Scaling(); !slices.Equal(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

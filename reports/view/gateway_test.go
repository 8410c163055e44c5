package view_test

import (
	"slices"
	"testing"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

func TestGatewaysAreSaidWhereThereAreAny(t *testing.T) {
	s := reportstest.Load(t)
	if got := view.New(s).Gateways(); got != nil {
		t.Errorf("without a gateway: %v", got)
	}
	s.Trials[0].Gateway = &reports.GatewayFigures{
		Overhead:  &reports.Overhead{P50: new(0.05), P95: new(0.125)},
		Throttled: map[string]float64{"function throttled": 0.02, "stage throttle": 0.1},
		CacheHits: new(0.8),
	}
	s.Trials[1].Gateway = &reports.GatewayFigures{}
	s.Trials[2].Gateway = &reports.GatewayFigures{
		Overhead: &reports.Overhead{Mean: new(12.0), Estimated: true}, ThrottlesFrom: &reports.ThrottlesFrom{None: new(95.0), Some: new(105.0)},
	}
	want := []view.Fact{{Name: "128 MB", Text: "the gateway adds 0.0500 ms (p50), 0.125 ms (p95); " +
		"12 % throttled: 10 % stage throttle, 2 % function throttled; 80 % of the answers came from its cache"},
		{Name: "512 MB", Text: "the gateway adds about 12.0 ms (mean, estimated from metrics); throttling begins between 95/s and 105/s"}}
	if got := view.New(s).Gateways(); !slices.Equal(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

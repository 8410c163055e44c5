package reports

import (
	"testing"

	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// What a search found is what containers bear together; where it was kept from
// looking further, that is said.
func TestBearingOfASearch(t *testing.T) {
	rate := func(x float64) *float64 { return &x }
	for _, tt := range []struct {
		name      string
		found     Capacity
		each      string
		low, high float64
		least     string
		ok        bool
	}{
		{"between two rates", Capacity{Rate: rate(120), Low: rate(110), High: rate(126), LimitedBy: "slo"}, "40", 110.0 / 3, 42, "", true},
		{"kept by the sender", Capacity{Rate: rate(120), Low: rate(110), LimitedBy: "generator"}, "40", 0, 0, "this machine could send no more", true},
		{"kept by the range", Capacity{Rate: rate(120), LimitedBy: "range"}, "40", 0, 0, "the search looked no higher", true},
		{"not done", Capacity{Rate: rate(120)}, "40", 0, 0, "the search did not come to its end", true},
		{"not even the lowest", Capacity{LimitedBy: "slo"}, "0", 0, 0, "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := evaluated{observed: &observed{class: wholeMix, target: scenarios.Target{Container: &scenarios.Container{Replicas: 3}}}}
			e.Capacity, e.Rate.Achieved = &tt.found, rate(7)
			got, ok := e.bears(scenarios.Load{Model: scenarios.Open})
			if ok != tt.ok || got.each.String() != tt.each || got.high != tt.high || got.least != tt.least || tidy(got.low) != tidy(tt.low) {
				t.Errorf("%+v, %t", got, ok)
			}
			iv, known := got.interval()
			if known != (tt.high > 0) || known && iv.Low < iv.High {
				t.Errorf("interval %+v, %t: the end that costs least is the higher rate", iv, known)
			}
		})
	}
}

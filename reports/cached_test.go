package reports_test

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// Where the cache of a gateway answers everything, calls of the API are all that
// is billed: that is a cost like any other.
func TestCacheThatAnswersEverythingHasACost(t *testing.T) {
	for _, tt := range []struct {
		name  string
		cache *scenarios.GatewayCache
		hits  *float64 // of the traffic
		want  string   // USD a million, "" for none
	}{
		{"all from the cache", &scenarios.GatewayCache{Size: "0.5", TTL: time.Minute}, nil, "3.5"},
		{"the traffic says of others", &scenarios.GatewayCache{Size: "0.5", TTL: time.Minute}, new(0.5), ""},
		{"no cache", nil, nil, ""},
	} {
		in := one(10, func(_ int, s *measure.Sample) {
			s.Cold, s.Duration, s.Billed, s.Init, s.Gateway = measure.ColdNone, 0, 0, 0, 200*time.Microsecond
		})
		target := &in.Scenario.Targets[0]
		target.Kind, target.PriceAs = scenarios.KindGateway, scenarios.PriceREST
		target.Gateway = &scenarios.Gateway{API: scenarios.PriceREST, Cache: tt.cache}
		in.Scenario.Pricing.Traffic.CacheHits = tt.hits
		var err error
		if in.Book, err = pricing.Embedded("aws"); err != nil {
			t.Fatal(err)
		}
		cost := build(t, in).Trials[0].Cost
		switch {
		case (cost == nil) != (tt.want == ""):
			t.Errorf("%s: cost %+v, want %q", tt.name, cost, tt.want)
		case cost != nil && !cost.PerMillion.Equal(decimal.RequireFromString(tt.want)):
			t.Errorf("%s: %s, want %s", tt.name, cost.PerMillion, tt.want)
		}
	}
}

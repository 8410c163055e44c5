package reports

import (
	"math"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

func TestGatewayFiguresSplitWhatItAdds(t *testing.T) {
	o := &observed{target: scenarios.Target{
		Kind: scenarios.KindGateway, Provider: scenarios.ProviderLocal, Function: &scenarios.Function{},
		Gateway: &scenarios.Gateway{Cache: &scenarios.GatewayCache{Size: "0.5"}},
	}}
	for i := range 100 {
		o.passage.pass(&measure.Sample{Outcome: measure.OutcomeOK, Duration: time.Second, Gateway: time.Duration(i+1) * time.Millisecond}, true)
	}
	for range 25 { // from the cache
		o.passage.pass(&measure.Sample{Outcome: measure.OutcomeOK, Gateway: time.Microsecond}, true)
	}
	o.passage.pass(&measure.Sample{Outcome: measure.OutcomeThrottle, Gateway: time.Microsecond}, true)
	o.passage.overhead.Seal()
	e := &evaluated{observed: o}
	e.Invocations, e.Concurrency.Throttles = 126, map[string]int{"stage throttle": 1}
	e.gateway()
	g := e.Gateway
	if g == nil || g.Overhead == nil || *g.Overhead.P50 != 50 || *g.Overhead.P99 != 99 || *g.Overhead.Max != 100 {
		t.Fatalf("overhead %+v", g)
	}
	if *g.CacheHits != 0.2 || math.Abs(g.Throttled["stage throttle"]-1.0/126) > 1e-12 {
		t.Errorf("hits %v, throttled %v", *g.CacheHits, g.Throttled)
	}
	alone := &evaluated{observed: &observed{target: scenarios.Target{Kind: scenarios.KindFunction}}}
	if alone.gateway(); alone.Gateway != nil {
		t.Errorf("a function alone has %+v", alone.Gateway)
	}
}

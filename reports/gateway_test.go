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

func TestThrottlingBeginsBetweenProbes(t *testing.T) {
	probes := func(rates ...float64) (blocks []*observedBlock) {
		for i, rate := range rates {
			blocks = append(blocks, &observedBlock{Block: measure.Block{Index: i, Rate: rate}})
		}
		return blocks
	}
	for name, tt := range map[string]struct {
		blocks     []*observedBlock
		refused    map[int]int
		none, some float64 // 0 for nil
	}{
		"between":                  {probes(10, 20, 40, 80, 60), map[int]int{3: 5, 4: 1}, 40, 60},
		"best effort, late":        {probes(10, 20, 40, 80), map[int]int{1: 1}, 10, 20},
		"never":                    {probes(10, 20), nil, 20, 0},
		"at once":                  {probes(10, 20), map[int]int{0: 1, 1: 1}, 0, 10},
		"a block that is no probe": {append(probes(0), probes(30)...), map[int]int{7: 1}, 30, 0},
	} {
		got := throttlesFrom(tt.blocks, tt.refused)
		value := func(f *float64) float64 {
			if f == nil {
				return 0
			}
			return *f
		}
		if got == nil || value(got.None) != tt.none || value(got.Some) != tt.some {
			t.Errorf("%s: %+v, want %v and %v", name, got, tt.none, tt.some)
		}
	}
	if got := throttlesFrom(probes(0, 0), nil); got != nil {
		t.Errorf("without a search: %+v", got)
	}
}

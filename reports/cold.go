package reports

import (
	"maps"
	"slices"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// coldStarts fills in the cold starts. Counted are the natural ones of the load
// phase, as a share of the invocations that the platform ran; init times are of
// every cold start whose time counts, in any phase, forced ones included.
func (e *evaluated) coldStarts() {
	o := e.observed
	e.init = o.initSeries()
	var first series
	first.add([]*measure.Tally{&o.firsts.first}, nil)
	e.ColdStarts = ColdStarts{
		Count: e.coldCount, Share: share(e.coldCount, e.ranCount), Forced: o.forced,
		Init:        Init{P50: e.init.quantile(0.5), P95: e.init.quantile(0.95), P99: e.init.quantile(0.99), Max: e.init.max()},
		FirstInvoke: first.quantile(0.5), WarmInvoke: o.laterMedian(),
	}
}

// initSeries is the init times of all phases by block.
func (o *observed) initSeries() series {
	out := series{seed: o.seed}
	for _, block := range slices.Sorted(maps.Keys(o.inits)) {
		out.add([]*measure.Tally{o.inits[block]}, o.inOrder(func(s *measure.Sample) (time.Duration, bool) {
			return s.Init, o.startedFor(s) && s.Init > 0 && s.Block == block
		}))
	}
	return out
}

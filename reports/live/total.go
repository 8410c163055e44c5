package live

import (
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// maxReasons bounds the reasons of a section: labels of metrics must be few.
const maxReasons = 20

// Upper bounds of the metrics' histograms.
var (
	latencyBounds = millis(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000, 900_000)
	lagBounds     = millis(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 1000, 10_000)
)

func millis(ms ...float64) []time.Duration {
	all := make([]time.Duration, len(ms))
	for i, m := range ms {
		all[i] = time.Duration(m * float64(time.Millisecond))
	}
	return all
}

// total is all that a section has counted. It keeps few figures, not
// distributions, for a plan may have hundreds of variants.
type total struct {
	sent, due       int64
	ok, coldStarts  int64
	billedMS        int64
	failures        map[measure.Failure]int64
	warm, cold, lag times
}

// times is a histogram of few buckets.
type times struct {
	bounds  []time.Duration
	atMost  []int64 // cumulative, one per bound
	count   int64
	seconds float64 // their sum
}

func newTotal() *total {
	of := func(bounds []time.Duration) times { return times{bounds: bounds, atMost: make([]int64, len(bounds))} }
	return &total{failures: map[measure.Failure]int64{}, warm: of(latencyBounds), cold: of(latencyBounds), lag: of(lagBounds)}
}

func (t *total) add(i *measure.Interval) {
	t.ok += i.ByOutcome[0]
	t.coldStarts += i.ColdStarts
	t.billedMS += i.BilledMS
	t.warm.add(&i.Warm)
	t.cold.add(&i.Cold)
	t.lag.add(&i.Lag)
	for f, n := range i.Failures {
		if _, known := t.failures[f]; !known && len(t.failures) >= maxReasons {
			f.Reason = measure.OtherReason
		}
		t.failures[f] += n
	}
}

func (t *times) add(d *measure.Distribution) {
	if d.Count() == 0 {
		return
	}
	for i, n := range d.AtMost(t.bounds) {
		t.atMost[i] += n
	}
	t.count += d.Count()
	t.seconds += d.Sum().Seconds()
}

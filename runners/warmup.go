package runners

import (
	"context"
	"math"
	"sync"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/load"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// maxWarmUp bounds the warm-up of a block whose target never gets warm; the
// load then shows its cold starts.
const maxWarmUp = 30 * time.Second

// maxFailures in a row end a warm-up: such a target is not getting warm.
const maxFailures = 5

// unproved is how many environments more than the load needs a warm-up may
// start: all of them before anything was answered by a warm one.
const unproved = 4

// warmUp sends at the load's first rate until a full service time has passed
// without a cold start. No more is in flight than the rate needs by what warm
// answers took: a cold start takes many times as long, and with as many
// environments as the rate alone would start meanwhile, a short machine gets
// shorter still.
func (b *block) warmUp(ctx context.Context, profile scenarios.Load) {
	watch := &warmth{quiet: make(chan struct{}), since: time.Now()}
	engine := b.engine(measure.PhaseWarmup, 0)
	engine.Stop = watch.quiet
	record := engine.Record
	engine.Record = func(sample *measure.Sample) {
		watch.saw(sample)
		record(sample)
	}
	if profile.Model == scenarios.Closed {
		engine.Closed(ctx, profile.Concurrency, 0, maxWarmUp)
		return
	}
	rate := firstRate(profile)
	engine.MaxWorkers = profile.MaxWorkers
	engine.Bound = func() int { return watch.needed(rate) + unproved }
	engine.Open(ctx, load.Constant{PerSecond: rate, For: maxWarmUp})
}

// warmth watches answers until the target is warm, or hopeless.
type warmth struct {
	quiet chan struct{} // closed once nothing more is to be sent

	mu       sync.Mutex
	since    time.Time     // start, or the end of the last cold start
	service  time.Duration // the longest seen without a cold start
	failures int           // in a row
	once     sync.Once
}

// needed is how many environments a rate per second keeps busy, by the longest
// warm answer so far (Little's law); 0 before there is one.
func (w *warmth) needed(rate float64) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return int(math.Ceil(rate * w.service.Seconds()))
}

func (w *warmth) saw(s *measure.Sample) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if s.OK() {
		w.failures = 0
	} else {
		w.failures++
	}
	if s.Cold.Waited() || s.Stale {
		w.since = s.End
	} else {
		w.service = max(w.service, s.Service())
	}
	warm := w.service > 0 && s.End.Sub(w.since) >= w.service
	if warm || w.failures >= maxFailures {
		w.once.Do(func() { close(w.quiet) })
	}
}

package live

import (
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// State is where a run stands.
type State struct {
	Block    measure.Block
	Phase    measure.Phase
	Began    time.Time     // of the block; zero before the first
	Loading  time.Duration // how long the load of the block has run
	Finished int           // blocks
	Took     time.Duration // all of them

	Sent, Due     int64         // in the load of the block; Due is 0 where no schedule is followed
	InFlight      int64         // requests under way
	Answered      int64         // in the load of the block
	Cold          int64         // of them: that waited for a cold start
	Errors        int64         // in all phases of the block
	P50, P95, P99 time.Duration // of the successes in the load of the block

	Spend map[string]decimal.Decimal // by currency, of the whole run
	// Results are the variants measured so far, in the order in which their last
	// blocks ended.
	Results []Result
}

// State looks at the run as it is now. Between blocks it is that of the last.
func (t *Tap) State() State {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.look()
	return State{
		Block: t.block, Phase: t.phase, Began: t.began, Loading: t.loadedFor(), Finished: t.finished, Took: t.took,
		Sent: t.soFar.sent, Due: t.soFar.due, InFlight: t.run.Traffic.InFlight(),
		Answered: t.soFar.load.Answered(), Cold: t.soFar.load.ColdStarts, Errors: t.soFar.errors,
		P50: t.soFar.latency.Quantile(0.5), P95: t.soFar.latency.Quantile(0.95), P99: t.soFar.latency.Quantile(0.99),
		Spend: t.spend(), Results: slices.Clone(t.results),
	}
}

// loadedFor is how long the load of the block has run, or ran.
func (t *Tap) loadedFor() time.Duration {
	if t.open && t.phase == measure.PhaseLoad {
		return time.Since(t.loading)
	}
	return t.loaded
}

// blockSoFar is what is known of the block under way.
type blockSoFar struct {
	sent, due int64            // in the load
	errors    int64            // in all phases
	load      measure.Interval // but for its distributions
	latency   measure.Distribution
}

func (b *blockSoFar) reset() {
	b.sent, b.due, b.errors = 0, 0, 0
	b.load.Reset()
	b.latency.Reset()
}

func (b *blockSoFar) add(phase measure.Phase, i *measure.Interval) {
	b.errors += i.Errors()
	if phase != measure.PhaseLoad {
		return
	}
	for n := range b.load.ByOutcome {
		b.load.ByOutcome[n] += i.ByOutcome[n]
	}
	b.load.ColdStarts += i.ColdStarts
	b.load.Billed += i.Billed
	b.load.BilledMS += i.BilledMS
	_, _ = b.latency.Merge(&i.Warm), b.latency.Merge(&i.Cold)
}

// spend prices the usage so far, at list price. The caller holds mu.
func (t *Tap) spend() map[string]decimal.Decimal {
	all := map[string]decimal.Decimal{}
	for i, v := range t.run.Variants {
		if v.Rate != nil {
			all[v.Rate.Currency()] = all[v.Rate.Currency()].Add(v.Rate.Cost(t.usage[i].requests, t.usage[i].ms))
		}
	}
	return all
}

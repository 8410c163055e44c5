package live

import (
	"time"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// State is where a run stands.
type State struct {
	Block    measure.Block
	Phase    measure.Phase
	Began    time.Time     // of the block; zero before the first
	Loading  time.Duration // since the load of the block began
	Finished int           // blocks
	Took     time.Duration // all of them

	Answered int64         // in the load of the block
	Errors   int64         // in all phases of the block
	P50, P95 time.Duration // of the successes in the load of the block

	Spend map[string]decimal.Decimal // by currency, of the whole run
}

// State looks at the run as it is now. Between blocks it is that of the last.
func (t *Tap) State() State {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.look()
	return State{
		Block: t.block, Phase: t.phase, Began: t.began, Loading: time.Since(t.loading), Finished: t.finished, Took: t.took,
		Answered: t.soFar.answered, Errors: t.soFar.errors,
		P50: t.soFar.latency.Quantile(0.5), P95: t.soFar.latency.Quantile(0.95),
		Spend: t.spend(),
	}
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

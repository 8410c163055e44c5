package live

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// Result is what is known of a variant while the run goes on: all of its load so
// far, without the block under way.
type Result struct {
	Variant          int // its place in Run.Variants
	Blocks           int
	Answered, Errors int64
	P50, P95         time.Duration   // of the successes, 0 without any
	PerMillion       decimal.Decimal // list price of a million invocations
	Currency         string          // "" where no price is known, or not all of it
}

// kept is the load of a variant so far. Its latency is kept in few bytes, since
// a plan may have hundreds of variants.
type kept struct {
	blocks           int
	answered, errors int64
	billed           usage
	latency          []byte // a measure.Distribution as JSON
}

// keep adds the block that has ended to the load of its variant.
func (t *Tap) keep() {
	load := &t.soFar.load
	if load.Answered() == 0 {
		return
	}
	k := &t.kept[t.block.Variant]
	k.blocks++
	k.answered += load.Answered()
	k.errors += load.Errors()
	k.billed.requests += load.Billed
	k.billed.ms += load.BilledMS
	var latency measure.Distribution
	_ = json.Unmarshal(k.latency, &latency) // nothing yet at the first block
	_ = latency.Merge(&t.soFar.latency)
	k.latency, _ = json.Marshal(&latency)
	variant := t.block.Variant
	t.results = slices.DeleteFunc(t.results, func(r Result) bool { return r.Variant == variant })
	t.results = append(t.results, k.result(variant, &latency, &t.run.Variants[variant]))
}

func (k *kept) result(variant int, latency *measure.Distribution, of *Variant) Result {
	r := Result{
		Variant: variant, Blocks: k.blocks, Answered: k.answered, Errors: k.errors,
		P50: latency.Quantile(0.5), P95: latency.Quantile(0.95),
	}
	if n, rate := k.billed.requests, of.Rate; rate != nil && n > 0 && !of.Fronted {
		r.Currency = rate.Currency()
		r.PerMillion = rate.Cost(n, k.billed.ms).Mul(million).Div(decimal.NewFromInt(n))
	}
	return r
}

var million = decimal.NewFromInt(1_000_000)

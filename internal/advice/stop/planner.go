package stop

import (
	"fmt"
	"math"
	"sync"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/advice"
	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/pricing"
)

// growth is by how much the open variants grow from one look to the next. Looks
// at geometrically spaced sizes are few, so that the chance that one of them
// errs adds up slowly.
const growth = 1.25

// Config says what a planner decides by.
type Config struct {
	Rule     Rule
	Variants []*pricing.Rate // of each variant, in the order of the plan; nil where it has no price
	// Apart says that invocations are independent of each other, as those of a
	// recording are; else blocks are.
	Apart    bool
	Unusable float64 // share of killed invocations above which a variant cannot be recommended

	MaxInvocations int64           // of each variant, in every phase; 0: any number
	MaxCost        decimal.Decimal // in the rates' currency; 0: any amount
	MaxTime        time.Duration   // from the start of the first block; 0: any time
}

// Planner asks for more rounds of the variants that are open. It is fed every
// sample of the run, from any goroutine; it implements the sweep's Planner.
type Planner struct {
	config   Config
	each     []price
	overrun  func()  // called once when the spend passes MaxCost
	limit    float64 // MaxCost
	quantile bool    // latencies must be kept

	mu      sync.Mutex
	seen    []*seen
	spent   float64 // in the rates' currency
	over    bool
	pending [][]int // rounds that are decided already
	outcome measure.Stop
}

// price is what a request and a billed millisecond of a variant cost.
type price struct{ request, ms float64 }

// New makes a planner. overrun is called once, should the spend pass MaxCost.
func New(config Config, overrun func()) *Planner {
	p := &Planner{config: config, overrun: overrun, limit: config.MaxCost.InexactFloat64(), each: prices(config.Variants)}
	for range config.Variants {
		p.seen = append(p.seen, &seen{at: map[int]*unit{}, environments: map[string]bool{}})
	}
	_, p.quantile = advice.LatencyQuantile(config.Rule.Of)
	for _, l := range config.Rule.Objective.Within {
		_, is := advice.LatencyQuantile(l.Metric.Name)
		p.quantile = p.quantile || is
	}
	return p
}

// Sampled takes in a sample of the run.
func (p *Planner) Sampled(s *measure.Sample) {
	p.mu.Lock()
	defer p.mu.Unlock()
	cost := p.each[s.Variant].of(s)
	p.seen[s.Variant].add(s, cost, p.config.Apart, p.quantile)
	p.spent += cost
	if p.limit > 0 && p.spent > p.limit && !p.over {
		p.over = true
		p.overrun()
	}
}

// roundUpMS is a billed time in whole milliseconds, begun ones counted.
func roundUpMS(d time.Duration) int64 {
	return int64((d + time.Millisecond - 1) / time.Millisecond)
}

// Next names the variants of the next round; none when all is sure or a cap would
// be passed.
func (p *Planner) Next(blocks []measure.Block) []int {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.pending) == 0 {
		p.look(blocks)
	}
	if len(p.pending) == 0 {
		return nil
	}
	next := p.pending[0]
	if reached := p.capReached(blocks, next); reached != "" {
		p.outcome.Cap, p.pending = reached, nil
		return nil
	}
	p.pending = p.pending[1:]
	return next
}

// look judges all variants and decides on the rounds until the next look.
func (p *Planner) look(blocks []measure.Block) {
	for _, b := range blocks {
		if b.State == measure.BlockContended {
			p.seen[b.Variant].drop(b.Index)
		}
	}
	contenders := make([]Contender, len(p.seen))
	for i, v := range p.seen {
		contenders[i] = v.contender(p.config.Rule.Objective, p.config.Unusable)
	}
	verdict := p.config.Rule.Look(contenders)
	p.outcome.Looks++
	p.outcome.Beaten, p.outcome.Open = verdict.Beaten, verdict.Open
	p.outcome.Sure = verdict.Leader >= 0 && len(verdict.Open) == 0
	if len(verdict.Open) == 0 {
		return
	}
	for range p.rounds(blocks, verdict.Open) {
		p.pending = append(p.pending, verdict.Open)
	}
}

// rounds is how many rounds make the open variants grow enough for another look.
func (p *Planner) rounds(blocks []measure.Block, open []int) int {
	had := measure.CountBlocks(blocks, open[0])
	return max(1, int(math.Ceil(float64(had)*(growth-1)-1e-9)))
}

// CapReached names the cap, as the scenario has its key, that another round of the
// variants would pass, "" for none.
func (p *Planner) CapReached(blocks []measure.Block, variants []int) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.capReached(blocks, variants)
}

// capReached names the cap that another round of the variants would pass, going
// by what their blocks took so far; "" without one.
func (p *Planner) capReached(blocks []measure.Block, variants []int) string {
	cost, enough := 0.0, false
	for _, i := range variants {
		v := p.seen[i]
		rounds := float64(max(1, measure.CountBlocks(blocks, i)))
		enough = enough || float64(v.sent)*(1+1/rounds) > float64(p.config.MaxInvocations)
		cost += (p.each[i].request*float64(v.billed) + p.each[i].ms*float64(v.billedMS)) / rounds
	}
	switch c := p.config; {
	case c.MaxInvocations > 0 && enough:
		return "max_invocations"
	case p.limit > 0 && p.spent+cost > p.limit:
		return "max_cost"
	case c.MaxTime > 0 && elapsed(blocks)+lastRound(blocks, variants) > c.MaxTime:
		return "max_time"
	}
	return ""
}

// elapsed is the time from the start of the first block's load to the end of the
// last one's.
func elapsed(blocks []measure.Block) time.Duration {
	var first, last time.Time
	for _, b := range blocks {
		if first.IsZero() || b.Started.Before(first) {
			first = b.Started
		}
		if b.Finished.After(last) {
			last = b.Finished
		}
	}
	return last.Sub(first)
}

// lastRound is how long the last block of each variant took, with the time
// between it and the block before.
func lastRound(blocks []measure.Block, variants []int) time.Duration {
	took := map[int]time.Duration{}
	for i, b := range blocks {
		began := b.Started
		if i > 0 && blocks[i-1].Finished.Before(began) {
			began = blocks[i-1].Finished
		}
		took[b.Variant] = b.Finished.Sub(began)
	}
	var total time.Duration
	for _, v := range variants {
		total += took[v]
	}
	return total
}

// Outcome is how it ended, without the number of rounds; it is asked for after
// the sweep.
func (p *Planner) Outcome() measure.Stop {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.over {
		p.outcome.Cap, p.outcome.Sure = "max_cost", false
	}
	return p.outcome
}

// Overspent is the error of a run that was stopped because its spend passed
// MaxCost.
type Overspent struct{ Limit check.Money }

// Error says what was spent, with the limit.
func (e Overspent) Error() string {
	return fmt.Sprintf("the invocations so far cost more than max_cost (%s %s)", e.Limit.Amount, e.Limit.Currency)
}

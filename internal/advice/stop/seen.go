package stop

import (
	"slices"
	"strings"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/advice"
	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/estimate"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// seen is what is kept of a variant's samples.
type seen struct {
	sent, billed, billedMS int64 // of every phase

	blocks       []*unit // of the load, by their order; nil where invocations are drawn independently
	at           map[int]*unit
	costs        []float64 // of each invocation, where they are drawn independently
	latencies    []float64
	sorted       []float64 // every latency in ms; kept where something asks for a quantile
	answered     int       // in the load
	failed       int
	killed       int // of the failed: out of memory, or time-outs
	environments map[string]bool
}

// unit is a block's invocations of the load, summed up.
type unit struct {
	cost, latency     float64
	billed, succeeded int
}

// add takes in a sample of any phase with its cost. apart keeps every
// invocation as a unit of its own.
func (v *seen) add(s *measure.Sample, cost float64, apart, latencies bool) {
	v.sent++
	if s.Billed > 0 {
		v.billed++
		v.billedMS += roundUpMS(s.Billed)
	}
	if s.Phase != measure.PhaseLoad {
		return
	}
	v.count(s)
	ms := float64(s.Latency()) / float64(time.Millisecond)
	if latencies && s.OK() {
		v.sorted = append(v.sorted, ms)
	}
	if apart {
		if s.Billed > 0 {
			v.costs = append(v.costs, cost)
		}
		if s.OK() {
			v.latencies = append(v.latencies, ms)
		}
		return
	}
	u := v.unit(s.Block)
	if s.Billed > 0 {
		u.billed++
		u.cost += cost
	}
	if s.OK() {
		u.succeeded++
		u.latency += ms
	}
}

// count notes how the invocation ended, and where.
func (v *seen) count(s *measure.Sample) {
	v.answered++
	if !s.OK() {
		v.failed++
	}
	if s.Outcome == measure.OutcomeOOM || s.Outcome == measure.OutcomeTimeout {
		v.killed++
	}
	if s.Environment != "" {
		v.environments[s.Environment] = true
	}
}

func (v *seen) unit(block int) *unit {
	if v.at[block] == nil {
		v.at[block] = &unit{}
		v.blocks = append(v.blocks, v.at[block])
	}
	return v.at[block]
}

// drop forgets a block that was measured again.
func (v *seen) drop(block int) {
	if u := v.at[block]; u != nil {
		*u = unit{}
	}
}

// contender is the variant as the rule looks at it. unusable is the share of
// killed invocations above which it cannot be recommended.
func (v *seen) contender(o check.Objective, unusable float64) Contender {
	c := Contender{Costs: v.costs, Latencies: v.latencies, Environments: len(v.environments)}
	for _, u := range v.blocks {
		if u.billed > 0 {
			c.Costs = append(c.Costs, u.cost/float64(u.billed))
		}
		if u.succeeded > 0 {
			c.Latencies = append(c.Latencies, u.latency/float64(u.succeeded))
		}
	}
	slices.Sort(v.sorted)
	c.Sorted = v.sorted
	if v.answered > 0 {
		c.Unusable = float64(v.killed) > unusable*float64(v.answered) || v.failed == v.answered
	}
	c.Misses = advice.Misses(o, v.candidate(c))
	return c
}

// candidate is the variant as far as a limit of the objective can be judged so
// early.
func (v *seen) candidate(c Contender) advice.Candidate {
	share := 0.0
	if v.answered > 0 {
		share = float64(v.failed) / float64(v.answered)
	}
	return advice.Candidate{ErrorShare: share, Metric: func(name string) (float64, bool) {
		switch name {
		case "errors":
			return share, true
		case "mean":
			return estimate.Mean(c.Latencies)
		case "cost.per_invocation":
			return estimate.Mean(c.Costs)
		case "cost.per_million":
			per, ok := estimate.Mean(c.Costs)
			return per * 1e6, ok
		}
		q, ok := advice.LatencyQuantile(name)
		if !ok || strings.Contains(name, ".") {
			return 0, false
		}
		return estimate.Quantile(v.sorted, q)
	}}
}

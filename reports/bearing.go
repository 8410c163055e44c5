package reports

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/advice"
	"github.com/sweetspot-bench/sweetspot/internal/advice/capacity"
	"github.com/sweetspot-bench/sweetspot/internal/estimate"
	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// The words of CostCapacity.From.
const (
	CapacityFromLoad   = "load"
	CapacityFromCPU    = "cpu"
	CapacityFromSearch = "search"
)

// leastCPUShare is the share of its CPU that a container must have used for its
// capacity to be estimated from it: below, what it waits for is more likely to
// limit it than what it computes.
const leastCPUShare = 0.01

// bearing is how many requests a second one container of a variant answers: a
// container is billed by the time that it runs, so that its price for a request
// follows from that.
type bearing struct {
	each      decimal.Decimal // requests a second
	low, high float64         // its 95 % interval, a second each; both 0 where there is none
	from      string          // CapacityFromLoad, CapacityFromSearch
	least     string          // why it may be more, "" where it cannot
	estimate  string          // what it was estimated from, "" for what was measured
	settled   bool            // the schedule settled it, so that it has no interval
}

// capacityPlaces is the number of decimals of a capacity: a request in a month is
// less than a millionth a second.
const capacityPlaces = 9

// bears is how many requests a second one container of a variant answers: what a
// search has found, or what the load came to, divided among all containers. It is
// false where nothing was answered, and for a class of payloads: what a container
// bears, it bears of their mix.
func (e *evaluated) bears(load scenarios.Load) (bearing, bool) {
	switch {
	case e.observed.class != wholeMix:
		return bearing{}, false
	case e.Capacity != nil:
		return e.searched()
	}
	return e.loaded(load)
}

// searched is what a search has found.
func (e *evaluated) searched() (bearing, bool) {
	c := e.Capacity
	if c.Rate == nil {
		return bearing{}, false
	}
	out := bearing{each: e.observed.perContainer(*c.Rate), from: CapacityFromSearch}
	if c.Low != nil && c.High != nil {
		out.low, out.high = e.observed.perContainer(*c.Low).InexactFloat64(), e.observed.perContainer(*c.High).InexactFloat64()
	}
	switch capacity.Limiter(c.LimitedBy) {
	case capacity.ByGenerator:
		out.least = "this machine could send no more"
	case capacity.ByRange:
		out.least = "the search looked no higher"
	case capacity.ByNothing:
		out.least = "the search did not come to its end"
	}
	return out, out.each.IsPositive()
}

// loaded is what the load came to: successes. Callers keep a container busy; a
// schedule does not, so that what it would bear is estimated from the CPU that it
// used, where that is known and next to nothing failed: what fails takes CPU too, or
// takes none. A burst says nothing of what goes on for long.
func (e *evaluated) loaded(load scenarios.Load) (bearing, bool) {
	if e.Rate.Achieved == nil || load.Model == scenarios.Burst {
		return bearing{}, false
	}
	answered := *e.Rate.Achieved * (1 - e.ErrorShare)
	out := bearing{each: e.observed.perContainer(answered), from: CapacityFromLoad}
	switch share := e.cpuShare(); {
	case load.Model == scenarios.Closed:
		out.least = fmt.Sprintf("as many as %d callers came to", load.Concurrency)
	case e.ErrorShare > KilledUnusable:
		out.settled, out.least = true, "it is not estimated from the CPU, as "+advice.Percent(e.ErrorShare)+" of the requests failed"
		return out, out.each.IsPositive()
	case share < leastCPUShare:
		out.settled, out.least = true, "the load asked for no more"
		return out, out.each.IsPositive()
	default:
		out.each, out.from = e.observed.perContainer(answered/share), CapacityFromCPU
		out.estimate = fmt.Sprintf("%s took %s of the CPU", format.Rate(answered), advice.Percent(share))
	}
	e.observed.varying(&out)
	return out, out.each.IsPositive()
}

// cpuShare is the share of their CPU that the containers used, at most all; 0
// where it is not known.
func (e *evaluated) cpuShare() float64 {
	if e.Usage == nil {
		return 0
	}
	return min(1, e.Usage.CPUShare)
}

// varying fills in the interval, from how the blocks differ.
func (o *observed) varying(out *bearing) {
	var rates []estimate.Floats
	for _, b := range o.blocks {
		if rate, ok := o.blockBearing(b, out.from); ok {
			rates = append(rates, estimate.Floats{rate.InexactFloat64()})
		}
	}
	if iv, ok := estimate.MeanIntervalBlocks(rates, confidence, o.seed); ok && finite(iv.Low) && finite(iv.High) {
		out.low, out.high = max(0, iv.Low), iv.High
	}
}

// perContainer divides a rate among the containers that there were.
func (o *observed) perContainer(rate float64) decimal.Decimal {
	replicas := 1
	if c := o.target.Container; c != nil {
		replicas = c.Tasks()
	}
	return decimal.NewFromFloat(rate).DivRound(decimal.NewFromInt(int64(replicas)), capacityPlaces)
}

// blockBearing is the same of one block; false for a probe of a search.
func (o *observed) blockBearing(b *observedBlock, from string) (decimal.Decimal, bool) {
	r := rate([]*observedBlock{b})
	sent, succeeded := 0, 0
	for _, p := range o.parts(b) {
		sent, succeeded = sent+p.n, succeeded+p.succeeded
	}
	if r.Achieved == nil || succeeded == 0 || from == CapacityFromSearch {
		return decimal.Zero, false
	}
	answered := *r.Achieved * share(succeeded, sent)
	if from == CapacityFromCPU {
		used := usageOf([]*observedBlock{b})
		if used == nil || used.CPUShare < leastCPUShare {
			return decimal.Zero, false
		}
		answered /= min(1, used.CPUShare)
	}
	each := o.perContainer(answered)
	return each, each.IsPositive()
}

// interval is that of a capacity with the end first that costs least.
func (c *bearing) interval() (estimate.Interval, bool) {
	if c.low <= 0 || c.high <= 0 {
		each := c.each.InexactFloat64()
		return estimate.Interval{Low: each, High: each}, c.settled
	}
	return estimate.Interval{Low: c.high, High: c.low}, true
}

// CostCapacity is what the cost of a container rests on.
type CostCapacity struct {
	PerSecond   decimal.Decimal `json:"per_second"`  // requests that one container bears
	CI95        *Interval       `json:"ci95"`        // of PerSecond
	From        string          `json:"from"`        // "search"; "load": what the load came to, and it may bear more; "cpu": estimated from the CPU that the load took
	Utilisation float64         `json:"utilisation"` // share of it that is planned with
	Tasks       int64           `json:"tasks"`       // that the traffic takes; 0 without traffic
}

// shownCapacity is the capacity as the summary shows it; nil for a function.
func (c *costing) shownCapacity() *CostCapacity {
	if c.capacity == nil {
		return nil
	}
	out := &CostCapacity{
		PerSecond: c.capacity.each.Round(3), From: c.capacity.from,
		Utilisation: c.deployed.Utilisation(), Tasks: c.deployed.Tasks(c.measured(c.level, c.sizes)),
	}
	if c.capacity.low > 0 && c.capacity.high > 0 {
		out.CI95 = &Interval{tidy(c.capacity.low), tidy(c.capacity.high)}
	}
	return out
}

// leastText and estimateText say how far it is known what a container bears; ""
// where that is no question.
func (e *evaluated) leastText() string {
	if c := e.cost.capacity; c.least != "" {
		return fmt.Sprintf("%s %s (%s)", e.Label, format.Rate(c.each.InexactFloat64()), c.least)
	}
	return ""
}

func (e *evaluated) estimateText() string {
	if c := e.cost.capacity; c.estimate != "" {
		return fmt.Sprintf("%s %s (%s)", e.Label, format.Rate(c.each.InexactFloat64()), c.estimate)
	}
	return ""
}

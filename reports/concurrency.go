package reports

import (
	"slices"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/estimate"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// concurrency is the number of requests in flight, from send to end, over the
// load phases of the blocks: its mean over their time, its maximum, and its
// course; and, for bursts, how soon the target had scaled.
func (o *observed) concurrency() Concurrency {
	out := Concurrency{Throttles: map[string]int{}}
	var busy, elapsed, longest time.Duration
	for _, b := range o.blocks {
		_, lasted := b.elapsed()
		busy += b.flow.busy
		elapsed += lasted
		longest = max(longest, lasted)
	}
	if elapsed > 0 {
		out.Mean = tidy(float64(busy) / float64(elapsed))
	}
	course := newCourse(longest)
	var held held
	var scaled []float64
	for _, b := range o.blocks {
		peak, at := course.add(b, o.uses(b.Index), &held)
		out.Max = max(out.Max, peak)
		if o.burst && b.flow.count > 0 {
			scaled = append(scaled, check.Milliseconds(b.timeToScale(o.uses(b.Index), at)))
		}
	}
	out.OverTime = course.shown()
	out.P50, out.P95, out.P99 = held.quantile(0.5, elapsed), held.quantile(0.95, elapsed), held.quantile(0.99, elapsed)
	slices.Sort(scaled)
	out.TimeToScale = maybe(estimate.Quantile(scaled, 0.5))
	for f, n := range o.failures {
		if f.load && f.outcome == measure.OutcomeThrottle {
			out.Throttles[f.shortReason()] += n
		}
	}
	return out
}

// timeToScale is how long after its first send a burst had all environments
// that it came to use: until the last of them began to serve. Where none is
// known it is how long until the most requests were in flight.
func (b *observedBlock) timeToScale(uses []use, peakAt time.Time) time.Duration {
	last := peakAt
	if len(uses) > 0 {
		last = slices.MaxFunc(uses, func(a, b use) int { return a.served.Compare(b.served) }).served
	}
	return max(0, last.Sub(b.flow.first))
}

// coursePoints is how many points the course of a trial has at most.
const coursePoints = 60

// course is what was in flight in each step since the block's start, over all
// blocks of a trial: they have the same load profile.
type course struct {
	step    time.Duration
	busy    []time.Duration // in flight, summed up over the time of the step
	covered []time.Duration // time of blocks that lies in the step
	most    []int           // in flight at a time
	serving []int           // distinct environments, in the block that had most
}

// newCourse has steps of 1, 2 or 5 times a power of ten, the finest with which
// the longest block has no more than coursePoints.
func newCourse(longest time.Duration) *course {
	step := time.Millisecond
	if longest <= 0 {
		return &course{step: step}
	}
	for i := 0; (longest-1)/coursePoints >= step; i++ {
		if i%3 == 1 {
			step = step * 5 / 2
		} else {
			step *= 2
		}
	}
	n := int((longest-1)/step) + 1
	return &course{
		step: step, busy: make([]time.Duration, n), covered: make([]time.Duration, n),
		most: make([]int, n), serving: make([]int, n),
	}
}

// add takes in a block with the uses of its environments, and gives the most
// that it had in flight and since when; held is told how long each number was.
func (c *course) add(b *observedBlock, uses []use, held *held) (peak int, at time.Time) {
	from, lasted := b.elapsed()
	c.span(0, lasted, func(i int, part time.Duration) { c.covered[i] += part })
	start := from.UnixMicro()
	b.flow.sweep(func(inFlight int, began, ended int64) {
		held.add(inFlight, time.Duration(ended-began)*time.Microsecond)
		if inFlight > peak {
			peak, at = inFlight, time.UnixMicro(began)
		}
		c.span(time.Duration(began-start)*time.Microsecond, time.Duration(ended-start)*time.Microsecond, func(i int, part time.Duration) {
			c.busy[i] += time.Duration(inFlight) * part
			c.most[i] = max(c.most[i], inFlight)
		})
	})
	serving := make([]int, len(c.serving))
	for _, u := range uses {
		c.span(u.from.Sub(from), u.until.Sub(from), func(i int, _ time.Duration) { serving[i]++ })
	}
	for i, n := range serving {
		c.serving[i] = max(c.serving[i], n)
	}
	return peak, at
}

// span visits the steps that a time since the block's start touches, each with
// the part of the time that lies in it.
func (c *course) span(from, to time.Duration, visit func(i int, part time.Duration)) {
	for i := max(0, int(from/c.step)); i < len(c.busy); i++ {
		start := time.Duration(i) * c.step
		if start >= to {
			return
		}
		visit(i, min(to, start+c.step)-max(from, start))
	}
}

// shown is the course as the summary shows it, nil without any.
func (c *course) shown() *OverTime {
	if len(c.busy) == 0 {
		return nil
	}
	out := &OverTime{StepMS: check.Milliseconds(c.step), InFlightMax: c.most, Environments: c.serving}
	for i, busy := range c.busy {
		mean := 0.0
		if c.covered[i] > 0 {
			mean = tidy(float64(busy) / float64(c.covered[i]))
		}
		out.InFlightMean = append(out.InFlightMean, mean)
	}
	return out
}

// held is for how long each number of requests was in flight, from 1.
type held []time.Duration

func (h *held) add(inFlight int, lasted time.Duration) {
	for len(*h) <= inFlight {
		*h = append(*h, 0)
	}
	(*h)[inFlight] += lasted
}

// quantile is the number that was not exceeded for a share q of the time in all;
// none were in flight in the time that is left over.
func (h held) quantile(q float64, elapsed time.Duration) int {
	above := time.Duration((1 - q) * float64(elapsed))
	for inFlight := len(h) - 1; inFlight > 0; inFlight-- {
		if above -= h[inFlight]; above < 0 {
			return inFlight
		}
	}
	return 0
}

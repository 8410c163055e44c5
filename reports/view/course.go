package view

import (
	"math"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// course is the load phase of a block in steps of equal length.
type course struct {
	block measure.Block
	trial *Trial
	load  time.Duration // for how long there were sends; what follows is answers
	width time.Duration // of a step
	steps []stretch
	spots [spotKinds]spots
}

// stretch is what a course counts in a stretch of time.
type stretch struct {
	intended, sent, errors, throttles, cold int
	busy                                    time.Duration    // in flight, summed up over the step's time
	latency                                 []*measure.Tally // of the successes
}

// The kinds of single samples.
const (
	warmSpot = iota
	coldSpot
	spotKinds
)

// newCourse has n steps.
func newCourse(b measure.Block, t *Trial, n int) *course {
	c := &course{block: b, trial: t, steps: make([]stretch, n), load: b.Finished.Sub(b.Started)}
	if b.Length > 0 {
		c.load = min(c.load, b.Length)
	}
	c.width = max(1, (b.Finished.Sub(b.Started)+time.Duration(n)-1)/time.Duration(n))
	return c
}

// step is the position of the step of an instant; what lies beyond the block
// belongs to its first or last.
func (c *course) step(t time.Time) int {
	return min(max(0, int(t.Sub(c.block.Started)/c.width)), len(c.steps)-1)
}

// start is when a step begins.
func (c *course) start(i int) time.Time { return c.block.Started.Add(time.Duration(i) * c.width) }

// add takes in a sample of the load phase.
func (c *course) add(s *measure.Sample) {
	at := &c.steps[c.step(s.Intended)]
	at.intended++
	if s.Cold.Waited() {
		at.cold++
	}
	switch s.Outcome {
	case measure.OutcomeOK:
		if at.latency == nil {
			at.latency = []*measure.Tally{{}}
		}
		at.latency[0].Add(s.Latency())
		c.spot(s)
	case measure.OutcomeThrottle:
		at.throttles++
	default:
		at.errors++
	}
	if s.Outcome == measure.OutcomeDropped {
		return
	}
	from := c.step(s.Sent)
	c.steps[from].sent++
	c.inFlight(from, s.Sent, s.End)
}

// spot takes in a success as a single sample, unless its latency is none that a
// logarithmic axis has.
func (c *course) spot(s *measure.Sample) {
	if s.Latency() <= 0 {
		return
	}
	kind := warmSpot
	if s.Cold.Waited() {
		kind = coldSpot
	}
	c.spots[kind].add(s.Intended.Sub(c.block.Started), s.Latency())
}

// inFlight shares the time of an invocation out among the steps, of which the
// first is given.
func (c *course) inFlight(i int, sent, end time.Time) {
	if end.After(c.block.Finished) {
		end = c.block.Finished
	}
	for sent.Before(end) {
		to := end
		if next := c.start(i + 1); next.Before(end) && i < len(c.steps)-1 {
			to = next
		}
		c.steps[i].busy += to.Sub(sent)
		sent = to
		i++
	}
}

// coarsen merges steps until at most so many are left, and each has, on average,
// as many samples as a p99 needs with some room; but a few are left where these
// hold some samples each.
func (c *course) coarsen(most int) {
	const enough, few, least = 150, 8, 8
	n := c.sum().intended
	want := max(1, min(max(n/enough, min(few, n/least)), most))
	by := 1
	for len(c.steps)%by != 0 || len(c.steps)/by > want {
		by++
	}
	merged := make([]stretch, len(c.steps)/by)
	for i := range c.steps {
		merged[i/by].merge(&c.steps[i])
	}
	c.steps, c.width = merged, c.width*time.Duration(by)
}

// sum is all steps as one.
func (c *course) sum() stretch {
	var out stretch
	for i := range c.steps {
		out.merge(&c.steps[i])
	}
	return out
}

func (s *stretch) merge(from *stretch) {
	s.intended += from.intended
	s.sent += from.sent
	s.errors += from.errors
	s.throttles += from.throttles
	s.cold += from.cold
	s.busy += from.busy
	s.latency = append(s.latency, from.latency...)
}

// quantile of the latency in ms; NaN where there are fewer than least.
func (s *stretch) quantile(q float64, least int) float64 {
	n := 0
	for _, t := range s.latency {
		n += t.Len()
	}
	if n < max(1, least) {
		return math.NaN()
	}
	return check.Milliseconds(measure.Ranked(s.latency, nil, max(1, int(math.Ceil(q*float64(n)-1e-9)))))
}

// p50 and p99 are as the summary shows them: a p99 needs 100 samples.
func (s *stretch) p50() float64 { return s.quantile(0.5, 1) }
func (s *stretch) p99() float64 { return s.quantile(0.99, 100) }

// perSecond is a count of a step as a rate over that part of it in which there
// were sends; NaN where there were none to be.
func (c *course) perSecond(i, n int) float64 {
	covered := min(c.width, c.load-time.Duration(i)*c.width)
	switch {
	case covered >= c.width/20:
		return float64(n) / covered.Seconds()
	case n > 0:
		return float64(n) / c.width.Seconds()
	default:
		return math.NaN()
	}
}

// seal makes the steps ready to be read.
func (c *course) seal() {
	for i := range c.steps {
		for _, t := range c.steps[i].latency {
			t.Seal()
		}
	}
}

package reports

import (
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// observedBlock is one block with what its samples of the load phase say.
type observedBlock struct {
	measure.Block
	covered bool // the load phase went through to its end; false, too, where only samples tell of the block

	n         int // samples
	succeeded int
	ran       int // of n: those that the platform ran
	contended int // of ran
	unsent    int // dropped although a worker was free

	latency, service measure.Tally // of successes
	warm, cold       kind          // by whether the caller waited for a cold start
	lagFree, lagBusy measure.Tally // of what was sent, by whether a worker stood ready for it
	flow             flow
	sizes            sizes
}

// kind is what warm and cold invocations are told apart for.
type kind struct {
	n        int           // that the platform ran
	duration measure.Tally // of successes for which the platform told it
	billed   measure.Tally // of what is billed
}

// add takes in a sample of the load phase with its billed time.
func (b *observedBlock) add(s *measure.Sample, billed time.Duration, isBilled bool) {
	b.n++
	k := &b.warm
	if s.Cold.Waited() {
		k = &b.cold
	}
	if ran(s) {
		b.ran++
		k.n++
		if s.Contended {
			b.contended++
		}
	}
	if isBilled {
		k.billed.Add(billed)
	}
	if s.OK() {
		b.succeeded++
		b.latency.Add(s.Latency())
		b.service.Add(s.Service())
		if s.Duration > 0 {
			k.duration.Add(s.Duration)
		}
	}
	switch {
	case !sent(s) && s.WorkerFree:
		b.unsent++
	case sent(s) && s.WorkerFree:
		b.lagFree.Add(s.SendLag())
	case sent(s):
		b.lagBusy.Add(s.SendLag())
	}
}

func (b *observedBlock) seal() {
	for _, t := range []*measure.Tally{
		&b.latency, &b.service, &b.lagFree, &b.lagBusy,
		&b.warm.duration, &b.warm.billed, &b.cold.duration, &b.cold.billed,
	} {
		t.Seal()
	}
	b.flow.sends.Seal()
	b.flow.ends.Seal()
}

// The tallies of one quantity of a block.

func latencies(b *observedBlock) []*measure.Tally { return []*measure.Tally{&b.latency} }
func services(b *observedBlock) []*measure.Tally  { return []*measure.Tally{&b.service} }

func durations(b *observedBlock) []*measure.Tally {
	return []*measure.Tally{&b.warm.duration, &b.cold.duration}
}

func warmDurations(b *observedBlock) []*measure.Tally { return []*measure.Tally{&b.warm.duration} }

func billedTimes(b *observedBlock) []*measure.Tally {
	return []*measure.Tally{&b.warm.billed, &b.cold.billed}
}

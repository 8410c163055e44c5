package runners

import (
	"container/heap"
	"context"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/load"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// VirtualStart is when the virtual time of every sweep begins: a fixed instant,
// so that the same scenario gives the same samples to the last bit, and one
// that nobody takes for the time of a measurement.
var VirtualStart = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// Virtual is a Runner whose answers are known without waiting for them. The
// sweep asks Answer in place of Invoke and lets virtual time pass in place of
// the world's: it neither sleeps, nor warms up, nor has anything queue.
type Virtual interface {
	Runner
	// Answer is the sample of the request at a place, and how long its caller
	// waited. It depends on the variant and the place alone.
	Answer(v scenarios.Variant, at Place) (s measure.Sample, took time.Duration)
}

// Place is where a request stands in a sweep.
type Place struct {
	Round int
	Phase measure.Phase
	Seq   int // in the phase of the block, from 0
}

// pass lets virtual time come to the end of a block that is done.
func (s *Sweep) pass(b measure.Block) {
	if _, is := s.Runners[s.Plan.Variants[b.Variant].Target].(Virtual); is {
		s.virtualNow = b.Finished
	}
}

// virtual is a block on its way through virtual time.
type virtual struct {
	*block
	runner Virtual
	pick   *picker
	now    time.Time // when all that was sent so far has been answered
}

// virtualPhases forces the cold starts asked for and runs the load, from when
// the virtual block before this one ended.
func (b *block) virtualPhases(ctx context.Context, runner Virtual) error {
	v := &virtual{
		block: b, runner: runner, now: b.sweep.virtualNow,
		pick: newPicker(b.sweep.Scenario.Payloads, b.sweep.Scenario.Seed, uint64(b.Round)),
	}
	if n := b.forced(); n > 0 {
		b.sweep.Observer.PhaseStarted(*b.Block, measure.PhaseCold)
		for i := range n {
			v.send(measure.PhaseCold, i, v.now)
		}
	}
	b.sweep.Observer.PhaseStarted(*b.Block, measure.PhaseLoad)
	b.Started = v.now
	v.load(ctx)
	b.Finished = v.now
	return context.Cause(ctx)
}

// load runs the profile.
func (v *virtual) load(ctx context.Context) {
	switch profile := v.sweep.Scenario.Load.Block(v.sweep.Plan.Rounds, v.Round); profile.Model {
	case scenarios.Open:
		v.open(ctx, Schedule(profile, v.sweep.Scenario.Seed))
	case scenarios.Closed:
		v.closed(ctx, profile)
	case scenarios.Burst:
		start := v.now
		for v.Intended < profile.Burst && ctx.Err() == nil {
			v.send(measure.PhaseLoad, v.Intended, start)
			v.Intended++
		}
	}
}

// open sends on schedule.
func (v *virtual) open(ctx context.Context, s load.Schedule) {
	start := v.now
	v.Length = s.Length()
	for v.Intended < s.Sends() && ctx.Err() == nil {
		at, _ := s.At(v.Intended)
		v.send(measure.PhaseLoad, v.Intended, start.Add(at))
		v.Intended++
	}
}

// closed has callers that each send again as soon as they have their answer.
func (v *virtual) closed(ctx context.Context, profile scenarios.Load) {
	start := v.now
	callers := make(frees, profile.Concurrency)
	for i := range callers {
		callers[i] = start
	}
	for seq := 0; ctx.Err() == nil; seq++ {
		next := callers[0]
		if profile.Invocations > 0 && seq >= profile.Invocations || profile.Invocations == 0 && next.Sub(start) >= profile.For {
			return
		}
		callers[0] = v.send(measure.PhaseLoad, seq, next)
		heap.Fix(&callers, 0)
	}
}

// send makes a request at a time and says when its answer is there.
func (v *virtual) send(phase measure.Phase, seq int, at time.Time) (end time.Time) {
	v.sweep.Traffic.leaves()
	defer v.sweep.Traffic.returned()
	sample, took := v.runner.Answer(v.variant, Place{Round: v.Round, Phase: phase, Seq: seq})
	sample.Payload, sample.Phase, sample.Seq = v.pick.payload(seq).Name, phase, seq
	sample.Variant, sample.Block, sample.Round = v.Variant, v.Index, v.Round
	sample.Intended, sample.Sent, sample.End, sample.WorkerFree = at, at, at.Add(took), true
	v.record(&sample)
	if sample.End.After(v.now) {
		v.now = sample.End
	}
	return sample.End
}

// frees is a heap of when callers become free: the first is the earliest.
type frees []time.Time

var _ heap.Interface = (*frees)(nil)

func (f frees) Len() int           { return len(f) }
func (f frees) Less(i, j int) bool { return f[i].Before(f[j]) }
func (f frees) Swap(i, j int)      { f[i], f[j] = f[j], f[i] }
func (f *frees) Push(x any)        { *f = append(*f, x.(time.Time)) }
func (f *frees) Pop() any {
	last := len(*f) - 1
	x := (*f)[last]
	*f = (*f)[:last]
	return x
}

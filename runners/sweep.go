package runners

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/load"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// Sweep runs the blocks of a plan one after another.
type Sweep struct {
	Scenario *scenarios.Scenario
	Plan     *scenarios.Plan
	Runners  []Runner // one per target, in the scenario's order
	// Record is called once for every sample, from many goroutines. Its error
	// ends the sweep: what cannot be kept need not be measured.
	Record func(measure.Sample) error
	// Tally, which may be nil, is called in the same way, and at once: Record gets a
	// sample that is to be completed with the end of its block.
	Tally    func(measure.Sample) error
	Observer Observer
	Shown    func(string) string // takes secrets out of what a target says; nil: there are none
	Traffic  *Traffic            // counts what is sent; nil when nobody looks
	// CoarseTimers is for tests in virtual time; see load.Engine.
	CoarseTimers bool
	Done         []measure.Block // of an earlier part of this run; they are not run again
	Planner      Planner         // adds rounds to the plan once its own are done; nil: none
	Searcher     Searcher        // of a scenario that searches; it makes the whole plan
	// Enough is asked before each block whether the sweep ends there, with the
	// block and those behind it pending; nil: never.
	Enough func(next measure.Block) bool

	virtualNow time.Time // where the virtual time of Virtual runners has come to
}

// Run runs every block, and those that the planner adds, and returns what became
// of each, in the order in which they ran.
// The error is that of the first block that could not be completed, or ctx's;
// the blocks before it stand. To end by Enough is none. Checks and Restore are the caller's.
func (s *Sweep) Run(ctx context.Context) ([]measure.Block, error) {
	blocks := Pending(s.Plan)
	for _, b := range s.Done {
		blocks[b.Index] = b
	}
	s.virtualNow = VirtualStart
	for i := 0; i < len(blocks) || s.more(&blocks); i++ {
		if blocks[i].State.Over() {
			s.pass(blocks[i])
			continue
		}
		if s.Enough != nil && s.Enough(blocks[i]) {
			break
		}
		s.Observer.BlockStarted(blocks[i])
		again, err := s.runBlock(ctx, &blocks[i])
		s.Observer.BlockFinished(blocks[i])
		if err != nil {
			return blocks, err
		}
		if again {
			blocks = append(blocks, pending(s.Plan.Add(blocks[i].Round, blocks[i].Variant)))
		}
		s.pass(blocks[i])
	}
	// What ended the sweep may have come with the end of the last block.
	return blocks, context.Cause(ctx)
}

// more lets whoever plans add blocks, and reports whether there are any.
func (s *Sweep) more(blocks *[]measure.Block) bool {
	if s.Searcher != nil {
		return s.addProbes(blocks)
	}
	return s.addRound(blocks)
}

// runBlock runs a block and says whether it is to be measured again.
func (s *Sweep) runBlock(ctx context.Context, b *measure.Block) (again bool, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	run := &block{
		Block:   b,
		sweep:   s,
		variant: s.Plan.Variants[b.Variant],
		fail:    cancel,
	}
	run.runner = s.Runners[run.variant.Target]
	err = run.phases(ctx)
	run.complete(ctx)
	if runner, is := run.runner.(Refusable); is && err == nil {
		err = runner.Refused()
	}
	if ctx.Err() != nil { // what a phase says of it is less than why
		err = context.Cause(ctx)
	}
	if err != nil {
		b.State, b.Error = measure.BlockPartial, s.shown(err.Error())
		return false, fmt.Errorf("%s, round %d: %w", s.Scenario.Label(run.variant), b.Round+1, err)
	}
	b.State = measure.BlockDone
	if again = s.repeats(run); again {
		b.State = measure.BlockContended
	}
	return again, nil
}

// shown is what a target says as it may be kept.
func (s *Sweep) shown(text string) string {
	if s.Shown == nil || text == "" {
		return text
	}
	return s.Shown(text)
}

// block is one block on its way.
type block struct {
	*measure.Block
	sweep   *Sweep
	runner  Runner
	variant scenarios.Variant
	fail    context.CancelCauseFunc

	answered, contended atomic.Int64 // of the load
	warmed              atomic.Int64 // of the warm-up
	held                held
}

// phases makes the variant live, forces the cold starts asked for, warms up,
// and runs the load, in this order so that the load meets warm environments.
func (b *block) phases(ctx context.Context) error {
	if err := b.runner.Apply(ctx, b.variant); err != nil {
		return err
	}
	if runner, is := b.runner.(Virtual); is {
		return b.virtualPhases(ctx, runner)
	}
	if err := b.forceCold(ctx); err != nil {
		return err
	}
	profile := b.profile()
	if b.Rate > 0 {
		b.rest(ctx)
	}
	if profile.Model != scenarios.Burst {
		b.sweep.Observer.PhaseStarted(*b.Block, measure.PhaseWarmup)
		b.warmUp(ctx, profile)
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	b.sweep.Observer.PhaseStarted(*b.Block, measure.PhaseLoad)
	defer b.meter(ctx)()
	if b.Rate > 0 {
		b.probe(ctx)
	} else {
		b.load(ctx, profile)
	}
	return nil
}

// profile is what the block sends.
func (b *block) profile() scenarios.Load {
	if planned := b.sweep.Plan.Blocks[b.Index]; planned.Rate > 0 {
		return b.sweep.Scenario.Load.Probe(planned.Rate, planned.For, b.Round)
	}
	return b.sweep.Scenario.Load.Block(b.sweep.Plan.Rounds, b.Round)
}

// load runs the profile and notes when it ran and what was intended.
func (b *block) load(ctx context.Context, profile scenarios.Load) {
	engine := b.engine(measure.PhaseLoad, 0)
	b.Started = time.Now()
	defer func() { b.Finished = time.Now() }()
	switch profile.Model {
	case scenarios.Open:
		schedule := Schedule(profile, b.sweep.Scenario.Seed)
		b.Intended, b.Length = schedule.Sends(), schedule.Length()
		b.Started = time.Now() // drawing the arrivals took its time
		defer b.sweep.Traffic.follow(schedule, b.Started)()
		engine.MaxWorkers, engine.DropAfter = profile.MaxWorkers, profile.DropAfter
		b.Generator = b.send(ctx, engine, profile, schedule)
		if ctx.Err() != nil {
			b.Intended = load.Due(schedule, time.Since(b.Started))
		}
	case scenarios.Closed:
		b.Generator = engine.Closed(ctx, profile.Concurrency, profile.Invocations, profile.For)
	case scenarios.Burst:
		b.Intended = profile.Burst
		b.Generator = engine.Burst(ctx, profile.Burst)
	}
}

// send sends on schedule, as the profile says how.
func (b *block) send(ctx context.Context, engine *load.Engine, profile scenarios.Load, schedule load.Schedule) measure.Generator {
	if profile.Engine == scenarios.EngineVegeta {
		return engine.Attack(ctx, schedule)
	}
	return engine.Open(ctx, schedule)
}

// forced is this round's part of the cold starts that were asked for; added
// rounds have none. Of a search, which has no rounds, the first probe has them all.
func (b *block) forced() int {
	asked := b.sweep.Scenario.ColdStarts
	switch {
	case asked == nil:
		return 0
	case b.Rate > 0 && b.first():
		return asked.Samples
	case b.Rate > 0, b.Round >= b.sweep.Plan.Rounds:
		return 0
	}
	return Share(asked.Samples, b.sweep.Plan.Rounds, b.Round)
}

// first reports whether the variant has no block before this one.
func (b *block) first() bool {
	return !slices.ContainsFunc(b.sweep.Plan.Blocks[:b.Index], func(o scenarios.Block) bool { return o.Variant == b.Variant })
}

// forceCold makes this round's cold starts.
func (b *block) forceCold(ctx context.Context) error {
	n := b.forced()
	if n == 0 {
		return nil
	}
	b.sweep.Observer.PhaseStarted(*b.Block, measure.PhaseCold)
	for i := range n {
		if err := b.runner.Recycle(ctx, b.variant); err != nil {
			return err
		}
		b.engine(measure.PhaseCold, i).Burst(ctx, 1)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
	return nil
}

// engine sends this block's requests and records them under a phase, where first
// is the place of the engine's first request. Payloads and arrivals are seeded
// by the round, so that all variants of one get the same.
func (b *block) engine(phase measure.Phase, first int) *load.Engine {
	pick := newPicker(b.sweep.Scenario.Payloads, b.sweep.Scenario.Seed, uint64(b.Round))
	return &load.Engine{
		Send: func(ctx context.Context, seq int, sample *measure.Sample) {
			payload := pick.payload(first + seq)
			*sample = b.invoke(ctx, phase, first+seq, payload)
			sample.Payload, sample.Phase = payload.Name, phase
			if sample.Stale {
				sample.Phase = measure.PhaseWarmup
			}
			sample.Variant, sample.Block, sample.Round = b.Variant, b.Index, b.Round
		},
		Record: func(sample *measure.Sample) {
			sample.Seq += first
			b.record(sample)
		},
		CoarseTimers: b.sweep.CoarseTimers,
	}
}

// invoke makes request seq of a phase, part of a trace where the scenario asks
// for it, and counts it as under way meanwhile.
func (b *block) invoke(ctx context.Context, phase measure.Phase, seq int, payload scenarios.Payload) measure.Sample {
	b.sweep.Traffic.leaves()
	defer b.sweep.Traffic.returned()
	scenario := b.sweep.Scenario
	if scenario.Tracing == nil {
		return b.runner.Invoke(ctx, b.variant, payload)
	}
	trace := NewTrace(scenario.Tracing, scenario.Seed, b.Index, phase, seq, time.Now())
	sample := b.runner.Invoke(WithTrace(ctx, trace), b.variant, payload)
	sample.TraceID = trace.ID()
	return sample
}

func (b *block) record(sample *measure.Sample) {
	sample.Reason = b.sweep.shown(sample.Reason)
	switch sample.Phase {
	case measure.PhaseWarmup:
		b.warmed.Add(1)
	case measure.PhaseLoad:
		b.answered.Add(1)
		if sample.Contended {
			b.contended.Add(1)
		}
	}
	b.sweep.Observer.Sampled(sample)
	b.tally(sample)
	if !b.hold(sample) {
		b.keep(*sample)
	}
}

// Share is the part of n that falls to one of rounds, so that the parts add up.
func Share(n, rounds, round int) int { return n*(round+1)/rounds - n*round/rounds }

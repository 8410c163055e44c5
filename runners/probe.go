package runners

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/load"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// Searcher says at which rates a capacity search probes. Each probe is a block.
type Searcher interface {
	// Next names the probes of the next round, a variant once at most; none ends
	// the sweep. blocks are all so far.
	Next(blocks []measure.Block) []Probe
	// Hopeless is closed once the probe of a block cannot hold any more, whatever
	// comes. It is asked before the block's first request.
	Hopeless(b measure.Block) <-chan struct{}
}

// Probe is the load that a variant gets next.
type Probe struct {
	Variant int
	Rate    check.Rate
	For     time.Duration // what counts of it
}

// addProbes adds a round of probes to the plan, in an order drawn from the seed.
func (s *Sweep) addProbes(blocks *[]measure.Block) bool {
	probes := s.Searcher.Next(*blocks)
	round := 0
	if len(*blocks) > 0 {
		round = s.Plan.NextRound()
	}
	for _, i := range rand.New(rand.NewPCG(s.Scenario.Seed, uint64(round))).Perm(len(probes)) {
		*blocks = append(*blocks, pending(s.Plan.Probe(round, probes[i].Variant, probes[i].Rate, probes[i].For)))
	}
	return len(probes) > 0
}

// probe holds the block's rate: for a time in which it settles, whose samples
// count as warm-up, and then for the time that counts. A probe that is lost ends
// early, so that the queue which it builds up does not grow on.
func (b *block) probe(ctx context.Context) {
	planned := b.sweep.Plan.Blocks[b.Index]
	profile := b.profile()
	schedule := Schedule(profile, b.sweep.Scenario.Seed)
	settle := b.sweep.Scenario.Load.Search.Settle
	skip := load.Due(schedule, settle)
	engine := b.engine(measure.PhaseLoad, 0)
	record, warmed := engine.Record, int(b.warmed.Load())
	engine.Record = func(sample *measure.Sample) {
		sample.Seq -= skip
		if sample.Seq < 0 { // behind those of the warm-up, whose places it would take
			sample.Phase, sample.Seq = measure.PhaseWarmup, sample.Seq+skip+warmed
		}
		record(sample)
	}
	engine.Stop = b.sweep.Searcher.Hopeless(*b.Block)
	engine.MaxWorkers, engine.DropAfter = profile.MaxWorkers, profile.DropAfter
	start := time.Now()
	b.Started, b.Length = start.Add(settle), planned.For
	defer func() { b.Finished = time.Now() }()
	defer b.sweep.Traffic.follow(schedule, start)()
	b.Generator = b.send(ctx, engine, profile, schedule)
	b.Intended = schedule.Sends() - skip
	select {
	case <-engine.Stop:
		b.Lost = true
		b.Intended = int(b.answered.Load()) // the others are not owed any more
	case <-ctx.Done():
		b.Intended = max(0, load.Due(schedule, time.Since(start))-skip)
	default:
	}
}

// rest lets what the probe before has left behind come to its end.
func (b *block) rest(ctx context.Context) {
	if b.Index == 0 {
		return
	}
	select {
	case <-time.After(b.sweep.Scenario.Load.Search.Settle):
	case <-ctx.Done():
	}
}

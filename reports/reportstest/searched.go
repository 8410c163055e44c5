package reportstest

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// Searched is a run that searched for the capacity of a function at two sizes,
// so often. An environment of 512 MB gets through a hundred requests a second,
// one of 1024 MB through two hundred.
func Searched(repeat int) reports.Input {
	in := CPUBound().Input()
	s := in.Scenario
	where, err := check.ParseSLO("p99 < 300ms, errors < 1%")
	if err != nil {
		panic(fmt.Errorf("the objective of the fixture: %w", err))
	}
	s.Name, s.Repeat = "capacity", repeat
	s.Matrix.MemoryMB, s.Matrix.Architecture = []int{512, 1024}, []string{"x86_64"}
	s.Load = scenarios.Load{Model: scenarios.Open, Search: &scenarios.Search{
		Where: where, Text: "p99 < 300ms, errors < 1%", From: 10, To: 1000,
		Step: 10 * time.Second, Settle: time.Second, Precision: 0.05, Confidence: 0.95,
	}}
	in.Plan, in.Blocks = s.Plan(), nil
	board := reports.CapacityBoard(s, len(in.Plan.Variants))
	rng := rand.New(rand.NewPCG(7, 8))
	var samples measure.List
	for more := true; more; {
		more = false
		for v := range in.Plan.Variants {
			step := board.Next(v)
			if step.Rate == 0 {
				continue
			}
			more = true
			planned := in.Plan.Probe(len(in.Blocks)/2, v, check.Rate(step.Rate), time.Duration(step.Steps)*s.Load.Search.Step)
			block, sent := probe(planned, Began.Add(time.Duration(len(in.Blocks))*time.Minute), 100*float64(v+1), rng)
			for i := range sent {
				board.Sampled(&sent[i])
			}
			in.Blocks, samples = append(in.Blocks, block), append(samples, sent...)
			board.Take(in.Blocks)
		}
	}
	in.Samples = samples
	return in
}

// probe answers a probe as one environment does that serves in exponential time,
// so many a second, in the order of arrival.
func probe(planned scenarios.Block, began time.Time, perSecond float64, rng *rand.Rand) (measure.Block, []measure.Sample) {
	n := int(float64(planned.Rate) * planned.For.Seconds())
	gap := time.Duration(float64(time.Second) / float64(planned.Rate))
	b := measure.Block{
		Index: planned.Index, Round: planned.Round, Variant: planned.Variant, State: measure.BlockDone, Rate: float64(planned.Rate),
		Started: began, Finished: began.Add(planned.For), Intended: n, Length: planned.For,
	}
	var out []measure.Sample
	var free time.Time
	for seq := range n {
		intended := began.Add(time.Duration(seq) * gap)
		if free.Before(intended) {
			free = intended
		}
		took := time.Duration(rng.ExpFloat64()/perSecond*1e6+1) * time.Microsecond
		free = free.Add(took)
		out = append(out, measure.Sample{
			Variant: b.Variant, Block: b.Index, Round: b.Round, Seq: seq, Phase: measure.PhaseLoad, WorkerFree: true,
			Intended: intended, Sent: intended, End: free, Outcome: measure.OutcomeOK, Status: 200, Cold: measure.ColdNone,
			Environment: fmt.Sprintf("env-%d", b.Variant), Duration: took, Billed: took.Truncate(time.Millisecond) + time.Millisecond, MaxMemoryMB: 80,
		})
	}
	return b, out
}

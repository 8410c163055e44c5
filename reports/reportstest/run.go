// Package reportstest makes runs for tests: deterministic samples of a function
// at several sizes, and the summary of a whole one.
package reportstest

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// Began is when every run of this package starts.
var Began = time.Date(2026, 11, 22, 15, 4, 5, 0, time.UTC)

// Run is a run of one function over sizes, at ten sends a second.
type Run struct {
	Sizes    []Size
	PerBlock int // load samples of a block
	Rounds   int
	Forced   int // forced cold starts per size
}

// Size is how the function behaves at one memory size.
type Size struct {
	MemoryMB int
	CPU      time.Duration // work of an invocation on one vCPU
	// Outcome changes the n-th load sample of the size, counted over all
	// rounds; nil leaves all successful.
	Outcome func(n int, s *measure.Sample)
}

// CPUBound is a Run of 57 ms of single-threaded work at the usual six sizes.
func CPUBound() Run {
	r := Run{PerBlock: 40, Rounds: 3, Forced: 5}
	for _, mb := range []int{128, 256, 512, 1024, 1769, 3008} {
		r.Sizes = append(r.Sizes, Size{MemoryMB: mb, CPU: 57 * time.Millisecond})
	}
	return r
}

// Input is the run as a summary is built of it, with the book of Book and the
// samples as a measure.List. The scenario has an objective of balance, traffic,
// and no gates.
func (r Run) Input() reports.Input {
	in := reports.Input{
		Scenario: Scenario(), Plan: r.plan(), Book: Book(),
		RunID: "20261122T150405Z-thumbnail-1a2b", Version: "0.1.0",
		StartedAt: Began, FinishedAt: Began.Add(67 * time.Second), Now: Began, Complete: true,
		Command: "sweetspot run thumbnail.yaml", Directory: "runs/20261122T150405Z-thumbnail-1a2b",
		Host: reports.Host{CPU: "AMD EPYC", Cores: 2, Speed: 152.4, Limits: "cgroup1", OS: "linux/amd64"},
	}
	rng := rand.New(rand.NewPCG(1, 2))
	var samples measure.List
	for _, b := range in.Plan.Blocks {
		began := Began.Add(time.Duration(b.Index) * 5 * time.Second)
		block := r.block(b, began)
		in.Blocks = append(in.Blocks, block)
		samples = append(samples, r.samples(b, began, rng)...)
	}
	in.Samples = samples
	return in
}

func (r Run) plan() *scenarios.Plan {
	p := &scenarios.Plan{Rounds: r.Rounds}
	for i, s := range r.Sizes {
		p.Variants = append(p.Variants, scenarios.Variant{Index: i, MemoryMB: s.MemoryMB, Architecture: "x86_64"})
	}
	for round := range r.Rounds {
		for v := range r.Sizes {
			p.Blocks = append(p.Blocks, scenarios.Block{Index: len(p.Blocks), Round: round, Variant: v})
		}
	}
	return p
}

// interval between two sends of a block.
const interval = 100 * time.Millisecond

func (r Run) block(b scenarios.Block, began time.Time) measure.Block {
	length := time.Duration(r.PerBlock) * interval
	return measure.Block{
		Index: b.Index, Round: b.Round, Variant: b.Variant, State: measure.BlockDone,
		Started: began, Finished: began.Add(length), Intended: r.PerBlock, Length: length,
	}
}

// samples of a block: forced cold starts in the first round, then the load,
// whose first invocation of a round is a natural cold start.
func (r Run) samples(b scenarios.Block, began time.Time, rng *rand.Rand) []measure.Sample {
	size := r.Sizes[b.Variant]
	var out []measure.Sample
	if b.Round == 0 {
		for n := range r.Forced {
			at := began.Add(time.Duration(n-r.Forced) * time.Second)
			s := invocation(b, size, at, n, true, rng)
			s.Phase, s.Environment = measure.PhaseCold, fmt.Sprintf("forced-%d-%d", size.MemoryMB, n)
			out = append(out, s)
		}
	}
	for n := range r.PerBlock {
		s := invocation(b, size, began.Add(time.Duration(n)*interval), n, n == 0, rng)
		if size.Outcome != nil {
			size.Outcome(b.Round*r.PerBlock+n, &s)
		}
		out = append(out, s)
	}
	return out
}

// invocation is one sample whose duration is the CPU time at the size's share
// of a vCPU, at most one of them, with a spread of a few per cent.
func invocation(b scenarios.Block, size Size, intended time.Time, n int, cold bool, rng *rand.Rand) measure.Sample {
	vcpu := min(1, float64(size.MemoryMB)/1769)
	duration := time.Duration(float64(size.CPU) / vcpu * (0.98 + 0.08*rng.Float64())).Round(time.Microsecond)
	s := measure.Sample{
		Variant: b.Variant, Block: b.Index, Round: b.Round, Seq: n, Phase: measure.PhaseLoad,
		Intended: intended, Sent: intended.Add(80 * time.Microsecond), WorkerFree: true,
		Outcome: measure.OutcomeOK, Status: 200, Cold: measure.ColdNone,
		Environment: fmt.Sprintf("env-%d-%d", size.MemoryMB, b.Round),
		RequestID:   fmt.Sprintf("%d-%d", b.Index, n),
		Duration:    duration, MaxMemoryMB: min(size.MemoryMB, 96),
	}
	if cold {
		s.Cold = measure.ColdWaited
		s.Init = (3500 * time.Microsecond) + time.Duration(rng.IntN(1000))*time.Microsecond
	}
	s.Billed = (s.Duration + s.Init + time.Millisecond - 1).Truncate(time.Millisecond)
	s.End = s.Sent.Add(s.Duration + s.Init + 600*time.Microsecond)
	return s
}

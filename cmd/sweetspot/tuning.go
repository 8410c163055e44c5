package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/advice/search"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/runners"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// tuning is a search on its way: a run whose plan grows by a block a step. The
// plan's variants are the sizes in the order in which they came up.
type tuning struct {
	*run
	original *scenarios.Scenario
	flags    tuneFlags
	sizes    []int          // to choose from, ascending
	rates    []pricing.Rate // of each
	problem  search.Problem
	limits   []latencyLimit
	tuned    *rundir.Tuned

	history []search.Trial
	steps   []reports.SearchStep
	seen    []measure.Sample // of the step under way, all phases
	mu      sync.Mutex       // guards seen
	all     []measure.Sample // of the load phase of all steps, that succeeded
	spent   reports.SearchSpend
	ended   string
}

// withSize is sizes with one more, where it is not among them.
func withSize(sizes []int, mb int) []int {
	at, there := slices.BinarySearch(sizes, mb)
	if there {
		return sizes
	}
	return slices.Insert(sizes, at, mb)
}

// drive measures step after step until the search is done. Samples that cannot
// be kept end it.
func (t *tuning) drive(ctx context.Context) error {
	t.manifest.Tuned = t.tuned
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	t.samples.OnFailure(cancel)
	err := t.search(ctx)
	return errors.Join(err, t.samples.Close())
}

// search measures what runs today, then whatever the search asks for.
func (t *tuning) search(ctx context.Context) error {
	if now := t.original.Current; now != nil && now.MemoryMB > 0 {
		at, _ := slices.BinarySearch(t.sizes, now.MemoryMB)
		if err := t.step(ctx, at, t.flags.batch, "what runs today"); err != nil {
			return err
		}
	}
	for {
		t.problem.Objective = t.objective()
		next := t.problem.Next(t.history)
		if next.Invocations == 0 {
			t.ended = next.Why
			return nil
		}
		if err := t.step(ctx, next.Candidate, next.Invocations, next.Why); err != nil {
			return err
		}
	}
}

// step measures a candidate once more and adds what came of it to the history.
func (t *tuning) step(ctx context.Context, candidate, invocations int, why string) error {
	block := t.extend(candidate)
	t.seen = nil
	sweep := &runners.Sweep{
		Scenario: t.live.Tuned(t.tuned.Sizes, invocations), Shown: t.spoken, Plan: t.plan, Runners: t.runners,
		Record:   func(s measure.Sample) error { return t.samples.Write(s) },
		Observer: bookkeeper{watcher{t}, t.run},
		Done:     done(t.manifest.Blocks),
	}
	_, err := sweep.Run(ctx)
	t.account(candidate, t.manifest.Blocks[block])
	if err != nil {
		return err
	}
	trial := trialOf(candidate, t.seen)
	t.history = append(t.history, trial)
	step := reports.SearchStep{MemoryMB: t.sizes[candidate], Invocations: len(trial.MS) + trial.Cold + trial.Failures, Why: why, Failure: string(trial.Failure)}
	if len(trial.MS) > 0 {
		step.MeanMS = new(meanOf(trial.MS))
	}
	t.steps = append(t.steps, step)
	t.tell(step)
	return nil
}

// extend adds a block of a candidate to the plan, and a variant where it is new.
func (t *tuning) extend(candidate int) (block int) {
	mb := t.sizes[candidate]
	variant := slices.Index(t.tuned.Sizes, mb)
	if variant < 0 {
		variant = len(t.plan.Variants)
		v := t.original.TuningVariant(variant, mb)
		t.plan.Variants = append(t.plan.Variants, v)
		t.tuned.Sizes = append(t.tuned.Sizes, mb)
		t.scenario = t.original.Tuned(t.tuned.Sizes, t.flags.batch)
		row := rundir.Variant{Label: t.scenario.Label(v), Target: t.scenario.Targets[0].Name, MemoryMB: mb, Architecture: v.Architecture}
		t.manifest.Variants = append(t.manifest.Variants, row)
		t.samples.Grow(row)
	}
	round := 0
	for _, b := range t.plan.Blocks {
		if b.Variant == variant {
			round++
		}
	}
	block = len(t.plan.Blocks)
	t.plan.Blocks = append(t.plan.Blocks, scenarios.Block{Index: block, Round: round, Variant: variant})
	t.manifest.Blocks = append(t.manifest.Blocks, measure.Block{Index: block, Round: round, Variant: variant, State: measure.BlockPending})
	return block
}

// watcher keeps the samples of the step under way.
type watcher struct{ *tuning }

var _ runners.Observer = watcher{}

// BlockStarted implements runners.Observer.
func (watcher) BlockStarted(measure.Block) {}

// PhaseStarted implements runners.Observer.
func (watcher) PhaseStarted(measure.Block, measure.Phase) {}

// Sampled implements runners.Observer.
func (w watcher) Sampled(s *measure.Sample) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seen = append(w.seen, *s)
}

// BlockFinished implements runners.Observer.
func (watcher) BlockFinished(measure.Block) {}

// account adds what a block took to what the search spent.
func (t *tuning) account(candidate int, b measure.Block) {
	var billed time.Duration
	var requests int64
	for i := range t.seen {
		s := &t.seen[i]
		if s.Phase == measure.PhaseLoad {
			t.spent.Invocations++
		} else {
			t.spent.WarmUp++
		}
		if s.Billed > 0 {
			requests++
			billed += s.Billed
		}
		if s.Phase == measure.PhaseLoad && s.OK() {
			t.all = append(t.all, *s)
		}
	}
	t.spent.Seconds += b.Finished.Sub(b.Started).Seconds()
	t.spent.Cost = t.spent.Cost.Add(t.rates[candidate].Cost(requests, billed.Milliseconds()))
	t.spent.Currency = t.rates[candidate].Currency()
}

// tell says on standard error what a step found.
func (t *tuning) tell(step reports.SearchStep) {
	if t.settings.Quiet {
		return
	}
	found := step.Failure
	if step.MeanMS != nil {
		found = fmt.Sprintf("%.4g ms", *step.MeanMS)
	}
	fmt.Fprintf(t.stderr, "%3d  %5d MB  %d × %s  (%s)\n", len(t.steps), step.MemoryMB, step.Invocations, found, step.Why)
}

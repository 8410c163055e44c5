package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/runners"
)

// drive runs the blocks that are not done and keeps the manifest true after
// each. Samples that cannot be kept end it.
func (r *run) drive(ctx context.Context) error {
	tap := r.startViews()
	progress := r.newProgress(ctx, tap)
	defer progress.close()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	r.samples.OnFailure(cancel)
	more, err := r.stopping(cancel)
	searcher, unread := r.searcher()
	purse, unpriced := r.purse(cancel)
	if err := errors.Join(err, unread, unpriced); err != nil {
		return errors.Join(err, r.samples.Close())
	}
	end := r.newDeadline()
	sweep := &runners.Sweep{
		Scenario: r.live, Shown: r.spoken, Plan: r.plan, Runners: r.runners,
		Record:   tallied(more, r.samples),
		Tally:    searcher.tallied(counted(purse)),
		Observer: bookkeeper{runners.Observers{tap, progress}, r}, Traffic: r.traffic,
		Done: done(r.manifest.Blocks), Planner: r.planner(more, end),
	}
	if end != nil {
		sweep.Enough = end.reached
	}
	if searcher != nil {
		sweep.Searcher = searcher
	}
	if _, err = sweep.Run(ctx); err == nil {
		err = r.spent(end)
	}
	return errors.Join(r.stopped(more, err), r.samples.Close())
}

// done are the blocks that need not be run any more.
func done(blocks []measure.Block) []measure.Block {
	return slices.DeleteFunc(slices.Clone(blocks), func(b measure.Block) bool { return !b.State.Over() })
}

// bookkeeper keeps what is on disk true after each block, beside those who
// watch.
type bookkeeper struct {
	runners.Observer
	run *run
}

// BlockFinished implements runners.Observer. A block whose samples are not all
// on disk is not done.
func (k bookkeeper) BlockFinished(b measure.Block) {
	k.Observer.BlockFinished(b)
	if err := k.run.samples.Flush(); err != nil && b.State.Over() {
		b.State, b.Error = measure.BlockPartial, err.Error()
	}
	if b.Index == len(k.run.manifest.Blocks) {
		k.run.manifest.Blocks = append(k.run.manifest.Blocks, b)
	}
	k.run.manifest.Blocks[b.Index] = b
	k.run.keepLaunches()
	if err := k.run.dir.WriteManifest(k.run.manifest); err != nil {
		fmt.Fprintln(k.run.stderr, "sweetspot: warning:", err)
	}
}

package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/rundir"
)

// deadline ends a run when its budget is spent: no round begins that would go
// beyond it, going by how long the last one took, and no block after it. The
// block that runs is never cut.
type deadline struct {
	at  time.Time
	now func() time.Time

	round int
	began time.Time     // of the round
	took  time.Duration // the last whole one
	ended bool
}

// newDeadline is the deadline of a run; nil without a budget, and for recordings,
// which take no time.
func (r *run) newDeadline() *deadline {
	if r.fitted == nil || r.scenario.Replayed() {
		return nil
	}
	return &deadline{at: r.fitted.until, now: time.Now}
}

// reached implements the sweep's Enough.
func (d *deadline) reached(next measure.Block) bool {
	now := d.now()
	if d.began.IsZero() {
		d.round, d.began = next.Round, now
	}
	need := time.Duration(0)
	if next.Round != d.round {
		d.took = now.Sub(d.began)
		d.round, d.began, need = next.Round, now, d.took
	}
	d.ended = now.Add(need).After(d.at)
	return d.ended
}

// room reports whether a round of so many of all variants would end in time; nil
// has room for any.
func (d *deadline) room(variants, of int) bool {
	if d == nil {
		return true
	}
	took := d.took
	if took == 0 {
		took = d.now().Sub(d.began)
	}
	return !d.now().Add(took * time.Duration(variants) / time.Duration(max(1, of))).After(d.at)
}

// errBudgetSpent is the error of a run that did not come to measure every variant
// once.
var errBudgetSpent = errors.New("its budget was spent before every variant was measured once")

// spent settles what became of a run that its budget ended: it is whole without
// the blocks that there was no time for, where every variant has one.
func (r *run) spent(d *deadline) error {
	if d == nil || !d.ended {
		return nil
	}
	planned := len(r.manifest.Blocks)
	finished := done(r.manifest.Blocks)
	for i := range r.plan.Variants {
		if measure.CountBlocks(finished, i) == 0 {
			return fmt.Errorf("%w: %s", errBudgetSpent, r.fitted)
		}
	}
	r.manifest.Budget.Capped = true
	text := fmt.Sprintf("No time was left to measure more than what was planned, since %s was spent.", r.fitted)
	if len(finished) < planned {
		r.manifest.Blocks = r.manifest.Blocks[:len(finished)] // those before the first that did not run
		text = fmt.Sprintf("The run ended after %d of %s, since %s was spent: what was measured until then counts.", len(finished), plural(planned, "block"), r.fitted)
	}
	r.manifest.Warnings = append(r.manifest.Warnings, rundir.Warning{Code: budgetCode, Text: text})
	return nil
}

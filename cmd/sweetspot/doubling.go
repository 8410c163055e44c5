package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// doubling has variants measured as many times again where the rounds of the
// plan leave open whether they pass a gate of level error: once in a run, and
// whichever way the gate leans, so that no verdict is tried until it is green.
// The manifest keeps what was decided, also for a run that is resumed.
type doubling struct {
	*run
	judge func() (*reports.Summary, error) // of what is measured so far
	// spent names the cap of stop_when, or the budget, that another round of the
	// variants would pass, "" for none; it may be nil.
	spent func(blocks []measure.Block, variants []int) string
}

// Next implements the sweep's planner.
func (d *doubling) Next(blocks []measure.Block) []int {
	if d.manifest.Doubled == nil {
		d.decide(blocks)
	}
	if d.manifest.Doubled == nil {
		return nil
	}
	var variants []int
	for _, v := range d.manifest.Doubled.Variants {
		if measure.CountBlocks(blocks, v.Variant) < v.Blocks {
			variants = append(variants, v.Variant)
		}
	}
	if d.capped(blocks, variants) {
		return nil
	}
	return variants
}

// capped reports whether a cap of stop_when, or the budget, allows no further round of the
// variants, and warns where it does not.
func (d *doubling) capped(blocks []measure.Block, variants []int) bool {
	if len(variants) == 0 || d.spent == nil {
		return false
	}
	reached := d.spent(blocks, variants)
	if reached != "" {
		d.warn("the gates would take more rounds, but " + reached + " allows no more")
	}
	return reached != ""
}

// decide finds what is open and notes what is to be measured again: nothing
// where a cap allows not even one round more.
func (d *doubling) decide(blocks []measure.Block) {
	if !d.mayFail() {
		return
	}
	summary, err := d.judge()
	if err != nil {
		d.warn(fmt.Sprintf("the gates could not be judged before the end: %v", err))
		return
	}
	out := &measure.Doubling{}
	for _, g := range summary.Gates {
		if !g.Open || g.Level == string(scenarios.LevelWarn) {
			continue
		}
		if !slices.Contains(out.Checks, g.Check) {
			out.Checks = append(out.Checks, g.Check)
		}
		for _, v := range d.sides(summary, g) {
			if !slices.ContainsFunc(out.Variants, func(have measure.Doubled) bool { return have.Variant == v }) {
				out.Variants = append(out.Variants, measure.Doubled{Variant: v, Blocks: 2 * measure.CountBlocks(blocks, v)})
			}
		}
	}
	var variants []int
	for _, v := range out.Variants {
		variants = append(variants, v.Variant)
	}
	if len(variants) == 0 || d.capped(blocks, variants) {
		return
	}
	d.manifest.Doubled = out
	if !d.settings.Quiet {
		fmt.Fprintf(d.stderr, "It is open whether the gates hold (%s): as many rounds again, once\n", strings.Join(out.Checks, ", "))
	}
}

// mayFail reports whether there is a gate that could fail the run.
func (r *run) mayFail() bool {
	return r.baseline != nil ||
		slices.ContainsFunc(r.scenario.Targets, func(t scenarios.Target) bool { return t.Base }) ||
		slices.ContainsFunc(r.scenario.Gates, func(g scenarios.Gate) bool { return g.Level != scenarios.LevelWarn })
}

// sides are the variants that a gate looks at, by their place in the plan: its
// own, and the base's where it is compared with that.
func (d *doubling) sides(s *reports.Summary, g reports.GateResult) []int {
	var out []int
	for i, t := range s.Trials {
		own := g.Variant != nil && t.Variant.Equal(*g.Variant)
		if own || g.Comparison != nil && g.Versus == string(scenarios.VersusBase) && g.Baseline != nil && opposes(t.Variant, *g.Variant, g.Baseline.Target) {
			out = append(out, i)
		}
	}
	return out
}

// opposes reports whether a variant of the base is the one that v is compared
// with.
func opposes(of, v reports.VariantInfo, base string) bool {
	v.Target = base
	return of.Equal(v)
}

// judgeSoFar makes the summary of what is measured so far.
func (r *run) judgeSoFar() (*reports.Summary, error) {
	return summarize(r.scenario, r.plan, r.book, r.manifest, r.dir, time.Now())
}

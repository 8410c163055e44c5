package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/pricing/deployment"
	"github.com/sweetspot-bench/sweetspot/runners"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// resume completes a run that was interrupted, failed or was killed, in its own
// directory: blocks that are done stay, the others are run.
func (a *app) resume(ctx context.Context, path string, sets []string) error {
	dir, err := rundir.Open(path)
	if err != nil {
		return inputError(err)
	}
	lock, err := dir.Lock()
	if err != nil {
		return inputError(err)
	}
	r := &run{app: a, dir: dir, lock: lock}
	defer func() { a.putAway(r.against) }()
	if err := r.readBack(ctx, sets); err != nil {
		return inputError(errors.Join(err, lock.Release()))
	}
	if err := cmp.Or(r.mayStart(), r.reveal()); err != nil {
		return inputError(errors.Join(err, lock.Release()))
	}
	return r.carryOut(ctx, r.reopenDir)
}

// readBack reads the run's manifest and scenario, and checks that they fit.
func (r *run) readBack(ctx context.Context, sets []string) (err error) {
	if r.manifest, err = r.dir.ReadManifest(); err != nil {
		return err
	}
	if r.manifest.Imported != nil {
		return fmt.Errorf("%s was imported from %s: there is nothing to resume", r.dir, r.manifest.Imported.File)
	}
	if r.manifest.Tuned != nil {
		return fmt.Errorf("%s is a search, which starts afresh: %s", r.dir, again(r.manifest))
	}
	if r.manifest.State == rundir.Complete {
		return fmt.Errorf("%s is complete: there is nothing to resume", r.dir)
	}
	if r.scenario, err = unchanged(ctx, r.dir, r.manifest, sets); err != nil {
		return err
	}
	if m := r.manifest.Against; m != nil {
		if r.against, err = checkOut(ctx, r.scenario, m.Commit); err != nil {
			return err
		}
		r.against.Ref, r.against.base.Ref = m.Ref, m.String()
	}
	if err = r.resolve(); err != nil {
		return err
	}
	if r.book, err = deployment.Book(r.scenario.Pricing); err != nil {
		return err
	}
	r.plan = r.scenario.Plan()
	for _, b := range r.manifest.Blocks {
		if b.Index == len(r.plan.Blocks) {
			r.plan.Put(asPlanned(b)) // added while it ran
		}
		if b.Variant >= len(r.plan.Variants) || b.Index >= len(r.plan.Blocks) || r.plan.Blocks[b.Index] != asPlanned(b) {
			return fmt.Errorf("%s was planned by another version of sweetspot (%s), which ordered its blocks otherwise: start a new run", r.dir, r.manifest.Version)
		}
	}
	return nil
}

// asPlanned is a block as the plan has it.
func asPlanned(b measure.Block) scenarios.Block {
	p := scenarios.Block{Index: b.Index, Round: b.Round, Variant: b.Variant}
	if b.Rate > 0 {
		p.Rate, p.For = check.Rate(b.Rate), b.Length
	}
	return p
}

// reopenDir drops what is left of unfinished blocks and makes the manifest that
// of a run on its way again.
func (r *run) reopenDir() error {
	m := r.manifest
	blocks := runners.Pending(r.plan)
	finished, err := r.whole(done(m.Blocks))
	if err != nil {
		return err
	}
	for _, b := range finished {
		blocks[b.Index] = b
	}
	samples, dropped, err := r.dir.ResumeSamples(m.Variants, func(s *measure.Sample) bool {
		return s.Block >= 0 && s.Block < len(blocks) && blocks[s.Block].State.Over()
	})
	if err != nil {
		return err
	}
	r.samples = samples
	// The old summary must not pass for the new one, should that never be made.
	if err := os.Remove(r.dir.Path(rundir.SummaryFile)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if !r.settings.Quiet {
		fmt.Fprintf(r.stderr, "Resuming %s: %d of %s done, %s of what was not finished dropped\n",
			r.dir, len(finished), plural(len(blocks), "block"), plural(dropped, "sample"))
	}
	now := time.Now().UTC()
	m.Warnings = append(m.Warnings, r.differences(now, len(finished))...)
	m.State, m.Error, m.FinishedAt, m.Blocks = rundir.Running, "", time.Time{}, blocks
	m.Process = rundir.Process{PID: os.Getpid(), StartedAt: now}
	return r.dir.WriteManifest(m)
}

// whole are the finished blocks whose samples are all there. Others were damaged
// on disk since, and are run again.
func (r *run) whole(finished []measure.Block) ([]measure.Block, error) {
	kept := map[int]int{}
	err := r.dir.Samples(rundir.SummaryFields).Each(func(batch []measure.Sample) error {
		for i := range batch {
			if batch[i].Phase == measure.PhaseLoad {
				kept[batch[i].Block]++
			}
		}
		return nil
	})
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	return slices.DeleteFunc(finished, func(b measure.Block) bool {
		lacks := max(b.Intended, 1) - kept[b.Index]
		if lacks > 0 {
			r.warn(fmt.Sprintf("samples of block %d (%s) are damaged or missing on disk: it is run again", b.Index+1, r.scenario.Label(r.plan.Variants[b.Variant])))
		}
		return lacks > 0
	}), nil
}

// differences are the doubts that come of having measured in parts.
func (r *run) differences(now time.Time, finished int) []rundir.Warning {
	if r.scenario.Replayed() {
		return nil
	}
	was, is := r.manifest.Host, r.host()
	warnings := []rundir.Warning{{Code: "resumed", Text: fmt.Sprintf(
		"The run was resumed on %s after %d of %s: blocks before and after may have met a different machine.",
		now.Format("2006-01-02 at 15:04 UTC"), finished, plural(len(r.plan.Blocks), "block"))}}
	for _, part := range []struct{ what, was, is string }{
		{"the CPU", was.CPU, is.CPU},
		{"the number of cores", fmt.Sprint(was.Cores), fmt.Sprint(is.Cores)},
		{"what holds CPU and memory", was.Limits, is.Limits},
		{"the operating system", was.OS, is.OS},
		{"the version of sweetspot", r.manifest.Version, version()},
	} {
		if part.was != part.is {
			warnings = append(warnings, rundir.Warning{Code: "host-changed", Text: fmt.Sprintf(
				"When the run was resumed after %s, %s had changed from %s to %s: its blocks do not compare well.",
				plural(finished, "block"), part.what, part.was, part.is)})
		}
	}
	return warnings
}

// unchanged reads the scenario of a run again. One that says anything else than
// it did when the run began is refused.
func unchanged(ctx context.Context, dir rundir.Dir, m *rundir.Manifest, sets []string) (*scenarios.Scenario, error) {
	if len(sets) == 0 {
		sets = m.Scenario.Sets
	}
	switch {
	case slices.ContainsFunc(sets, scenarios.IsRedactedSet):
		return nil, fmt.Errorf("the run was made with a secret in --set, which is not kept: give its overrides again: %s", strings.Join(m.Scenario.Sets, ", "))
	case !slices.Equal(scenarios.RedactedSets(sets), m.Scenario.Sets):
		return nil, fmt.Errorf("--set: the run was made with %s: leave --set out, or give the same again", cmp.Or(strings.Join(m.Scenario.Sets, ", "), "none"))
	}
	path := filepath.Join(m.Scenario.Dir, filepath.Base(m.Scenario.File))
	kept, err := keptPrices(dir)
	if err != nil {
		return nil, err
	}
	s, err := readAgain(ctx, m, path, append(slices.Clone(sets), kept...))
	if err != nil {
		return nil, err
	}
	s.Sets = s.Sets[:len(s.Sets)-len(kept)]
	changed := changedKeys(m, s)
	if s.Digest() == m.Scenario.Digest && len(changed) == 0 {
		s.File = m.Scenario.File
		return s, nil
	}
	if m.Scenario.From != nil {
		path = "what " + m.Scenario.From.Template + " makes"
	}
	what := cmp.Or(strings.Join(changed, ", "), "its comments, its layout or a secret (one that --set held must be given again)")
	return nil, fmt.Errorf("%s has changed since the run began: %s\nput it back as it was (run.json holds its text), or start a new run", path, what)
}

// readAgain reads the scenario at path, or makes it again of the template that
// the run was made of.
func readAgain(ctx context.Context, m *rundir.Manifest, path string, sets []string) (*scenarios.Scenario, error) {
	if m.Scenario.From == nil {
		return scenarios.Read(path, sets...)
	}
	from := fromKept(m.Scenario.From)
	from.template = filepath.Join(m.Scenario.Dir, filepath.Base(from.template))
	name, text, _, err := from.made(ctx)
	if err != nil {
		return nil, err
	}
	return scenarios.Parse(name, m.Scenario.Dir, text, sets...)
}

// changedKeys are the top keys of which a scenario says something else than the
// run's. Another version of sweetspot may have resolved the same text otherwise.
func changedKeys(m *rundir.Manifest, s *scenarios.Scenario) []string {
	resolved, err := json.Marshal(s.Redacted())
	var was, is map[string]any
	if err != nil || m.Version != version() || json.Unmarshal(m.Scenario.Resolved, &was) != nil || json.Unmarshal(resolved, &is) != nil {
		return nil
	}
	for _, scenario := range []map[string]any{was, is} { // the run keeps its own price book
		if pricing, ok := scenario["pricing"].(map[string]any); ok {
			delete(pricing, "overlay")
		}
	}
	both := maps.Clone(was)
	maps.Copy(both, is)
	return slices.DeleteFunc(slices.Sorted(maps.Keys(both)), func(key string) bool { return reflect.DeepEqual(was[key], is[key]) })
}

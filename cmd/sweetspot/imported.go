package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// results are what another tool measured, to be made a run of.
type results interface {
	// describe fills in what the manifest says of them: their origin, blocks and
	// warnings.
	describe(i *imported)
	// samples writes every one of them.
	samples(ctx context.Context, i *imported, out *rundir.Samples) error
}

// imported is a run that is made of results.
type imported struct {
	from     results
	scenario *scenarios.Scenario
	plan     *scenarios.Plan
	book     *pricing.Book // nil: nothing is priced
	manifest *rundir.Manifest
	dir      rundir.Dir
	summary  *reports.Summary
}

// newImported makes the empty run directory for results that the scenario
// describes.
func (a *app) newImported(from results, scenario *scenarios.Scenario, out string) (*imported, error) {
	i := &imported{from: from, scenario: scenario, plan: scenario.Plan()}
	if err := i.describe(); err != nil {
		return nil, err
	}
	if out == "" {
		out = filepath.Join(a.settings.Runs, i.manifest.ID)
	}
	if _, err := os.Lstat(out); err == nil {
		return nil, fmt.Errorf("%s exists already; choose another --out", out)
	}
	var err error
	i.dir, err = rundir.Create(out)
	return i, err
}

// describe fills in the manifest. The machine that drove the load is not known.
func (i *imported) describe() error {
	resolved, err := json.Marshal(i.scenario.Redacted())
	if err != nil {
		return err
	}
	i.manifest = &rundir.Manifest{
		Schema: rundir.ManifestSchema, State: rundir.Complete, Version: version(),
		Scenario: rundir.Scenario{
			File: i.scenario.File, Dir: i.scenario.Dir, Digest: i.scenario.Digest(),
			Source: string(i.scenario.Source), Resolved: resolved,
		},
		Seed:  i.scenario.Seed,
		Spend: rundir.Spend{Currency: scenarios.CurrencyOf(i.scenario.Targets[0].Region), Estimated: "0", Actual: "0"},
	}
	for _, v := range i.plan.Variants {
		i.manifest.Variants = append(i.manifest.Variants, rundir.Variant{
			Label: i.scenario.Label(v), Target: i.scenario.Targets[v.Target].Name,
			MemoryMB: v.MemoryMB, Architecture: v.Architecture,
		})
	}
	i.from.describe(i)
	i.manifest.ID = rundir.NewID(i.scenario.Name, i.manifest.StartedAt)
	return nil
}

// block adds a block to the manifest.
func (i *imported) block(b measure.Block) {
	m := i.manifest
	m.Blocks = append(m.Blocks, b)
	if m.StartedAt.IsZero() || b.Started.Before(m.StartedAt) {
		m.StartedAt = b.Started
	}
	if b.Finished.After(m.FinishedAt) {
		m.FinishedAt = b.Finished
	}
}

// damaged says that results could be read in part only.
func (i *imported) damaged(damage error) {
	if damage != nil {
		i.manifest.State, i.manifest.Error = rundir.Interrupted, damage.Error()
	}
}

// complete fills the run directory, or removes it.
func (i *imported) complete(ctx context.Context) error {
	if err := i.write(ctx); err != nil {
		return errors.Join(asIncomplete(err), os.RemoveAll(string(i.dir)))
	}
	return nil
}

func (i *imported) write(ctx context.Context) error {
	out, err := i.dir.CreateSamples(i.manifest.Variants)
	if err != nil {
		return err
	}
	if err := errors.Join(i.from.samples(ctx, i, out), out.Close()); err != nil {
		return err
	}
	if i.summary, err = summarize(i.scenario, i.plan, i.book, i.manifest, i.dir, i.manifest.FinishedAt); err != nil {
		return err
	}
	samples, err := evidence(i.dir, i.manifest.Blocks, i.summary)
	return errors.Join(err, i.dir.WriteManifest(i.manifest), writeReports(i.dir, i.summary, samples))
}

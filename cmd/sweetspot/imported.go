package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/sweetspot-bench/sweetspot/internal/interchange/vegeta"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// imported is a run that is made of a results file.
type imported struct {
	file     string
	survey   *vegeta.Survey
	scenario *scenarios.Scenario
	plan     *scenarios.Plan
	manifest *rundir.Manifest
	dir      rundir.Dir
	summary  *reports.Summary
}

// newImported makes the empty run directory for a survey.
func (a *app) newImported(file string, survey *vegeta.Survey, o importOptions) (*imported, error) {
	scenario, err := observe(file, survey, o.name).Scenario()
	if err != nil {
		return nil, err
	}
	i := &imported{file: file, survey: survey, scenario: scenario, plan: scenario.Plan()}
	if err := i.describe(); err != nil {
		return nil, err
	}
	if o.out == "" {
		o.out = filepath.Join(a.settings.Runs, i.manifest.ID)
	}
	if _, err := os.Lstat(o.out); err == nil {
		return nil, fmt.Errorf("%s exists already; choose another --out", o.out)
	}
	i.dir, err = rundir.Create(o.out)
	return i, err
}

// observe is what a survey tells of the load. The load is that of the attack
// with the most results.
func observe(file string, survey *vegeta.Survey, name string) scenarios.Observed {
	o := scenarios.Observed{
		Name:        name,
		Description: fmt.Sprintf("Imported from %s: %s of vegeta", filepath.Base(file), plural(survey.Results, "result")),
	}
	for _, a := range survey.Attacks {
		o.Targets = append(o.Targets, scenarios.ObservedTarget{Name: a.Attack, Method: a.Method, URL: a.URL})
		if a.Results > o.Sends {
			o.Sends, o.Length = a.Results, a.Last.Sub(a.First)
		}
	}
	return o
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
		Seed:     i.scenario.Seed,
		Spend:    rundir.Spend{Currency: "USD", Estimated: "0", Actual: "0"},
		Warnings: i.warnings(),
		Imported: &rundir.Imported{Tool: "vegeta", File: i.file, Format: "vegeta-" + string(i.survey.Encoding), Results: i.survey.Results},
	}
	for _, v := range i.plan.Variants {
		i.manifest.Variants = append(i.manifest.Variants, rundir.Variant{
			Label: i.scenario.Label(v), Target: i.scenario.Targets[v.Target].Name,
			MemoryMB: v.MemoryMB, Architecture: v.Architecture,
		})
	}
	i.describeBlocks()
	if i.survey.Damage != nil {
		i.manifest.State, i.manifest.Error = rundir.Interrupted, i.survey.Damage.Error()
	}
	i.manifest.ID = rundir.NewID(i.scenario.Name, i.manifest.StartedAt)
	return nil
}

// describeBlocks makes a block of each attack. What was intended is not known.
func (i *imported) describeBlocks() {
	for _, b := range i.plan.Blocks {
		attack := i.survey.Attacks[i.plan.Variants[b.Variant].Target]
		i.manifest.Blocks = append(i.manifest.Blocks, measure.Block{
			Index: b.Index, Variant: b.Variant, State: measure.BlockDone,
			Started: attack.First, Finished: attack.End, Length: attack.Last.Sub(attack.First),
		})
		if i.manifest.StartedAt.IsZero() || attack.First.Before(i.manifest.StartedAt) {
			i.manifest.StartedAt = attack.First
		}
		if attack.End.After(i.manifest.FinishedAt) {
			i.manifest.FinishedAt = attack.End
		}
	}
}

// warnings are what a reader of the figures must know.
func (i *imported) warnings() []rundir.Warning {
	name := filepath.Base(i.file)
	out := []rundir.Warning{{Code: "imported", Text: fmt.Sprintf(
		"Imported from vegeta's results (%s): they hold no intended times, so latencies count from the actual send, and what requests waited in the load generator is not in them (coordinated omission).", name)}}
	if i.survey.Damage != nil {
		out = append(out, rundir.Warning{Code: "import-partial", Text: fmt.Sprintf(
			"Only the first %s of %s could be read: %v.", plural(i.survey.Results, "record"), name, i.survey.Damage)})
	}
	return out
}

// complete fills the run directory, or removes it.
func (i *imported) complete(ctx context.Context) error {
	if err := i.write(ctx); err != nil {
		return errors.Join(asIncomplete(err), os.RemoveAll(string(i.dir)))
	}
	return nil
}

func (i *imported) write(ctx context.Context) error {
	if err := i.writeSamples(ctx); err != nil {
		return err
	}
	var err error
	if i.summary, err = summarize(i.scenario, i.plan, nil, i.manifest, i.dir, i.manifest.FinishedAt); err != nil {
		return err
	}
	latency, err := distribution(i.dir, i.summary)
	return errors.Join(err, i.dir.WriteManifest(i.manifest), writeReports(i.dir, i.summary, latency))
}

// writeSamples reads the results a second time, up to where the survey came.
func (i *imported) writeSamples(ctx context.Context) error {
	results, err := openResults(i.file)
	if err != nil {
		return err
	}
	defer func() { _ = results.Close() }()
	reader, err := vegeta.NewReader(results, i.survey.Encoding)
	if err != nil {
		return err
	}
	out, err := i.dir.CreateSamples(i.manifest.Variants)
	if err != nil {
		return err
	}
	blocks := i.blocks()
	for range i.survey.Results {
		if ctx.Err() != nil {
			return errors.Join(errInterrupted, out.Close())
		}
		record, err := reader.Next()
		block, known := blocks[record.Attack]
		if errors.Is(err, io.EOF) || err == nil && !known {
			err = errors.New("the file changed while it was read")
		}
		if err == nil {
			record.Sample.Variant, record.Sample.Block = block.Variant, block.Index
			err = out.Write(record.Sample)
		}
		if err != nil {
			return errors.Join(fmt.Errorf("%s: %w", i.file, err), out.Close())
		}
	}
	return out.Close()
}

// blocks are the blocks by the name of the attack that they stand for.
func (i *imported) blocks() map[string]measure.Block {
	blocks := map[string]measure.Block{}
	for _, b := range i.manifest.Blocks {
		blocks[i.survey.Attacks[i.plan.Variants[b.Variant].Target].Attack] = b
	}
	return blocks
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/sweetspot-bench/sweetspot/internal/interchange/vegeta"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// attacks are the results of vegeta, to be made a run of.
type attacks struct {
	file   string
	survey *vegeta.Survey
}

// scenario is what a survey tells of the load. The load is that of the attack
// with the most results.
func (v *attacks) scenario(name string) (*scenarios.Scenario, error) {
	o := scenarios.Observed{
		Name:        name,
		Description: fmt.Sprintf("Imported from %s: %s of vegeta", filepath.Base(v.file), plural(v.survey.Results, "result")),
	}
	for _, a := range v.survey.Attacks {
		o.Targets = append(o.Targets, scenarios.ObservedTarget{Name: a.Attack, Method: a.Method, URL: a.URL})
		if a.Results > o.Sends {
			o.Sends, o.Length = a.Results, a.Last.Sub(a.First)
		}
	}
	return o.Scenario()
}

// describe makes a block of each attack. What was intended is not known.
func (v *attacks) describe(i *imported) {
	for _, b := range i.plan.Blocks {
		attack := v.survey.Attacks[i.plan.Variants[b.Variant].Target]
		i.block(measure.Block{
			Index: b.Index, Variant: b.Variant, State: measure.BlockDone,
			Started: attack.First, Finished: attack.End, Length: attack.Last.Sub(attack.First),
		})
	}
	i.manifest.Imported = &rundir.Imported{Tool: "vegeta", File: v.file, Format: "vegeta-" + string(v.survey.Encoding), Results: v.survey.Results}
	i.manifest.Warnings = v.warnings()
	i.damaged(v.survey.Damage)
}

// warnings are what a reader of the figures must know.
func (v *attacks) warnings() []rundir.Warning {
	name := filepath.Base(v.file)
	out := []rundir.Warning{{Code: "imported", Text: fmt.Sprintf(
		"Imported from vegeta's results (%s): they hold no intended times, so latencies count from the actual send, and what requests waited in the load generator is not in them (coordinated omission).", name)}}
	if v.survey.Damage != nil {
		out = append(out, rundir.Warning{Code: "import-partial", Text: fmt.Sprintf(
			"Only the first %s of %s could be read: %v.", plural(v.survey.Results, "record"), name, v.survey.Damage)})
	}
	return out
}

// samples reads the results a second time, up to where the survey came.
func (v *attacks) samples(ctx context.Context, i *imported, out *rundir.Samples) error {
	file, err := openResults(v.file)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	reader, err := vegeta.NewReader(file, v.survey.Encoding)
	if err != nil {
		return err
	}
	blocks := v.blocks(i)
	for range v.survey.Results {
		if ctx.Err() != nil {
			return errInterrupted
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
			return fmt.Errorf("%s: %w", v.file, err)
		}
	}
	return nil
}

// blocks are the blocks by the name of the attack that they stand for.
func (v *attacks) blocks(i *imported) map[string]measure.Block {
	blocks := map[string]measure.Block{}
	for _, b := range i.manifest.Blocks {
		blocks[v.survey.Attacks[i.plan.Variants[b.Variant].Target].Attack] = b
	}
	return blocks
}

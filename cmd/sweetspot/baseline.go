package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/compare"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// latestRun stands for the newest complete run of the same scenario.
const latestRun = "latest"

const baselineUsage = "run to compare with: a run directory, a summary.json, a folder with NAME.json or a run directory NAME for each scenario, or latest, the newest complete run of the scenario in the runs folder"

const baselineHint = "name a run directory, a summary.json or latest, or leave the flag out"

// notEmpty refuses a flag that is given without a value, as a variable that is not
// set leaves it: the comparison that was asked for would be left out unnoticed.
func notEmpty(cmd *cobra.Command, flag, hint string) error {
	if f := cmd.Flags().Lookup(flag); f.Changed && strings.TrimSpace(f.Value.String()) == "" {
		return fmt.Errorf("--%s is empty (is a variable not set?): %s", flag, hint)
	}
	return nil
}

// side reads one side of a comparison: a run directory, a summary alone, or the
// latest run of a scenario but the one with the id except, or what a folder of
// several has of the scenario.
func (a *app) side(asked, scenario, except string) (*reports.Summary, *rundir.Manifest, error) {
	if asked != latestRun {
		if own := keptFor(asked, scenario); own != "" {
			asked = own
		}
		return readSide(asked)
	}
	dir, err := rundir.Latest(a.settings.Runs, scenario, except)
	if err != nil {
		return nil, nil, fmt.Errorf("latest: %w of %s in %s: run it once, or name a run or a summary.json", err, scenario, a.settings.Runs)
	}
	return readSide(string(dir))
}

// keptFor is the baseline that a folder has for one of several scenarios:
// NAME.json, or what --out of several left in NAME; "" where it has none.
func keptFor(folder, scenario string) string {
	for _, candidate := range []string{filepath.Join(folder, scenario+".json"), filepath.Join(folder, scenario)} {
		if exists(candidate) {
			return candidate
		}
	}
	return ""
}

// ofSeveral reports whether a folder is one for the baselines of several
// scenarios, and not itself a run directory.
func ofSeveral(folder string) bool {
	info, err := os.Stat(folder)
	dir := rundir.Dir(folder)
	return err == nil && info.IsDir() && !exists(dir.Path(rundir.ManifestFile)) && !exists(dir.Path(rundir.SummaryFile))
}

// baseline reads what a scenario's run is to be compared with, nil for nothing.
// A first run has no latest one before it, and goes without; so does a scenario
// that the folder of several has no baseline of yet.
func (a *app) baseline(asked string, s *scenarios.Scenario) (*reports.Summary, error) {
	if asked == "" {
		return nil, nil
	}
	summary, _, err := a.side(asked, s.Name, "")
	if asked == latestRun && errors.Is(err, rundir.ErrNoRun) {
		fmt.Fprintf(a.stderr, "sweetspot: warning: %v; this run goes without a baseline\n", err)
		return nil, nil
	}
	if err != nil && ofSeveral(asked) {
		fmt.Fprintf(a.stderr, "sweetspot: warning: baseline: %s has neither %s.json nor a run directory %s; this run goes without a baseline\n", asked, s.Name, s.Name)
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("baseline: %w", err)
	}
	variants := s.Plan().Variants
	if !slices.ContainsFunc(variants, func(v scenarios.Variant) bool {
		return compare.Has(summary, reports.VariantOf(v, s.Targets[v.Target]))
	}) {
		return nil, fmt.Errorf("baseline: %s (of %s) has none of the variants of %s, so there is nothing to compare", asked, summary.Scenario.Name, s.File)
	}
	return summary, nil
}

// keepBaseline keeps with a run what it is compared with.
func keepBaseline(dir rundir.Dir, baseline *reports.Summary) error {
	if baseline == nil {
		return nil
	}
	data, err := baseline.Marshal()
	if err != nil {
		return err
	}
	return dir.Write(rundir.BaselineFile, data)
}

// keptBaseline is what a run is compared with; nil for nothing.
func keptBaseline(dir rundir.Dir) (*reports.Summary, error) {
	path := dir.Path(rundir.BaselineFile)
	if !exists(path) {
		return nil, nil
	}
	return reports.ReadSummary(path)
}

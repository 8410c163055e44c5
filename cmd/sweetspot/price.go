package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

func newPrice(a *app) *cobra.Command {
	var r repricing
	var usage string
	cmd := &cobra.Command{
		Use:   "price RUN… | --usage FILE",
		Short: "Price finished runs again under other prices or other traffic, or usage given by hand",
		Long: "Price RUN again under another price book, region, day, free tier or traffic, without new\n" +
			"load: what was measured stays, and the run directory stays as it is. Or price usage that\n" +
			"is written down in a file, with a bill for each alternative (docs/usage.md).",
		Args: func(_ *cobra.Command, args []string) error {
			if (usage == "") == (len(args) == 0) {
				return errors.New("give run directories, or --usage FILE")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			r.changesFreeTier = cmd.Flags().Changed("free-tier")
			if usage != "" {
				return a.priceUsage(usage, r)
			}
			return a.priceRuns(args, r)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&usage, "usage", "", "file that says what is used in a month, in place of runs")
	flags.StringVar(&r.book, "book", "", "embedded price book")
	flags.StringVar(&r.overlay, "price-book", "", "price book of your own, laid over it")
	flags.StringVar(&r.region, "region", "", "region whose prices hold")
	flags.StringVar(&r.date, "date", "", "day whose prices and billing rules hold, such as 2026-09-01")
	flags.BoolVar(&r.freeTier, "free-tier", false, "take the free tier off monthly amounts")
	flags.StringVar(&r.traffic, "traffic", "", "requests a month, such as 10M")
	flags.StringVar(&r.coldShare, "cold-share", "", "share of cold starts in the traffic, such as 1%")
	flags.StringArrayVar(&r.sets, "set", nil, "override a key under pricing, objective, gates or current, e.g. --set pricing.traffic.egress=100% (repeatable)")
	flags.StringVar(&r.out, "out", "", "folder for the reports; without it the result is printed alone")
	flags.String("format", "", "result on standard output: table or json (default \"table\")")
	flags.String("inconclusive", "", "inconclusive gates: fail (exit 1), warn or pass (exit 0); exit 4 when not set")
	return cmd
}

// severity is the precedence of the exit codes that a priced run can end with.
var severity = map[int]int{codeDone: 0, codeInconclusive: 1, codeGateFailed: 2, codeIncomplete: 3}

// priceRuns prices runs one after the other. The exit code is the gravest of
// theirs.
func (a *app) priceRuns(runs []string, r repricing) error {
	if len(runs) > 1 && (r.out != "" || a.settings.Format == "json") {
		return inputError(errors.New("--out and --format json take one run; price the runs one by one"))
	}
	var verdict error
	for i, path := range runs {
		if i > 0 {
			fmt.Fprintln(a.stdout)
		}
		err := a.priceRun(path, r)
		if codeOf(err) == codeInput {
			return err
		}
		if verdict == nil || severity[codeOf(err)] > severity[codeOf(verdict)] {
			verdict = err
		}
	}
	return verdict
}

func (a *app) priceRun(path string, r repricing) error {
	dir, err := rundir.Open(path)
	if err != nil {
		return inputError(err)
	}
	m, err := dir.ReadManifest()
	if err != nil {
		return inputError(err)
	}
	if r.out != "" && exists(rundir.Dir(r.out).Path(rundir.ManifestFile)) {
		return inputError(fmt.Errorf("%s is a run directory; choose another --out", r.out))
	}
	summary, err := repriced(dir, m, r)
	if err != nil {
		return inputError(fmt.Errorf("%s: %w", dir, err))
	}
	if err := a.printPriced(dir, summary); err != nil {
		return err
	}
	if r.out != "" {
		if err := a.keepPriced(dir, summary, r.out); err != nil {
			return incomplete(err)
		}
	}
	return settle(summary, a.settings.Inconclusive)
}

// repriced makes the summary of a run anew, under the pricing that is asked for.
func repriced(dir rundir.Dir, m *rundir.Manifest, r repricing) (*reports.Summary, error) {
	if m.Imported != nil && m.Imported.Log == nil {
		return nil, fmt.Errorf("it was imported from %s, and what it drove has no price", m.Imported.Tool)
	}
	sets, err := r.overrides(m)
	if err != nil {
		return nil, err
	}
	s, err := stored(dir, m, sets...)
	if err != nil {
		return nil, err
	}
	measured, err := stored(dir, m)
	if err != nil {
		return nil, err
	}
	_, plan := planned(measured, m) // of what was measured, whatever is now said to run today
	s, _ = planned(s, m)
	if !slices.ContainsFunc(s.Targets, func(t scenarios.Target) bool { return t.Priced() }) {
		return nil, errors.New("it drove an HTTP server, which has no price")
	}
	book, err := priced(s, plan)
	if err != nil {
		return nil, err
	}
	summary, err := summarize(s, plan, book, m, dir, time.Now())
	if err == nil {
		summary.Run.Command, summary.Run.Directory = r.command(dir), ""
	}
	return summary, err
}

// stored reads the scenario that a run keeps, with its own price book where it
// had one, and with further overrides.
func stored(dir rundir.Dir, m *rundir.Manifest, sets ...string) (*scenarios.Scenario, error) {
	kept, err := keptPrices(dir)
	if err != nil {
		return nil, err
	}
	all := append(append(scenarios.ReadableSets(m.Scenario.Sets), kept...), keptCurrent(m)...)
	s, err := scenarios.Parse(m.Scenario.File, m.Scenario.Dir, []byte(m.Scenario.Source), append(all, sets...)...)
	if err != nil && len(sets) > 0 {
		return nil, err // of what was asked for
	}
	if err != nil {
		return nil, fmt.Errorf("the scenario in %s cannot be read here: %w", dir.Path(rundir.ManifestFile), err)
	}
	if m.Against != nil {
		s = s.WithBase(s.BaseLike(m.Against.String()))
	}
	return s, nil
}

// keptPrices is the override that has a run priced by the user's own book that
// it keeps; none where it keeps none.
func keptPrices(dir rundir.Dir) ([]string, error) {
	path := dir.Path(rundir.PricesFile)
	if !exists(path) {
		return nil, nil
	}
	absolute, err := filepath.Abs(path)
	return []string{overlaid(absolute)}, err
}

// keptCurrent is the override that has what ran that day be what the run's
// template said then; none where it was no template that said it.
func keptCurrent(m *rundir.Manifest) []string {
	var resolved struct {
		Current scenarios.Current `json:"current"`
	}
	if json.Unmarshal(m.Scenario.Resolved, &resolved) != nil || resolved.Current.Template == "" {
		return nil
	}
	return []string{"current=" + resolved.Current.YAML()}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// overlaid is the override that lays a price book over the scenario's.
func overlaid(book string) string {
	return "pricing.overlay='" + strings.ReplaceAll(book, "'", "''") + "'"
}

// printPriced prints the result beside what the run itself said.
func (a *app) printPriced(dir rundir.Dir, summary *reports.Summary) error {
	if a.settings.Format == "json" {
		return a.printJSON(summary)
	}
	fmt.Fprintf(a.stdout, "%s, priced by %s\n\n", dir, pricedBy(summary))
	if err := a.printTable(summary); err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "\n%s\n", summary.Recommendation.Sentence)
	a.printMonth(summary)
	if was, err := reports.ReadSummary(dir.Path(rundir.SummaryFile)); err == nil && was.Recommendation.Sentence != summary.Recommendation.Sentence {
		fmt.Fprintf(a.stdout, "Before: %s\n", was.Recommendation.Sentence)
	}
	return nil
}

// pricedBy says which prices a summary rests on.
func pricedBy(s *reports.Summary) string {
	book := s.Run.PriceBook
	text := book.Name + " in " + book.Region
	if book.Date != "" {
		text += " as of " + book.Date
	}
	if book.FreeTier {
		text += ", with the free tier"
	}
	return text
}

// keepPriced writes the reports into a folder of their own.
func (a *app) keepPriced(dir rundir.Dir, summary *reports.Summary, out string) error {
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	to := rundir.Dir(out)
	m, err := dir.ReadManifest()
	if err != nil {
		return err
	}
	samples, err := evidence(dir, m.Blocks, summary)
	if err != nil {
		return err
	}
	if err := writeReports(to, summary, samples); err != nil {
		return err
	}
	fmt.Fprintf(a.stderr, "Report: %s\n", to.Path(rundir.HTMLFile))
	return nil
}

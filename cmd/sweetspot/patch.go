package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/compare"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// patch prints what a run recommends in the syntax of a deployment. With a
// baseline the gates settle the exit code; nothing is kept of that.
func (a *app) patch(dir rundir.Dir, syntax, asked string) error {
	names := reports.PatchNames()
	if !slices.Contains(names, syntax) {
		return inputError(fmt.Errorf("--patch %s: it is one of %s (%s)", syntax, strings.Join(names, ", "), check.DidYouMean(syntax, names)))
	}
	s, err := reports.ReadSummary(dir.Path(rundir.SummaryFile))
	if err != nil {
		return inputError(err)
	}
	if asked != "" {
		baseline, _, err := a.side(asked, s.Scenario.Name, s.Run.ID)
		if err != nil {
			return inputError(fmt.Errorf("baseline: %w", err))
		}
		compare.Gates(s, baseline)
	}
	if err := a.printPatch(s, syntax); err != nil || asked == "" {
		return err
	}
	return settle(s, a.settings.Inconclusive)
}

// printPatch prints the patch and nothing else, so that it can be piped. Nothing
// is printed where what runs today is to stay.
func (a *app) printPatch(s *reports.Summary, syntax string) error {
	rec := s.Recommendation
	switch {
	case rec.Patch != nil:
		if why := view.New(s).NoPatch(); why != "" {
			fmt.Fprintln(a.stderr, "sweetspot: warning: "+why)
		}
		_, err := fmt.Fprint(a.stdout, rec.Patch.In(syntax))
		return err
	case rec.Variant == nil:
		return incomplete(errors.New("there is nothing to deploy: " + rec.Sentence))
	}
	fmt.Fprintln(a.stderr, "sweetspot: there is nothing to change: "+rec.Sentence)
	return nil
}

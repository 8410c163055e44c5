package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/runners/gateway"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

func newValidate(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "validate SCENARIO...",
		Short: "Check scenario files without starting anything",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			var errs []error
			for _, file := range args {
				s, err := scenarios.Read(file)
				if err != nil {
					errs = append(errs, err)
					continue
				}
				plan := s.Plan()
				if _, err := priced(s, plan); err != nil {
					errs = append(errs, err)
					continue
				}
				if err := gateway.Validate(s); err != nil {
					errs = append(errs, err)
					continue
				}
				fmt.Fprintf(a.stdout, "%s: ok, %s%s, %s, %s\n", file,
					plural(len(plan.Variants), "variant"), today(s, plan), blocksOf(s, plan), s.Load)
				a.printNeeds(s)
				for _, l := range s.Literals() {
					fmt.Fprintln(a.stderr, "sweetspot: warning:", l)
				}
			}
			if len(errs) > 0 {
				return inputError(errors.Join(errs...))
			}
			return nil
		},
	}
}

// blocksOf says how many blocks a plan has; those of a search are not known
// beforehand.
func blocksOf(s *scenarios.Scenario, plan *scenarios.Plan) string {
	if s.Load.Search == nil {
		return plural(len(plan.Blocks), "block")
	}
	probes, _ := searchTakes(s.Load.Search)
	return "about " + plural(probes*len(plan.Variants)*s.Repeat, "probe")
}

// printNeeds tells of every gate what it needs against what the load gives, and
// of a search from which rate on its last check can be sure.
func (a *app) printNeeds(s *scenarios.Scenario) {
	if search := s.Load.Search; search != nil {
		for _, need := range reports.CapacityProblem(search).Needs(search.Step.Seconds()) {
			fmt.Fprintf(a.stderr, "  search %s: sure from %s at a rate, which the last check has from %s on\n", need.Check, plural(need.N, "request"), format.Rate(need.From))
		}
	}
	for _, need := range reports.GateNeeds(s) {
		fmt.Fprintln(a.stderr, "  gate", need)
	}
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// announce says on standard error what is about to run and what holds it.
func (r *run) announce() {
	if r.settings.Quiet {
		return
	}
	more := ""
	if r.scenario.StopWhen != nil {
		more = ", more until the answer is sure"
	}
	fmt.Fprintf(r.stderr, "%s: %s%s, %s%s; %s\n", r.scenario.Name,
		plural(len(r.plan.Variants), "variant"), today(r.scenario, r.plan), r.loads(), more, r.takes())
	if r.against != nil {
		fmt.Fprintf(r.stderr, "base: the function at %s, its blocks in turns with the others\n", r.against)
	}
	if r.local != nil {
		fmt.Fprintln(r.stderr, r.local.Describe())
	}
	if r.local == nil {
		r.boxes.describe(r.stderr)
	}
	r.printPreview()
	r.printNeeds(r.scenario)
}

// loads says what each variant gets.
func (r *run) loads() string {
	switch s := r.scenario; {
	case s.Load.Search == nil:
		return fmt.Sprintf("%s each in %s", s.Load, plural(r.plan.Rounds, "round"))
	case s.Repeat > 1:
		return fmt.Sprintf("%s each, %s", s.Load, plural(s.Repeat, "time"))
	default:
		return fmt.Sprintf("%s each", s.Load)
	}
}

// searchTakes is about how many probes a search takes, and how long.
func searchTakes(s *scenarios.Search) (probes int, took time.Duration) {
	probes, steps := reports.CapacityProblem(s).Probes()
	return probes, time.Duration(steps)*s.Step + time.Duration(probes)*2*s.Settle
}

// today says which variants are what runs today, and which of them the matrix
// lacks, or what keeps it from being known; "" where nothing is said of it.
func today(s *scenarios.Scenario, plan *scenarios.Plan) string {
	var words []string
	for _, v := range plan.Variants {
		switch {
		case v.Added:
			words = append(words, s.Label(v)+" added: it runs today")
		case s.RunsToday(v):
			words = append(words, s.Label(v)+" runs today")
		}
	}
	if names := s.UnknownToday(); len(names) > 0 {
		words = append(words, "what "+strings.Join(names, " and ")+" is today is not known, so none of the values is marked")
	}
	if len(words) == 0 {
		return ""
	}
	return " (" + strings.Join(words, ", ") + ")"
}

// takes says about how long the run will take.
func (r *run) takes() string {
	if r.scenario.Replayed() {
		return "replayed in virtual time"
	}
	if search := r.scenario.Load.Search; search != nil {
		probes, took := searchTakes(search)
		all := len(r.plan.Variants) * max(1, r.scenario.Repeat)
		return fmt.Sprintf("about %s, %s", plural(all*probes, "probe"), (time.Duration(all) * took).Round(time.Second))
	}
	each := r.scenario.Load.Length() + time.Duration(r.plan.Rounds)*time.Second
	return "about " + (time.Duration(len(r.plan.Variants)) * each).Round(time.Second).String()
}

package main

import (
	"fmt"
	"time"
)

// announce says on standard error what is about to run and what holds it.
func (r *run) announce() {
	if r.settings.Quiet {
		return
	}
	fmt.Fprintf(r.stderr, "%s: %s, %s each in %s; %s\n", r.scenario.Name,
		plural(len(r.plan.Variants), "variant"), r.scenario.Load, plural(r.plan.Rounds, "round"), r.takes())
	if r.local != nil {
		fmt.Fprintln(r.stderr, r.local.Describe())
	}
	r.printNeeds(r.scenario)
}

// takes says about how long the run will take.
func (r *run) takes() string {
	if r.scenario.Replayed() {
		return "replayed in virtual time"
	}
	each := r.scenario.Load.Length() + time.Duration(r.plan.Rounds)*time.Second
	return "about " + (time.Duration(len(r.plan.Variants)) * each).Round(time.Second).String()
}

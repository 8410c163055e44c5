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
	load := r.scenario.Load
	fmt.Fprintf(r.stderr, "%s: %s, %s each in %s; about %s\n", r.scenario.Name,
		plural(len(r.plan.Variants), "variant"), load, plural(r.plan.Rounds, "round"),
		(time.Duration(len(r.plan.Variants)) * (load.Length() + time.Duration(r.plan.Rounds)*time.Second)).Round(time.Second))
	if r.local != nil {
		fmt.Fprintln(r.stderr, r.local.Describe())
	}
	r.printNeeds(r.scenario)
}

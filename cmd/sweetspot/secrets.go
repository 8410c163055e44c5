package main

import (
	"errors"
	"fmt"
	"os"
)

// reveal reads the secrets that the scenario names, for the runners alone; what
// is written from then on is without them. A secret that stands in the scenario
// itself is warned of, and refused where it would leave this machine.
func (r *run) reveal() error {
	if err := r.literals(); err != nil {
		return err
	}
	live, err := r.scenario.Reveal(os.LookupEnv, r.hidden.Add)
	if r.live = live; live != nil {
		live.Confirm = r.confirmed() // it bounds where redirects may lead
	}
	return err
}

// literals are the secrets that stand in the scenario.
func (r *run) literals() error {
	away := len(r.scenario.Elsewhere(r.plan)) > 0
	var errs []error
	for _, l := range r.scenario.Literals() {
		if away && l.Surely() {
			errs = append(errs, l)
			continue
		}
		fmt.Fprintln(r.stderr, "sweetspot: warning:", l)
	}
	return errors.Join(errs...)
}

// spoken is a text of a target or of the platform without the secrets.
func (r *run) spoken(text string) string { return r.hidden.Over(text) }

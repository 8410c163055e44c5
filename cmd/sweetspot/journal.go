package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/sweetspot-bench/sweetspot/runners"
)

// Bounds of putting things back after a run, however it ended. What is elsewhere
// takes longer: a service of containers drains first.
const (
	restoreTimeout = 30 * time.Second
	putBackTimeout = 15 * time.Minute
)

// openJournal hands the run's journal to the runners that change what is not
// this machine's.
func (r *run) openJournal() error {
	if r.journal == nil {
		var err error
		if r.journal, err = r.dir.OpenJournal(); err != nil {
			return err
		}
	}
	for _, runner := range r.runners {
		if c, ok := runner.(runners.Changer); ok {
			c.UseJournal(r.journal)
		}
	}
	return nil
}

// restoring is how long putting back may take.
func (r *run) restoring() time.Duration {
	if r.journal == nil || len(r.journal.Outstanding()) == 0 {
		return restoreTimeout
	}
	if !r.settings.Quiet {
		fmt.Fprintf(r.stderr, "Putting back %s; Ctrl-C leaves what is left of them to %s\n",
			plural(len(r.journal.Outstanding()), "change"), r.restoreCommand())
	}
	return putBackTimeout
}

// leftBehind is the error of a run that could not put everything back.
func (r *run) leftBehind() error {
	if r.journal == nil || len(r.journal.Outstanding()) == 0 {
		return nil
	}
	n := len(r.journal.Outstanding())
	return fmt.Errorf("%s could not be put back: mend the cause, then %s", plural(n, "change"), r.restoreCommand())
}

func (r *run) restoreCommand() string {
	return commandLine([]string{command(), "restore", string(r.dir)})
}

// putBackFirst undoes what is left of a run's last time, so that it begins from
// where it did then. What cannot be undone is not the input's fault.
func (r *run) putBackFirst(ctx context.Context) error {
	if r.dir == "" {
		return nil
	}
	if err := r.openJournal(); err != nil {
		return err
	}
	var errs []error
	for i, runner := range slices.Backward(r.runners) {
		if c, ok := runner.(runners.Changer); ok {
			errs = append(errs, runners.PutBack(ctx, c, r.journal, r.scenario.Targets[i].Name, nil))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return incomplete(errors.Join(err, r.leftBehind()))
	}
	return nil
}

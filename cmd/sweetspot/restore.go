package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/runners"
)

func newRestore(a *app) *cobra.Command {
	var sweep leftoverFlags
	cmd := &cobra.Command{
		Use:   "restore RUN | --leftovers",
		Short: "Put back what a run changed and could not put back itself",
		Long: "Restore puts back what a run changed of what is not this machine's, the latest change first,\n" +
			"and verifies each: after a crash, a kill, or where the run's own attempt failed. The run's journal\n" +
			"says what is left; what is put back already stays as it is. With --leftovers it finds by their tag\n" +
			"what runs have made in AWS and not removed, where the run directory is lost.",
		Args: func(cmd *cobra.Command, args []string) error {
			if sweep.asked {
				return cobra.NoArgs(cmd, args)
			}
			return cobra.ExactArgs(1)(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if sweep.asked {
				return a.leftovers(cmd.Context(), sweep)
			}
			if err := sweep.unused(cmd); err != nil {
				return inputError(err)
			}
			return a.restore(cmd.Context(), args[0])
		},
	}
	sweep.add(cmd)
	cmd.Flags().String("runs", "", "with --leftovers: folder of the run directories, whose live runs are left alone (default \"runs\")")
	return cmd
}

// restore puts back what is outstanding in a run's journal.
func (a *app) restore(ctx context.Context, path string) error {
	dir, err := rundir.Open(path)
	if err != nil {
		return inputError(err)
	}
	lock, err := dir.Lock()
	if err != nil {
		return inputError(err)
	}
	defer func() { _ = lock.Release() }()
	journal, damage := dir.OpenJournal()
	defer func() { _ = journal.Close() }()
	if len(journal.Outstanding()) == 0 {
		if damage != nil {
			return incomplete(damage)
		}
		fmt.Fprintf(a.stdout, "%s: nothing is left to put back\n", dir)
		return nil
	}
	r := &run{app: a, dir: dir, journal: journal}
	if err := r.reread(); err != nil {
		return inputError(err)
	}
	err = errors.Join(damage, r.putBackAll(ctx))
	r.runners = nil // whose Restore would put back once more what could not be
	switch n := len(journal.Outstanding()); {
	case ctx.Err() != nil:
		return &exitError{Code: codeInterrupted, Err: fmt.Errorf("interrupted; %s left to put back", plural(n, "change"))}
	case n > 0:
		return incomplete(fmt.Errorf("%w\n%s left: mend the cause, then %s", err, plural(n, "change"), r.restoreCommand()))
	case err != nil:
		return incomplete(err)
	}
	return nil
}

// unneeded are the overrides that leave of a scenario what its targets need: the
// rest may name files that are gone since.
var unneeded = []string{"payloads=null", "gates=null", "objective=null", "cold_starts=null", "current=null"}

// reread reads the scenario that the run keeps. The file itself may say something
// else by now.
func (r *run) reread() (err error) {
	if r.manifest, err = r.dir.ReadManifest(); err != nil {
		return err
	}
	r.scenario, err = stored(r.dir, r.manifest, unneeded...)
	if err != nil {
		return fmt.Errorf("the scenario in %s cannot be read here: %w", r.dir.Path(rundir.ManifestFile), err)
	}
	r.veil()
	return nil
}

// veil makes the run's secrets known, so that no command's words show them. One
// that is not there any more is not needed for putting back.
func (r *run) veil() {
	whole, err := stored(r.dir, r.manifest)
	if err != nil { // a file that it names is gone
		whole = r.scenario
	}
	_, _ = whole.Reveal(os.LookupEnv, r.hidden.Add)
}

// putBackAll undoes what the journal has outstanding of every target, and prints
// each change.
func (r *run) putBackAll(ctx context.Context) error {
	var errs []error
	for _, name := range r.changedTargets() {
		c, err := r.changerOf(name)
		if err == nil {
			c.UseJournal(r.journal)
			err = runners.PutBack(ctx, c, r.journal, name, r.toldOf)
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// toldOf prints what became of a change.
func (r *run) toldOf(c runners.Change, err error) {
	if err == nil {
		fmt.Fprintf(r.stdout, "put back: %s %s\n", c.Action, c.Resource)
	}
}

// changedTargets are the targets with outstanding changes, that with the latest
// first.
func (r *run) changedTargets() []string {
	var names []string
	for _, c := range r.journal.Outstanding() {
		if !slices.Contains(names, c.Target) {
			names = append(names, c.Target)
		}
	}
	return names
}

// changerOf makes the runner of the target of this name.
func (r *run) changerOf(name string) (runners.Changer, error) {
	for i, t := range r.scenario.Targets {
		if t.Name != name {
			continue
		}
		runner, err := runnerOf[t.Kind](r, i)
		if err != nil {
			return nil, fmt.Errorf("target %s: %w", name, err)
		}
		if c, ok := runner.(runners.Changer); ok {
			return c, nil
		}
	}
	return nil, fmt.Errorf("the journal has changes of a target %s, which the run's scenario does not have", name)
}

package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/sweetspot-bench/sweetspot/reports/live"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// runFlags are those of the run command that say what is run, as opposed to the
// settings.
type runFlags struct {
	out, resume, prices, baseline, against string
	changedSince, budget                   string
	sets                                   []string
	from                                   fromFlags
	dryRun                                 bool
	began                                  time.Time
}

func newRun(a *app) *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   "run SCENARIO... | --resume RUN",
		Short: "Sweep a scenario's variants under load and report cost against memory",
		Long: "Sweep a scenario's variants under load and report cost against memory.\n" +
			"Several scenarios are checked before anything starts, and then run one after the other, each\n" +
			"with a run directory of its own; --out then names the folder that holds them.",
		Args: f.fit,
		RunE: func(cmd *cobra.Command, args []string) error {
			f.began = time.Now()
			if err := f.given(cmd); err != nil {
				return inputError(err)
			}
			if err := f.from.check(cmd, args); err != nil {
				return inputError(err)
			}
			if f.resume != "" {
				return a.resume(cmd.Context(), f.resume, f.sets)
			}
			if f.prices != "" {
				absolute, err := filepath.Abs(f.prices)
				if err != nil {
					return inputError(err)
				}
				f.sets = append(f.sets, overlaid(absolute))
			}
			return a.runAll(cmd.Context(), args, f)
		},
	}
	f.from.flags(cmd.Flags())
	cmd.Flags().StringVar(&f.out, "out", "", "run directory (default: a new one in the runs folder); of several scenarios the folder that holds one for each, by name")
	cmd.Flags().StringVar(&f.resume, "resume", "", "run directory of an interrupted, failed or killed run to complete, from its last whole block")
	cmd.Flags().StringArrayVar(&f.sets, "set", nil, "override a key of the scenario, e.g. --set repeat=1 (repeatable)")
	cmd.Flags().StringVar(&f.baseline, "baseline", "", baselineUsage)
	cmd.Flags().StringVar(&f.against, "against", "", "git ref, such as origin/main: measure the function as it was there, too, in turns with the one at hand, and compare")
	cmd.Flags().StringVar(&f.changedSince, "changed-since", "", "git ref, such as origin/main: leave out the scenarios that depend on nothing that has changed since the branch parted from it")
	cmd.Flags().StringVar(&f.budget, "budget", "", "time on the clock, such as 5m, that the sampling has to fit into, of all scenarios together: fewer rounds, then less load")
	cmd.Flags().StringVar(&f.prices, "price-book", "", "price book of your own, laid over the scenario's")
	cmd.Flags().BoolVar(&f.dryRun, "dry-run", false, "start nothing: print every call that would change something, how many requests there would be, and their cost at most")
	cmd.Flags().BoolVar(&a.yes, "yes", false, yesUsage)
	cmd.Flags().String("runs", "", "folder of the run directories (default \"runs\")")
	cmd.Flags().String("limits", "", "how CPU and memory are held: auto, cgroup2, cgroup1, duty-cycle, none (default \"auto\")")
	cmd.Flags().String("format", "", "result on standard output: table or json (default \"table\")")
	cmd.Flags().String("inconclusive", "", "inconclusive gates: fail (exit 1), warn or pass (exit 0); exit 4 when not set")
	cmd.Flags().Bool("oversize", false, "go on although a size has more vCPU than this machine")
	cmd.Flags().Bool("quiet", false, "no progress on standard error")
	cmd.Flags().String("stream", "", "file for one JSON line an interval while it runs; - is standard output, and the table then goes to standard error")
	cmd.Flags().Duration("stream-interval", live.DefaultInterval, "time between the stream's lines")
	cmd.Flags().String("metrics", "", "serve Prometheus metrics while it runs: a port of 127.0.0.1, or HOST:PORT")
	return cmd
}

// given refuses flags that are given without a value.
func (f *runFlags) given(cmd *cobra.Command) error {
	const ref = "name a git ref, such as --%s origin/main, or leave the flag out"
	return errors.Join(
		notEmpty(cmd, "baseline", baselineHint),
		notEmpty(cmd, "against", fmt.Sprintf(ref, "against")),
		notEmpty(cmd, "changed-since", fmt.Sprintf(ref, "changed-since")),
		notEmpty(cmd, "budget", "give a time such as --budget 5m, or leave the flag out"),
	)
}

// fit checks that the arguments and the flags say one thing.
func (f *runFlags) fit(cmd *cobra.Command, args []string) error {
	switch {
	case f.from.used() && f.resume == "":
		return nil
	case f.resume == "":
		return cobra.MinimumNArgs(1)(cmd, args)
	case len(args) > 0 || f.out != "":
		return errors.New("--resume goes on in the run's own directory, with the scenario that run.json names: leave out SCENARIO and --out")
	case f.from.used():
		return errors.New("--resume goes on with the template that the run was made of: leave out --from")
	case f.against != "":
		return errors.New("--resume goes on with the base that the run began with: leave out --against")
	case f.dryRun:
		return errors.New("--dry-run says what a new run would do: leave out --resume")
	case f.changedSince != "":
		return errors.New("--resume completes a run, whatever has changed: leave out --changed-since")
	case f.budget != "":
		return errors.New("--resume completes what the run has planned, however long that takes: leave out --budget")
	case f.baseline != "":
		return fmt.Errorf("--resume keeps the baseline that the run began with: compare with another one by `%s report RUN --baseline ...` when it is complete", command())
	}
	return nil
}

// runAll runs the scenarios of the command line. Nothing starts before all of
// them are right.
func (a *app) runAll(ctx context.Context, files []string, f runFlags) error {
	asked, err := a.readAll(ctx, files, f)
	if err != nil {
		return inputError(err)
	}
	defer func() {
		for _, e := range asked {
			a.putAway(e.run.against)
		}
	}()
	if f.changedSince != "" {
		if err := a.leaveOut(ctx, asked, f.changedSince); err != nil {
			return inputError(err)
		}
	}
	kept := slices.DeleteFunc(slices.Clone(asked), func(e *entry) bool { return e.leftOut })
	for _, e := range kept {
		if err := e.asDeployed(ctx); err != nil {
			return inputError(err)
		}
	}
	if err := a.fitAll(kept, f); err != nil {
		return inputError(err)
	}
	for _, e := range kept {
		err = errors.Join(err, a.makeReady(ctx, e, f))
	}
	s := &series{app: a, entries: asked}
	err = errors.Join(err, s.place(f.out))
	switch {
	case ctx.Err() != nil:
		return errInterrupted
	case err != nil:
		return inputError(err)
	case len(kept) == 0:
		a.printUnchanged(asked, f.changedSince)
		return nil
	case f.dryRun:
		return a.dryRun(ctx, kept)
	}
	for _, e := range kept {
		err = errors.Join(err, e.run.mayStart())
	}
	switch {
	case err != nil:
		return inputError(err)
	case len(asked) == 1:
		return kept[0].run.sweep(ctx, f.out)
	}
	return s.run(ctx)
}

// readAll reads the scenarios and collects every mistake in them.
func (a *app) readAll(ctx context.Context, files []string, f runFlags) ([]*entry, error) {
	if f.from.used() {
		e, err := a.ofTemplate(ctx, f)
		return []*entry{e}, err
	}
	var all []*entry
	var errs []error
	for _, file := range files {
		e := &entry{file: file, run: &run{}, parse: func(sets ...string) (*scenarios.Scenario, error) {
			return scenarios.Read(file, sets...)
		}}
		errs, all = append(errs, e.read(f)), append(all, e)
	}
	return all, errors.Join(append(errs, namedApart(all))...)
}

// read reads a scenario, with as many rounds as a comparison with another commit
// takes, and checks that there are prices for it.
func (e *entry) read(f runFlags) error {
	e.sets = f.sets
	s, err := e.parse(f.sets...)
	if err != nil {
		return err
	}
	if err := errSearched(s, f); err != nil {
		return err
	}
	if f.against != "" {
		e.rounds = s.Repeat
		e.sets = slices.Concat(f.sets, enoughRounds(s, f.sets))
		if s, err = e.parse(e.sets...); err != nil {
			return err
		}
	}
	e.run.scenario = s
	_, err = priced(s, s.Plan())
	return err
}

// makeReady does for a scenario what can be done before anything starts: it
// checks out the base that it is compared with, reads its baseline, and plans.
func (a *app) makeReady(ctx context.Context, e *entry, f runFlags) (err error) {
	e.run.app, e.run.fitted = a, e.fitted
	if f.against != "" {
		if e.run.against, err = checkOut(ctx, e.run.scenario, f.against); err != nil {
			return err
		}
		if got := e.run.scenario.Repeat; got > e.rounds {
			fmt.Fprintf(a.stderr, "repeat: %d instead of %d, since a comparison takes so many blocks a side\n", got, e.rounds)
		}
	}
	if e.run.baseline, err = a.baseline(f.baseline, e.run.scenario); err != nil {
		return err
	}
	return e.run.ready()
}

package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"

	"github.com/spf13/cobra"

	"github.com/sweetspot-bench/sweetspot/internal/advice/search"
	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
	"github.com/sweetspot-bench/sweetspot/pricing/deployment"
	"github.com/sweetspot-bench/sweetspot/runners/lambda"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// tuneFlags are those of the search itself.
type tuneFlags struct {
	from, to, step   int
	batch, most      int
	tolerance        float64 // per cent
	toGiven, stepped bool
}

func newTune(a *app) *cobra.Command {
	var out, prices string
	var sets []string
	var flags tuneFlags
	cmd := &cobra.Command{
		Use:   "tune SCENARIO",
		Short: "Search the best memory size of a function over the whole range, with few invocations",
		Long: "Tune measures a few sizes of the whole range, models the others, and goes on where the\n" +
			"best size is most likely to be missed, until its pick is confirmed. The scenario gives the\n" +
			"target, the payloads, the load and the objective; its matrix is not used. docs/tune.md says more.",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if prices != "" {
				absolute, err := filepath.Abs(prices)
				if err != nil {
					return inputError(err)
				}
				sets = append(sets, overlaid(absolute))
			}
			flags.toGiven, flags.stepped = cmd.Flags().Changed("to"), cmd.Flags().Changed("step")
			s, err := scenarios.Read(args[0], sets...)
			if err != nil {
				return inputError(err)
			}
			if read, err := deployed(cmd.Context(), s); err != nil {
				return inputError(err)
			} else if len(read) > 0 {
				if s, err = scenarios.Read(args[0], slices.Concat(sets, read)...); err != nil {
					return inputError(err)
				}
			}
			return a.tune(cmd.Context(), s, flags, out)
		},
	}
	cmd.Flags().IntVar(&flags.from, "from", scenarios.SmallestMB, "smallest size, in MB")
	cmd.Flags().IntVar(&flags.to, "to", scenarios.LargestMB, "largest size, in MB; on this machine no more than its cores can hold")
	cmd.Flags().IntVar(&flags.step, "step", 1, "distance between the sizes, in MB; a recording has sizes of its own")
	cmd.Flags().IntVar(&flags.batch, "invocations", search.DefaultBatch, "invocations of a step")
	cmd.Flags().IntVar(&flags.most, "max-invocations", search.DefaultMaxInvocations, "invocations of all steps at most, warm-up apart")
	cmd.Flags().Float64Var(&flags.tolerance, "tolerance", 100*search.DefaultTolerance, "expected regret at which the search ends, in per cent")
	cmd.Flags().StringVar(&out, "out", "", "run directory (default: a new one in the runs folder)")
	cmd.Flags().StringArrayVar(&sets, "set", nil, "override a key of the scenario, e.g. --set objective=fastest (repeatable)")
	cmd.Flags().StringVar(&prices, "price-book", "", "price book of your own, laid over the scenario's")
	cmd.Flags().BoolVar(&a.yes, "yes", false, yesUsage)
	cmd.Flags().String("runs", "", "folder of the run directories (default \"runs\")")
	cmd.Flags().String("limits", "", "how CPU and memory are held: auto, cgroup2, cgroup1, duty-cycle, none (default \"auto\")")
	cmd.Flags().String("format", "", "result on standard output: table or json (default \"table\")")
	cmd.Flags().Bool("oversize", false, "search sizes, too, that have more vCPU than this machine")
	cmd.Flags().Bool("quiet", false, "no progress on standard error")
	return cmd
}

// words are the flags for a command line that searches the same once more.
func (f tuneFlags) words() []string {
	words := []string{"--from", fmt.Sprint(f.from), "--to", fmt.Sprint(f.to)}
	if f.stepped {
		words = append(words, "--step", fmt.Sprint(f.step))
	}
	return append(words, "--invocations", fmt.Sprint(f.batch), "--max-invocations", fmt.Sprint(f.most), "--tolerance", fmt.Sprint(f.tolerance))
}

// tune searches from the plan to the reports.
func (a *app) tune(ctx context.Context, s *scenarios.Scenario, flags tuneFlags, out string) error {
	quietly := *a
	// Views of a run follow its plan, and a search has none beforehand.
	quietly.settings.Stream, quietly.settings.Metrics = "", ""
	t := &tuning{run: &run{app: &quietly}, original: s, flags: flags}
	if err := cmp.Or(vacant(out), t.set()); err != nil {
		return inputError(err)
	}
	defer func() { _ = t.lock.Release() }()
	defer t.close()
	err := t.ready(ctx)
	if err == nil {
		err = t.createDir(ctx, out)
	}
	if err != nil {
		if ctx.Err() != nil {
			return &exitError{Code: codeInterrupted, Err: errors.New("interrupted before anything was measured")}
		}
		return inputError(err)
	}
	runErr := t.drive(ctx)
	t.close()
	if err := t.conclude(); err != nil {
		return incomplete(err)
	}
	return t.finish(ctx, runErr)
}

// set checks the scenario and the flags, and poses the problem.
func (t *tuning) set() (err error) {
	s := t.original
	if err := s.Tunable(); err != nil {
		return fmt.Errorf("%s: %w", s.File, err)
	}
	if err := t.span(); err != nil {
		return err
	}
	if t.resolved, err = json.Marshal(s.Redacted()); err != nil {
		return err
	}
	t.scenario = s.Tuned(nil, t.flags.batch)
	t.plan = &scenarios.Plan{Rounds: 1}
	if t.book, err = priced(t.scenario, t.ends()); err != nil {
		return err
	}
	if err := t.reveal(); err != nil {
		return err
	}
	if err := t.mayBegin(); err != nil {
		return err
	}
	t.tuned = &rundir.Tuned{Invocations: t.flags.batch, Flags: t.flags.words(), Sizes: []int{}}
	return t.pose()
}

// mayBegin refuses a search on another machine that is above what needs no word:
// all its invocations at its largest size.
func (t *tuning) mayBegin() error {
	ends := t.ends().Variants
	whole := &run{app: t.app, scenario: t.original.Tuned(t.sizes[len(t.sizes)-1:], t.flags.most), book: t.book}
	whole.plan = &scenarios.Plan{Rounds: 1, Variants: ends[len(ends)-1:]}
	return whole.mayStart()
}

// span finds the sizes to choose from.
func (t *tuning) span() error {
	f := &t.flags
	s := t.original
	local := s.Targets[0].Replay == nil
	switch {
	case f.step < 1:
		return fmt.Errorf("--step %d: sizes are at least 1 MB apart", f.step)
	case f.from > f.to:
		return fmt.Errorf("--from %d --to %d: the smallest size comes first", f.from, f.to)
	case f.from < scenarios.SmallestMB || f.to > scenarios.LargestMB:
		return fmt.Errorf("--from %d --to %d: sizes go from %d to %d MB", f.from, f.to, scenarios.SmallestMB, scenarios.LargestMB)
	case !local && f.stepped:
		return errors.New("--step: a recording has sizes of its own; leave it out")
	case local && !f.toGiven && !t.settings.Oversize:
		for f.to > f.from && sandbox.VCPU(f.to) > float64(runtime.NumCPU()) {
			f.to--
		}
	}
	if t.sizes = s.TunableSizes(f.from, f.to, f.step); len(t.sizes) == 0 {
		return fmt.Errorf("%s has no size from %d to %d MB", s.Targets[0].HandlerText(), f.from, f.to)
	}
	if now := s.Current; now != nil && now.MemoryMB > 0 {
		t.sizes = withSize(t.sizes, now.MemoryMB)
	}
	return nil
}

// ends is the plan of the smallest and the largest size.
func (t *tuning) ends() *scenarios.Plan {
	p := &scenarios.Plan{Rounds: 1}
	for i, mb := range []int{t.sizes[0], t.sizes[len(t.sizes)-1]} {
		p.Variants = append(p.Variants, t.original.TuningVariant(i, mb))
	}
	return p
}

// pose makes the problem of the sizes and of their prices.
func (t *tuning) pose() error {
	t.problem = search.Problem{
		Batch: t.flags.batch, MaxInvocations: t.flags.most, Tolerance: t.flags.tolerance / 100, Seed: t.original.Seed,
	}
	for i, mb := range t.sizes {
		v := t.original.TuningVariant(i, mb)
		rate, err := deployment.Of(t.book, t.original.Targets[0], v, t.original.Pricing).Rate(t.book)
		if err != nil {
			return err
		}
		t.rates = append(t.rates, rate)
		const million = 1_000_000
		perMS := rate.Cost(0, million).InexactFloat64() / million
		t.problem.Candidates = append(t.problem.Candidates, search.Candidate{
			MemoryMB: float64(mb), Fixed: rate.Cost(1, 0).InexactFloat64(), PerMS: perMS,
		})
	}
	var err error
	if t.limits, err = limitsOf(t.original.Objective); err != nil {
		return fmt.Errorf("%s: %w", t.original.File, err)
	}
	return t.problem.Check()
}

// ready builds the function and checks its runner, as a run does.
func (t *tuning) ready(ctx context.Context) error {
	if err := lambda.Build(ctx, t.scenario); err != nil {
		return err
	}
	if err := t.makeRunners(); err != nil {
		return err
	}
	if !t.settings.Quiet {
		fmt.Fprintf(t.stderr, "%s: searching %s from %d to %d MB, %s a step, at most %d\n", t.scenario.Name,
			plural(len(t.sizes), "size"), t.sizes[0], t.sizes[len(t.sizes)-1], t.scenario.Load, t.flags.most)
		if t.local != nil {
			fmt.Fprintln(t.stderr, t.local.Describe())
		}
	}
	return t.runners[0].Check(ctx, t.ends().Variants)
}

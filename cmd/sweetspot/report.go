package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/pricing/deployment"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/compare"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

func newReport(a *app) *cobra.Command {
	var baseline, patch, out string
	cmd := &cobra.Command{
		Use:   "report RUN [RUN...]",
		Short: "Write the reports of a run again, or one report over several runs, without new load",
		Long: "Write the reports of a run again, or those of a run that was killed, without new load.\n" +
			"With --baseline it is compared with another run, and the gates settle the exit code as\n" +
			"they do that of a run.\n\n" +
			"Of several runs (run directories, or summary.json files alone) one report is written: the\n" +
			"newest run of each scenario against the oldest, or against --baseline, the runs over each\n" +
			"other, and their course in time. The runs stay as they are.",
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := errors.Join(notEmpty(cmd, "baseline", baselineHint), notEmpty(cmd, "out", "name a folder, or leave the flag out")); err != nil {
				return inputError(err)
			}
			switch {
			case len(args) > 1 && patch != "":
				return inputError(errors.New("--patch prints what one run recommends: name one"))
			case len(args) > 1:
				return a.reportSeveral(args, baseline, out)
			case out != "":
				return inputError(errors.New("--out is for a report over several runs; those of one run stand in its directory"))
			}
			dir, err := rundir.Open(args[0])
			if err != nil {
				return inputError(err)
			}
			if patch != "" {
				return a.patch(dir, patch, baseline)
			}
			lock, err := dir.Lock()
			if err != nil {
				return inputError(err)
			}
			return errors.Join(a.report(dir, baseline), lock.Release())
		},
	}
	cmd.Flags().String("format", "", "result on standard output: table or json, an array of several runs' (default \"table\")")
	cmd.Flags().StringVar(&patch, "patch", "", "print what the run recommends to copy into a deployment, and nothing else: sam, terraform or cli")
	cmd.Flags().StringVar(&out, "out", "", "folder of the report over several runs (default \"report\" beside the folder of the runs)")
	cmd.Flags().StringVar(&baseline, "baseline", "", baselineUsage)
	cmd.Flags().String("runs", "", "folder of the run directories (default \"runs\")")
	cmd.Flags().String("inconclusive", "", "inconclusive gates of a run that is compared: fail (exit 1), warn or pass (exit 0); exit 4 when not set")
	return cmd
}

// report writes the reports of a run that has ended, compared with another one
// where that is asked for.
func (a *app) report(dir rundir.Dir, baseline string) error {
	m, err := dir.ReadManifest()
	if err != nil {
		return inputError(err)
	}
	switch lost, err := dir.ConvertLog(m.Variants); {
	case err != nil:
		fmt.Fprintln(a.stderr, "sweetspot: warning:", err)
	case lost > 0:
		fmt.Fprintf(a.stderr, "sweetspot: warning: the last %d bytes of %s were no whole record and are left out; it is kept as %s\n", lost, rundir.LogFile, rundir.DamagedFile)
	}
	summary, err := a.summaryOf(dir, m)
	if err != nil {
		return inputError(err)
	}
	if err := a.compareAnew(dir, summary, baseline); err != nil {
		return inputError(err)
	}
	samples, err := evidence(dir, m.Blocks, summary)
	if err != nil {
		fmt.Fprintf(a.stderr, "sweetspot: warning: %v; the report goes without what the samples show\n", err)
	}
	if err := writeReports(dir, summary, samples); err != nil {
		return incomplete(err)
	}
	err = a.print(summary, dir)
	a.tellGitHub(samples, summary)
	if err != nil || baseline == "" {
		return err
	}
	return settle(summary, a.settings.Inconclusive)
}

// compareAnew judges the gates of a run's summary against a baseline, and keeps
// that with the run.
func (a *app) compareAnew(dir rundir.Dir, summary *reports.Summary, asked string) error {
	if asked == "" {
		return nil
	}
	baseline, _, err := a.side(asked, summary.Scenario.Name, summary.Run.ID)
	if err != nil {
		return fmt.Errorf("baseline: %w", err)
	}
	compare.Gates(summary, baseline)
	return keepBaseline(dir, baseline)
}

// summaryOf reads the summary of a run, or makes that of a run that was killed
// before it could.
func (a *app) summaryOf(dir rundir.Dir, m *rundir.Manifest) (*reports.Summary, error) {
	_, err := os.Stat(dir.Path(rundir.SummaryFile))
	if m.State != rundir.Running && !errors.Is(err, os.ErrNotExist) {
		return reports.ReadSummary(dir.Path(rundir.SummaryFile))
	}
	s, err := stored(dir, m)
	if err != nil {
		return nil, err
	}
	book, err := deployment.Book(s.Pricing)
	if err != nil {
		return nil, err
	}
	s, plan := planned(s, m)
	if m.State == rundir.Running {
		if err := a.bury(dir, m, s, len(plan.Blocks)); err != nil {
			return nil, err
		}
	}
	summary, err := summarize(s, plan, book, m, dir, m.FinishedAt)
	return summary, errors.Join(err, dir.WriteManifest(m))
}

// bury gives a run that was killed the end that it could not write itself, and
// says how far it came. A run whose blocks are planned as it goes is interrupted
// even where none of those that it had planned is left to do: resuming it finds
// out whether any would have followed.
func (a *app) bury(dir rundir.Dir, m *rundir.Manifest, s *scenarios.Scenario, blocks int) error {
	m.FinishedAt = m.StartedAt
	err := dir.Samples(rundir.LatencyFields).Each(func(batch []measure.Sample) error {
		for i := range batch {
			if end := batch[i].End; end.After(m.FinishedAt) {
				m.FinishedAt = end
			}
		}
		return nil
	})
	whole := len(done(m.Blocks))
	if m.Tuned != nil {
		m.State, m.Error = rundir.Interrupted, "the search was killed, or its machine went down"
		fmt.Fprintf(a.stderr, "sweetspot: warning: the search was killed after %s; this is what it had measured. To search afresh: %s\n", plural(whole, "step"), again(m))
		return err
	}
	grows := s.Load.Search != nil || s.StopWhen != nil
	if whole >= blocks && !grows {
		m.State = rundir.Complete
		return err
	}
	m.State, m.Error = rundir.Interrupted, "the run was killed, or its machine went down"
	came := fmt.Sprintf("%d of %s", whole, plural(blocks, "block"))
	if grows {
		came = plural(whole, "block")
	}
	fmt.Fprintf(a.stderr, "sweetspot: warning: the run was killed after %s; this is what it had measured. To complete it: %s run --resume %s\n",
		came, command(), dir)
	return err
}

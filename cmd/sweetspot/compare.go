package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/compare"
	"github.com/sweetspot-bench/sweetspot/reports/html"
	"github.com/sweetspot-bench/sweetspot/reports/markdown"
)

// comparison is what the flags of compare say.
type comparison struct {
	limit, statistics, failOn []string
	format                    string
	anyHost                   bool
	baseTarget, headTarget    string
	out                       string
}

func newCompare(a *app) *cobra.Command {
	var c comparison
	cmd := &cobra.Command{
		Use:   "compare BASE HEAD",
		Short: "Say whether one run is slower or dearer than another",
		Long: "Compare two runs: run directories, or summary.json files alone; BASE may be latest, the newest\n" +
			"complete run of HEAD's scenario in the runs folder, HEAD apart. Each statistic of each\n" +
			"variant that both have is compared block by block, with an interval and a test; it takes\n" +
			"six blocks a side or more (repeat: 6). Exit code 1: a statistic of --fail-on is\n" +
			"significantly worse, by more than --limit; 4: the runs cannot tell.",
		Args:        cobra.ExactArgs(2),
		Annotations: map[string]string{ownFormat: "markdown, too"},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := notEmpty(cmd, "out", "name a file, or leave the flag out"); err != nil {
				return inputError(err)
			}
			if !cmd.Flags().Changed("format") {
				c.format = a.settings.Format
			}
			o, err := c.options()
			if err != nil {
				return inputError(err)
			}
			return a.compare(args[0], args[1], c, o)
		},
	}
	flags := cmd.Flags()
	flags.StringSliceVar(&c.limit, "limit", nil, "how much worse is a regression, of all or of one statistic: 5%, or 5%,p99=10%,errors=0.5% (default 5%, errors 1% in points)")
	flags.StringSliceVar(&c.statistics, "statistics", nil, "what is shown: p50, p95, p99, billed.mean, cost, errors (default all)")
	flags.StringSliceVar(&c.failOn, "fail-on", nil, "what decides (default p95,cost)")
	flags.BoolVar(&c.anyHost, "any-host", false, "compare times although the machines differ")
	flags.StringVar(&c.baseTarget, "base-target", "", "compare this target of BASE, whatever its name (with --head-target; BASE and HEAD may be one run)")
	flags.StringVar(&c.headTarget, "head-target", "", "with this target of HEAD")
	flags.StringVar(&c.format, "format", "table", "result: table, json, markdown or html, a page to pass on")
	flags.StringVar(&c.out, "out", "-", "file for the result in place of standard output, which then has the verdict alone")
	cmd.MarkFlagsRequiredTogether("base-target", "head-target")
	flags.String("runs", "", "folder of the run directories, for latest (default \"runs\")")
	flags.String("inconclusive", "", "runs that cannot tell: fail (exit 1), warn or pass (exit 0); exit 4 when not set")
	return cmd
}

// options reads the flags.
func (c comparison) options() (compare.Options, error) {
	o := compare.Options{AnyHost: c.anyHost, BaseTarget: c.baseTarget, HeadTarget: c.headTarget, Limits: map[compare.Statistic]float64{}}
	if formats := []string{"table", "json", "markdown", "html"}; !slices.Contains(formats, c.format) {
		return o, fmt.Errorf("format: %q is none of %s", c.format, strings.Join(formats, ", "))
	}
	var err error
	if o.Statistics, err = statistics("statistics", c.statistics); err != nil {
		return o, err
	}
	if o.Decide, err = statistics("fail-on", c.failOn); err != nil {
		return o, err
	}
	for _, text := range c.limit {
		name, share, named := strings.Cut(text, "=")
		if !named {
			name, share = "", text
		}
		limit, err := check.ParseShare(share)
		if err == nil && limit == 0 {
			err = errors.New("a limit of nothing makes a regression of every difference; write one such as 0.1%")
		}
		if err != nil {
			return o, fmt.Errorf("limit %q: %w", text, err)
		}
		if !named {
			o.Limit = limit
			continue
		}
		s, err := compare.ParseStatistic(name)
		if err != nil {
			return o, fmt.Errorf("limit %q: %w", text, err)
		}
		o.Limits[s] = limit
	}
	return o, nil
}

// statistics reads a list of names, nil when there are none.
func statistics(flag string, names []string) ([]compare.Statistic, error) {
	var out []compare.Statistic
	for _, name := range names {
		s, err := compare.ParseStatistic(name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", flag, err)
		}
		out = append(out, s)
	}
	return out, nil
}

// compare prints the comparison of two runs and returns what it comes to.
func (a *app) compare(basePath, headPath string, c comparison, o compare.Options) error {
	head, headManifest, err := readSide(headPath)
	if err != nil {
		return inputError(err)
	}
	base, baseManifest, err := a.side(basePath, head.Scenario.Name, head.Run.ID)
	if err != nil {
		return inputError(err)
	}
	if err := errors.Join(hasTarget(base, basePath, o.BaseTarget), hasTarget(head, headPath, o.HeadTarget)); err != nil {
		return inputError(err)
	}
	r := compare.Compare(base, head, o)
	if baseManifest != nil && headManifest != nil && base.Scenario.Digest != head.Scenario.Digest {
		r.Differences = compare.Differences(baseManifest.Scenario.Resolved, headManifest.Scenario.Resolved)
	}
	if err := a.writeComparison(c, r, base, head); err != nil {
		return err
	}
	a.stepSummary(func(w io.Writer) error { return markdown.Comparison(w, r) })
	switch code := r.ExitCode(a.settings.Inconclusive); {
	case code == codeDone:
		return nil
	case r.Verdict == compare.Regression:
		return &exitError{Code: code, Err: errors.New("the head is worse than the base")}
	default:
		return &exitError{Code: code, Err: errors.New("the runs cannot tell whether the head is worse than the base")}
	}
}

// hasTarget says which targets a run has where it lacks the one that is asked
// for.
func hasTarget(s *reports.Summary, path, target string) error {
	var names []string
	for _, t := range s.Trials {
		if name := t.Variant.Target; !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if target == "" || slices.Contains(names, target) {
		return nil
	}
	return fmt.Errorf("%s has no target %q; %s", path, target, check.DidYouMean(target, names))
}

// writeComparison writes the result to the file that is asked for, with the
// verdict on standard output, or to standard output.
func (a *app) writeComparison(c comparison, r *compare.Result, base, head *reports.Summary) error {
	err := writeOut(c.out, a.stdout, func(w io.Writer) error {
		to := &app{stdout: w, stderr: a.stderr, settings: a.settings}
		return to.printComparison(c.format, r, base, head)
	})
	if err == nil && c.out != "-" {
		_, err = fmt.Fprintf(a.stdout, "%s\n\nReport: %s\n", r.Sentence, c.out)
	}
	return err
}

func (a *app) printComparison(format string, r *compare.Result, base, head *reports.Summary) error {
	switch format {
	case "json":
		return a.printJSON(r)
	case "markdown":
		return markdown.Comparison(a.stdout, r)
	case "html":
		return html.Comparison(a.stdout, r, base, head)
	}
	fmt.Fprintln(a.stdout, r.Sentence)
	if text := r.Caveat(); text != "" {
		fmt.Fprintln(a.stdout, "!", text)
	}
	fmt.Fprintln(a.stdout)
	t, all := r.Table(), len(r.Table().Rows)
	if r.TooFew() {
		t = r.Brief()
	}
	if len(t.Rows) > 0 {
		if err := a.draw(t); err != nil {
			return err
		}
		fmt.Fprintln(a.stdout)
	}
	if left := all - len(t.Rows); left > 0 {
		fmt.Fprintf(a.stdout, "! %d more rows of what does not decide: --format markdown, html or json has them.\n", left)
	}
	for _, note := range r.Notes() {
		fmt.Fprintf(a.stdout, "! %s\n", note)
	}
	return nil
}

// readSide reads the summary of a run directory, or a summary alone; the
// manifest is nil without a run directory.
func readSide(path string) (*reports.Summary, *rundir.Manifest, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, nil, err
	}
	if !info.IsDir() {
		s, err := reports.ReadSummary(path)
		return s, nil, err
	}
	dir := rundir.Dir(path)
	s, err := reports.ReadSummary(dir.Path(rundir.SummaryFile))
	if errors.Is(err, os.ErrNotExist) {
		if _, err := rundir.Open(path); err != nil {
			return nil, nil, err
		}
		return nil, nil, fmt.Errorf("%s has no %s; `%s report %s` makes it", path, rundir.SummaryFile, command(), path)
	}
	if err != nil {
		return nil, nil, err
	}
	m, err := dir.ReadManifest()
	if errors.Is(err, os.ErrNotExist) { // a folder with a summary alone
		return s, nil, nil
	}
	return s, m, err
}

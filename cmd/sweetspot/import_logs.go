package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sweetspot-bench/sweetspot/internal/interchange/lambdalogs"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// logOptions are what the flags of import logs say.
type logOptions struct {
	function, region, architecture string
	requests                       string // a month
	name, out, format              string
	partial, rank                  bool
	groups                         groupOptions
}

func newImportLogs(a *app) *cobra.Command {
	var o logOptions
	cmd := &cobra.Command{
		Use:   "logs FILE… | FOLDER… | --group NAME",
		Short: "Make a run directory of a Lambda function's own logs, without any load",
		Long: "Import logs reads the reports of invocations in logs of AWS Lambda and makes a run\n" +
			"directory of them: what the function costs now, how much memory it used, its cold\n" +
			"starts, its longest invocations and how many ran at once. It takes text, JSON and CSV\n" +
			"as the AWS CLI, the console, Logs Insights and an export to S3 write them (docs/logs.md).\n" +
			"With --rank it makes no run, but lists many functions by what they cost a month.",
		Annotations: map[string]string{ownFormat: "yes"},
		Args:        func(_ *cobra.Command, args []string) error { return o.groups.check(len(args), o.rank) },
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.rank {
				return a.rankLogs(cmd.Context(), args, o)
			}
			return a.importLogs(cmd.Context(), args, o)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.function, "function", "", "name of the function; where the logs name several: which of them")
	flags.StringVar(&o.region, "region", "", "region whose prices hold (default: as the log tells, else "+scenarios.DefaultRegion+")")
	flags.StringVar(&o.architecture, "architecture", "", strings.Join(scenarios.Architectures(), " or ")+", which no log tells (default "+scenarios.DefaultArchitecture+")")
	flags.StringVar(&o.requests, "requests-per-month", "", "requests a month, such as 10M (default: at the log's own rate)")
	flags.StringVar(&o.name, "name", "", "name of the run (default: the function's)")
	flags.StringVar(&o.out, "out", "", "run directory, which must not exist yet (default: a new one in the runs folder)")
	o.groups.flags(flags)
	flags.BoolVar(&o.partial, "partial", false, "import what stands before the damage in a damaged file")
	flags.String("runs", "", "folder of the run directories (default \"runs\")")
	flags.BoolVar(&o.rank, "rank", false, "list the functions of all files and folders, the dearest first; a file or a folder in a folder is a function where it names none")
	flags.StringVar(&o.format, "format", "", "result on standard output: table or json, with --rank also csv (default \"table\")")
	return cmd
}

// importLogs makes a run directory of the log of one function.
func (a *app) importLogs(ctx context.Context, paths []string, o logOptions) error {
	if err := o.check("table", "json"); err != nil {
		return inputError(err)
	}
	a.settings.Format = cmp.Or(o.format, a.settings.Format)
	read, err := a.logsOf(ctx, paths, lambdalogs.NewCollector(o.function), o)
	if err != nil {
		return err
	}
	log, err := read.only()
	if err != nil {
		return inputError(err)
	}
	from, err := newLogRun(read, log, o)
	if err != nil {
		return inputError(err)
	}
	scenario, err := from.scenario()
	if err != nil {
		return inputError(err)
	}
	book, err := priced(scenario, scenario.Plan())
	if err != nil {
		return inputError(err)
	}
	run, err := a.newImported(from, scenario, o.out)
	if err != nil {
		return inputError(err)
	}
	run.book = book
	if err := run.complete(ctx); err != nil {
		return err
	}
	return a.print(run.summary, run.dir)
}

// logsOf reads files, or log groups where none are named.
func (a *app) logsOf(ctx context.Context, paths []string, to *lambdalogs.Collector, o logOptions) (*logsRead, error) {
	if o.groups.used() {
		return a.readGroups(ctx, o.groups, o.region, to)
	}
	return readLogs(ctx, paths, to, o.partial)
}

func (o *logOptions) check(formats ...string) error {
	if o.format != "" {
		if err := choice("--format", o.format, formats); err != nil {
			return err
		}
	}
	if o.architecture != "" {
		if err := choice("--architecture", o.architecture, scenarios.Architectures()); err != nil {
			return err
		}
	}
	if o.region != "" && !scenarios.IsRegion(o.region) {
		return fmt.Errorf("--region: %q is not a region; write one such as us-east-1", o.region)
	}
	return nil
}

// only is the log of the only function that has invocations.
func (r *logsRead) only() (*lambdalogs.Log, error) {
	var with []*lambdalogs.Log
	var names []string
	for _, log := range r.logs {
		if len(log.Invocations) > 0 {
			with, names = append(with, log), append(names, log.Function)
		}
	}
	switch {
	case len(with) == 1:
		return with[0], nil
	case len(with) == 0:
		return nil, r.nothing()
	case len(names) > 5:
		names = append(names[:5], "…")
	}
	return nil, fmt.Errorf("these are the logs of %s (%s): choose one with --function", plural(len(with), "function"), strings.Join(names, ", "))
}

// nothing says why there is no invocation.
func (r *logsRead) nothing() error {
	for _, log := range r.logs {
		if log.Unreadable > 0 {
			return fmt.Errorf("there is no report that can be used: %s, the first lacks %s", plural(log.Unreadable, "report"), log.Unreadables)
		}
	}
	return errors.New("there is no report of an invocation in it: it takes the lines that begin with REPORT, or the events platform.report")
}

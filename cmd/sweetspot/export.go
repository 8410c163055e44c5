package main

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/csv"
	"github.com/sweetspot-bench/sweetspot/reports/gobench"
	"github.com/sweetspot-bench/sweetspot/reports/prometheus"
)

// exportOptions are what the flags of export say.
type exportOptions struct {
	format, out, phase string
	variants           []string
	service            bool
}

var exportPhases = []string{string(measure.PhaseLoad), string(measure.PhaseWarmup), string(measure.PhaseCold), "all"}

// exportFormat is a format of export: one of a run's samples, or one of its
// summary.
type exportFormat struct {
	name    string
	samples func(ctx context.Context, w io.Writer, source samplesOf, m *rundir.Manifest, chosen []bool, o exportOptions) (told string, err error)
	summary func(w io.Writer, s *reports.Summary) (told string, err error)
}

var exportFormats = []exportFormat{
	{name: "csv", summary: silently(csv.Render)},
	{name: "prometheus", summary: silently(prometheus.Render)},
	{name: "gobench", summary: silently(gobench.Render)},
	{name: "power-tuning", summary: exportPowerTuning},
	{name: "samples-csv", samples: exportSamplesCSV},
	{name: "vegeta-gob", samples: exportVegeta},
	{name: "vegeta-json", samples: exportVegeta},
	{name: "vegeta-csv", samples: exportVegeta},
	{name: "hdr", samples: exportHDR},
}

// silently is a format of which there is nothing to tell.
func silently(render func(io.Writer, *reports.Summary) error) func(io.Writer, *reports.Summary) (string, error) {
	return func(w io.Writer, s *reports.Summary) (string, error) { return "", render(w, s) }
}

func exportNames() []string {
	var names []string
	for _, f := range exportFormats {
		names = append(names, f.name)
	}
	return names
}

func newExport(a *app) *cobra.Command {
	var o exportOptions
	cmd := &cobra.Command{
		Use:   "export RUN --format FORMAT",
		Short: "Write a run's summary or its samples in another tool's format",
		Long: "Export writes a run for other tools. Of the summary: csv for spreadsheets, prometheus for\n" +
			"the node exporter's textfile collector or a Pushgateway, gobench for benchstat, power-tuning\n" +
			"for the URL that shows it as AWS Lambda Power Tuning does; RUN may then be a summary.json\n" +
			"alone. Of the samples: samples-csv, results that vegeta report reads, or a\n" +
			"log of interval histograms (HdrHistogram 1.3). Latencies count from the intended send.",
		Annotations: map[string]string{ownFormat: "yes"},
		Args:        cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.export(cmd, args[0], o)
		},
	}
	cmd.Flags().StringVar(&o.format, "format", "", strings.Join(exportNames(), ", "))
	cmd.Flags().StringVar(&o.out, "out", "-", "file to write, - for standard output")
	cmd.Flags().StringArrayVar(&o.variants, "variant", nil, "only this variant: its label, or conditions such as target=api,memory=512 (repeatable)")
	cmd.Flags().StringVar(&o.phase, "phase", string(measure.PhaseLoad), "samples of this phase: "+strings.Join(exportPhases, ", "))
	cmd.Flags().BoolVar(&o.service, "service", false, "samples: count from the actual send in place of the intended one")
	return cmd
}

// choice refuses a flag's value that is not among those allowed.
func choice(flag, value string, allowed []string) error {
	if slices.Contains(allowed, value) {
		return nil
	}
	return inputError(fmt.Errorf("%s: %q is not a choice; %s", flag, value, check.DidYouMean(value, allowed)))
}

// export writes a run in the format that the options choose.
func (a *app) export(cmd *cobra.Command, path string, o exportOptions) error {
	if err := cmp.Or(choice("--format", o.format, exportNames()), choice("--phase", o.phase, exportPhases)); err != nil {
		return err
	}
	format := exportFormats[slices.Index(exportNames(), o.format)]
	if format.samples != nil {
		return a.exportSamples(cmd.Context(), path, format, o)
	}
	for _, flag := range []string{"phase", "service"} {
		if cmd.Flags().Changed(flag) {
			return inputError(fmt.Errorf("--%s chooses among samples, and %s is made of the summary: leave it out", flag, o.format))
		}
	}
	return a.exportSummary(path, format, o)
}

// exportSamples writes the samples that the options choose.
func (a *app) exportSamples(ctx context.Context, path string, format exportFormat, o exportOptions) error {
	dir, err := rundir.Open(path)
	if err != nil {
		return inputError(err)
	}
	manifest, err := dir.ReadManifest()
	if err != nil {
		return inputError(err)
	}
	chosen, err := chooseVariants(manifest.Variants, o.variants)
	if err != nil {
		return inputError(err)
	}
	source := samplesOf{dir: dir, wanted: func(s *measure.Sample) bool {
		return s.Variant < len(chosen) && chosen[s.Variant] && (o.phase == "all" || string(s.Phase) == o.phase)
	}}
	var told string
	err = writeOut(o.out, a.stdout, func(w io.Writer) error {
		buffered := bufio.NewWriterSize(w, 64<<10)
		if told, err = format.samples(ctx, buffered, source, manifest, chosen, o); err != nil {
			return err
		}
		return buffered.Flush()
	})
	if err != nil {
		return err
	}
	fmt.Fprintln(a.stderr, told)
	return nil
}

// exportSummary writes the summary of a run, or a summary alone, with the
// variants that the options choose.
func (a *app) exportSummary(path string, format exportFormat, o exportOptions) error {
	s, _, err := readSide(path)
	if err == nil {
		err = keepTrials(s, o.variants)
	}
	if err != nil {
		return inputError(err)
	}
	var told string
	err = writeOut(o.out, a.stdout, func(w io.Writer) (err error) {
		told, err = format.summary(w, s)
		return err
	})
	if err == nil && told != "" {
		fmt.Fprintln(a.stderr, told)
	}
	return err
}

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
)

// exportOptions are what the flags of export say.
type exportOptions struct {
	format, out, phase string
	variants           []string
	service            bool
}

var (
	exportFormats = []string{"vegeta-gob", "vegeta-json", "vegeta-csv", "hdr"}
	exportPhases  = []string{string(measure.PhaseLoad), string(measure.PhaseWarmup), string(measure.PhaseCold), "all"}
)

func newExport(a *app) *cobra.Command {
	var o exportOptions
	cmd := &cobra.Command{
		Use:   "export RUN --format FORMAT",
		Short: "Write a run's samples as vegeta results or as an HdrHistogram log",
		Long: "Export writes the samples of a run for other tools: results that vegeta report reads,\n" +
			"or a log of interval histograms (HdrHistogram 1.3), one tag for each variant, warm and\n" +
			"cold. Latencies count from the intended send, and so does vegeta's timestamp.",
		Annotations: map[string]string{ownFormat: "yes"},
		Args:        cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.export(cmd.Context(), args[0], o)
		},
	}
	cmd.Flags().StringVar(&o.format, "format", "", strings.Join(exportFormats, ", "))
	cmd.Flags().StringVar(&o.out, "out", "-", "file to write, - for standard output")
	cmd.Flags().StringArrayVar(&o.variants, "variant", nil, "only this variant: its label, or a condition such as memory=512 (repeatable)")
	cmd.Flags().StringVar(&o.phase, "phase", string(measure.PhaseLoad), strings.Join(exportPhases, ", "))
	cmd.Flags().BoolVar(&o.service, "service", false, "count from the actual send in place of the intended one")
	return cmd
}

// choice refuses a flag's value that is not among those allowed.
func choice(flag, value string, allowed []string) error {
	if slices.Contains(allowed, value) {
		return nil
	}
	return inputError(fmt.Errorf("%s: %q is not a choice; %s", flag, value, check.DidYouMean(value, allowed)))
}

// export writes the samples of a run that the options choose.
func (a *app) export(ctx context.Context, path string, o exportOptions) error {
	if err := cmp.Or(choice("--format", o.format, exportFormats), choice("--phase", o.phase, exportPhases)); err != nil {
		return err
	}
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
		if told, err = exportTo(ctx, buffered, source, manifest, chosen, o); err != nil {
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

// exportTo writes in the format asked for and says in a line what it wrote.
func exportTo(ctx context.Context, w io.Writer, source samplesOf, m *rundir.Manifest, chosen []bool, o exportOptions) (string, error) {
	if encoding, ok := strings.CutPrefix(o.format, "vegeta-"); ok {
		return exportVegeta(ctx, w, source, m, chosen, encoding, o.service)
	}
	return exportHDR(ctx, w, source, m, o.service)
}

// chooseVariants says of each variant whether it is wanted: its label is, or it
// meets a condition. Without any wish all are.
func chooseVariants(variants []rundir.Variant, wishes []string) ([]bool, error) {
	chosen := make([]bool, len(variants))
	labels := make([]string, len(variants))
	for i, v := range variants {
		chosen[i] = len(wishes) == 0
		labels[i] = v.Label
	}
	for _, wish := range wishes {
		met := false
		for i, v := range variants {
			if v.Label == wish || meetsCondition(v, wish) {
				chosen[i], met = true, true
			}
		}
		if !met {
			return nil, fmt.Errorf("--variant: no variant is %q; the run has %s", wish, strings.Join(labels, ", "))
		}
	}
	return chosen, nil
}

// meetsCondition reports whether a condition such as memory=512 holds.
func meetsCondition(v rundir.Variant, condition string) bool {
	key, value, ok := strings.Cut(condition, "=")
	if !ok {
		return false
	}
	value = strings.TrimSpace(strings.TrimPrefix(value, "="))
	switch strings.TrimSpace(key) {
	case "memory", "memory_mb":
		return value == fmt.Sprint(v.MemoryMB)
	case "architecture":
		return value == v.Architecture
	case "target":
		return value == v.Target
	}
	return false
}

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sweetspot-bench/sweetspot/internal/interchange/hdrlog"
	"github.com/sweetspot-bench/sweetspot/internal/interchange/vegeta"
)

// importOptions are what the flags of import say.
type importOptions struct {
	format, name, out string
	partial           bool
}

var importFormats = []string{"vegeta-gob", "vegeta-json", "vegeta-csv"}

func newImport(a *app) *cobra.Command {
	var o importOptions
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: "Make a run directory of vegeta's results or of a function's logs, or a scenario of Power Tuning's",
		Long: "Import makes a run directory of a results file of vegeta, so that sweetspot report\n" +
			"works on it. Every attack of another name becomes a target. The file is read twice.",
		Annotations: map[string]string{ownFormat: "yes"},
		Args:        cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.importResults(cmd.Context(), args[0], o)
		},
	}
	cmd.Flags().StringVar(&o.format, "format", "", strings.Join(importFormats, ", ")+" (default: detected)")
	cmd.Flags().StringVar(&o.name, "name", "", "name of the run (default: the file's)")
	cmd.Flags().StringVar(&o.out, "out", "", "run directory, which must not exist yet (default: a new one in the runs folder)")
	cmd.Flags().BoolVar(&o.partial, "partial", false, "import what stands before the damage in a damaged file")
	cmd.Flags().String("runs", "", "folder of the run directories (default \"runs\")")
	cmd.AddCommand(newImportLogs(a), newImportPowerTuning(a))
	return cmd
}

// importResults makes a run directory of a results file. The file is read
// through once before anything is written, so that a bad one leaves nothing.
func (a *app) importResults(ctx context.Context, file string, o importOptions) error {
	encoding, err := o.encoding()
	if err != nil {
		return err
	}
	survey, err := inspect(ctx, file, encoding)
	if errors.Is(err, context.Canceled) {
		return errInterrupted
	}
	if err != nil {
		return inputError(fmt.Errorf("%s: %w", file, err))
	}
	if survey.Damage != nil && !o.partial {
		return inputError(fmt.Errorf("%s: %w (--partial imports the %s before it)", file, survey.Damage, plural(survey.Results, "record")))
	}
	if o.name == "" {
		o.name = strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
	}
	from := &attacks{file: file, survey: survey}
	scenario, err := from.scenario(o.name)
	if err != nil {
		return inputError(err)
	}
	run, err := a.newImported(from, scenario, o.out)
	if err != nil {
		return inputError(err)
	}
	if err := run.complete(ctx); err != nil {
		return err
	}
	return a.print(run.summary, run.dir)
}

// encoding is what --format names, "" where it is to be detected.
func (o *importOptions) encoding() (vegeta.Encoding, error) {
	switch o.format {
	case "":
		return "", nil
	case "hdr":
		return "", inputError(errCountsOnly)
	}
	return vegeta.Encoding(strings.TrimPrefix(o.format, "vegeta-")), choice("--format", o.format, importFormats)
}

var errCountsOnly = errors.New("an HdrHistogram log holds counts of rounded values and no single results, which a run stands on: it can be exported, but not imported")

// inspect reads a results file through.
func inspect(ctx context.Context, file string, encoding vegeta.Encoding) (*vegeta.Survey, error) {
	results, err := openResults(file)
	if err != nil {
		return nil, err
	}
	defer func() { _ = results.Close() }()
	buffered := bufio.NewReader(results)
	if start, _ := buffered.Peek(512); encoding == "" && hdrlog.Detect(start) {
		return nil, errCountsOnly
	}
	return vegeta.Inspect(ctx, buffered, encoding)
}

// openResults opens an ordinary file, which can be read twice.
func openResults(file string) (*os.File, error) {
	info, err := os.Stat(file)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, errors.New("there is no such file")
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errors.New("this is not an ordinary file; results are read twice, so write them into one")
	}
	return os.Open(file)
}

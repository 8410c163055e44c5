package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/sweetspot-bench/sweetspot/internal/interchange/powertuning"
	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/scenarios"
	"github.com/sweetspot-bench/sweetspot/scenarios/recordings"
)

// tuningOptions are what the flags of import power-tuning say.
type tuningOptions struct {
	name, out, region, architecture string
}

const (
	profileFile  = "profile.csv"
	scenarioFile = "scenario.yaml"
)

func newImportPowerTuning(a *app) *cobra.Command {
	var o tuningOptions
	cmd := &cobra.Command{
		Use:   "power-tuning URL | FILE | -",
		Short: "Make a scenario of what AWS Lambda Power Tuning found, to replay it",
		Long: "Import power-tuning reads the URL of a visualization (or what stands after its #), or the\n" +
			"state machine's output as JSON, from the command line, a file or standard input (-). It\n" +
			"shows the means at Power Tuning's prices beside ours, and makes a folder of them with a\n" +
			"scenario that sweetspot run replays. Nothing is requested: the data are in the URL.",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			text, err := tuningText(args[0], cmd.InOrStdin())
			if err != nil {
				return inputError(err)
			}
			return a.importPowerTuning(text, o)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.name, "name", "power-tuning", "name of the scenario")
	flags.StringVar(&o.out, "out", "", "folder to make, which must not exist yet (default: the name)")
	flags.StringVar(&o.region, "region", "", "region whose prices hold (default "+scenarios.DefaultRegion+")")
	flags.StringVar(&o.architecture, "architecture", "", strings.Join(scenarios.Architectures(), " or ")+" (default: the one whose price the costs come nearest to)")
	return cmd
}

// tuningText is what the argument says or names.
func tuningText(arg string, stdin io.Reader) (string, error) {
	const most = 16 << 20
	if strings.ContainsAny(arg, "#;{") {
		return arg, nil
	}
	from := stdin
	if arg != "-" {
		file, err := os.Open(arg)
		if errors.Is(err, os.ErrNotExist) {
			return "", fmt.Errorf("%s is neither a file nor a URL of Power Tuning, which has a # (put it in quotes: the shell takes ; for the end of a command)", arg)
		}
		if err != nil {
			return "", err
		}
		defer func() { _ = file.Close() }()
		from = file
	}
	data, err := io.ReadAll(io.LimitReader(from, most+1))
	if err == nil && len(data) > most {
		err = errors.New("it is larger than 16 MB, which no output of Power Tuning is")
	}
	if err != nil {
		return "", fmt.Errorf("%s: %w", arg, err)
	}
	return string(data), nil
}

// importPowerTuning shows what was found, and makes a folder of it.
func (a *app) importPowerTuning(text string, o tuningOptions) error {
	found, err := powertuning.Parse(text)
	if err != nil {
		return inputError(err)
	}
	if err := o.complete(found); err != nil {
		return inputError(err)
	}
	book, err := pricing.Open(scenarios.DefaultBook, "", time.Time{})
	if err != nil {
		return inputError(err)
	}
	t, err := newTuned(found, book, o)
	if err != nil {
		return inputError(err)
	}
	if err := t.write(o.out); err != nil {
		return err
	}
	return a.printTuned(t, o.out)
}

// complete fills in what the flags leave open, and checks the rest.
func (o *tuningOptions) complete(found *powertuning.Found) error {
	if o.name = scenarios.LegalNames("power-tuning", o.name)[0]; o.out == "" {
		o.out = o.name
	}
	if o.region == "" && found.Currency == "CNY" {
		return errors.New("the costs are in CNY: say in which region of China the function is with --region (cn-north-1 or cn-northwest-1)")
	}
	if o.region == "" {
		o.region = scenarios.DefaultRegion
	}
	if !scenarios.IsRegion(o.region) {
		return fmt.Errorf("--region: %q is no region", o.region)
	}
	if currency := scenarios.CurrencyOf(o.region); currency != found.Currency {
		return fmt.Errorf("the costs are in %s, and prices in %s are in %s: name another --region", found.Currency, o.region, currency)
	}
	if o.architecture == "" {
		return nil
	}
	return choice("--architecture", o.architecture, scenarios.Architectures())
}

// write makes the folder, whole or not at all. What it holds is read as run
// would read it.
func (t *tuned) write(folder string) error {
	if err := os.Mkdir(folder, 0o755); err != nil {
		if errors.Is(err, os.ErrExist) {
			err = fmt.Errorf("%s exists already; choose another --out", folder)
		}
		return inputError(err)
	}
	path := filepath.Join(folder, scenarioFile)
	err := errors.Join(
		os.WriteFile(filepath.Join(folder, profileFile), t.recording(), 0o644),
		os.WriteFile(path, t.scenario().YAML(), 0o644),
	)
	if err == nil {
		_, err = scenarios.Read(path)
	}
	if err != nil {
		return errors.Join(asIncomplete(err), os.RemoveAll(folder))
	}
	return nil
}

// recording is the means as a file to replay, with the tool's costs beside.
func (t *tuned) recording() []byte {
	var b strings.Builder
	w := csv.NewWriter(&b)
	_ = w.Write([]string{scenarios.FunctionColumn, recordings.Memory, recordings.MeanDuration, "power_tuning_cost_per_invocation"})
	for i, p := range t.found.Profiles {
		for _, point := range p.Points {
			_ = w.Write([]string{t.names[i], strconv.Itoa(point.MemoryMB), strconv.FormatFloat(point.DurationMS, 'f', -1, 64), point.Cost.String()})
		}
	}
	w.Flush() // a builder takes everything
	return []byte(b.String())
}

// scenario replays the recording.
func (t *tuned) scenario() scenarios.ObservedProfile {
	o := scenarios.ObservedProfile{
		Name: t.name, File: profileFile, Region: t.region, Architecture: t.architecture,
		Description: "Imported from AWS Lambda Power Tuning: means of an unknown number of invocations, priced anew.",
		Comment:     "Power Tuning leaves out the fastest and the slowest fifth unless told otherwise. noise_cv: 10% in replay makes up a spread around the means.",
	}
	if len(t.names) > 1 {
		o.Functions = t.names
	}
	return o
}

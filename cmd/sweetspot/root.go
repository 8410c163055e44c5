package main

import (
	"io"

	"github.com/spf13/cobra"
	"github.com/spf13/viper"

	"github.com/sweetspot-bench/sweetspot/internal/secret"
)

// app is what the commands share: where they write, and the settings.
type app struct {
	stdout, stderr io.Writer
	viper          *viper.Viper
	settings       settings
	hidden         *secret.Veil // the secrets that were read
	yes            bool         // the user has confirmed what a run does elsewhere
}

func newRoot(stdout, stderr io.Writer) *cobra.Command {
	a := &app{stdout: stdout, stderr: stderr, viper: viper.New(), hidden: &secret.Veil{}}
	if c, ok := stderr.(*console); ok {
		c.hidden = a.hidden
	}
	root := &cobra.Command{
		Use:   "sweetspot",
		Short: "Find the memory size at which a function is worth its price",
		Long: "Sweetspot runs a function at every memory size, measures latency and cold starts,\n" +
			"prices each size, and says which one to take. It needs no cloud account.\n" +
			"It also drives load on any HTTP server.",
		SilenceUsage:      true,
		SilenceErrors:     true,
		Args:              cobra.NoArgs,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error { return a.readSettings(cmd) },
		RunE:              func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetOut(stdout)
	root.SetErr(stderr)
	root.PersistentFlags().String("config", "", "settings file (default: ./.sweetspot.yaml, then config.yaml in the user's sweetspot folder)")
	root.AddCommand(
		newRun(a), newTune(a), newReport(a), newCompare(a), newPrice(a), newValidate(a), newInit(a), newSchema(a), newSandbox(a), newPricing(a),
		newImport(a), newExport(a), newRestore(a), newDoctor(a), newUI(a), newVersion(a),
	)
	return root
}

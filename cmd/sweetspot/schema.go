package main

import (
	"github.com/spf13/cobra"

	"github.com/sweetspot-bench/sweetspot/docs/schema"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// schemas are what `schema` prints, by name.
var schemas = map[string]func() ([]byte, error){
	"scenario": scenarios.Schema,
	"summary":  func() ([]byte, error) { return schema.Summary(), nil },
}

func newSchema(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "schema [scenario | summary]",
		Short: "Print the JSON Schema of scenario files, or that of summary.json",
		Long: "Print the JSON Schema (draft 2020-12) of scenario files, for completion and checks in\n" +
			"editors, or that of summary.json, for programs that read it.",
		Args:      cobra.MaximumNArgs(1),
		ValidArgs: []string{"scenario", "summary"},
		RunE: func(cmd *cobra.Command, args []string) error {
			name := "scenario"
			if len(args) > 0 {
				name = args[0]
			}
			if err := choice("schema", name, cmd.ValidArgs); err != nil {
				return err
			}
			text, err := schemas[name]()
			if err != nil {
				return err
			}
			_, err = a.stdout.Write(text)
			return err
		},
	}
}

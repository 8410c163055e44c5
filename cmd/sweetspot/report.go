package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/reports"
)

func newReport(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "report RUN",
		Short: "Write the reports of a finished run again, without new load",
		Args:  cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			dir, err := rundir.Open(args[0])
			if err != nil {
				return inputError(err)
			}
			summary, err := reports.ReadSummary(dir.Path(rundir.SummaryFile))
			if err != nil {
				return inputError(err)
			}
			latency, err := distribution(dir, summary)
			if err != nil {
				fmt.Fprintf(a.stderr, "sweetspot: warning: %v; the report goes without the distributions\n", err)
			}
			if err := writeReports(dir, summary, latency); err != nil {
				return incomplete(err)
			}
			return a.print(summary, dir)
		},
	}
	cmd.Flags().String("format", "", "result on standard output: table or json (default \"table\")")
	return cmd
}

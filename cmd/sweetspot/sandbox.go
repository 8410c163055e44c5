package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/sweetspot-bench/sweetspot/internal/limits"
	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
	"github.com/sweetspot-bench/sweetspot/runners/lambda"
)

func newSandbox(a *app) *cobra.Command {
	var address, region string
	var account sandbox.Account
	cmd := &cobra.Command{
		Use:   "sandbox",
		Short: "Serve the local function platform alone, as a Lambda endpoint for the AWS SDK",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			tier, err := limits.ParseTier(a.settings.Limits)
			if err != nil {
				return inputError(err)
			}
			local, err := lambda.StartLocal(lambda.LocalOptions{Tier: tier, Address: address, Region: region, Account: account})
			if err != nil {
				return inputError(err)
			}
			fmt.Fprintf(a.stderr, "%s\n", local.Describe())
			fmt.Fprintf(a.stdout, "Lambda API on %s (set AWS_ENDPOINT_URL_LAMBDA to it; any credentials do)\n", local.Endpoint)
			<-cmd.Context().Done()
			return local.Close()
		},
	}
	cmd.Flags().StringVar(&address, "listen", "127.0.0.1:9001", "address to listen on")
	cmd.Flags().StringVar(&region, "region", "us-east-1", "region that ARNs name")
	cmd.Flags().IntVar(&account.Concurrency, "concurrency", 1000, "concurrent environments of the account")
	cmd.Flags().String("limits", "", "how CPU and memory are held: auto, cgroup2, cgroup1, duty-cycle, none (default \"auto\")")
	return cmd
}

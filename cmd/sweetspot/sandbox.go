package main

import (
	"errors"
	"fmt"
	"net"

	"github.com/spf13/cobra"

	"github.com/sweetspot-bench/sweetspot/internal/limits"
	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
	"github.com/sweetspot-bench/sweetspot/runners/lambda"
)

func newSandbox(a *app) *cobra.Command {
	var address, region string
	var account sandbox.Account
	var front frontDoor
	var withGateway bool
	cmd := &cobra.Command{
		Use:   "sandbox",
		Short: "Serve the local function platform alone, as a Lambda endpoint for the AWS SDK",
		Long: `Serves the local function platform alone, as a Lambda endpoint for the AWS SDK.

With --gateway a gateway is served too, in front of a function that is made for
it: those of a scenario with a target of kind gateway, or of the pet store of the
library. Handlers, curl and load generators of any kind can then be tried on it.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			for _, name := range gatewayFlags {
				if !withGateway && cmd.Flags().Changed(name) {
					return inputError(fmt.Errorf("--%s belongs to --gateway", name))
				}
			}
			if account.Concurrency < 1 {
				return inputError(fmt.Errorf("--concurrency %d: want 1 or more environments", account.Concurrency))
			}
			tier, err := limits.ParseTier(a.settings.Limits)
			if err != nil {
				return inputError(err)
			}
			local, err := lambda.StartLocal(lambda.LocalOptions{Tier: tier, Address: address, Region: region, Account: account, KeepLogs: true})
			if err != nil {
				return inputError(err)
			}
			fmt.Fprintf(a.stderr, "%s\n", local.Describe())
			fmt.Fprintf(a.stdout, "Lambda API on %s (set AWS_ENDPOINT_URL to it; any credentials do)\n", local.Endpoint)
			end := func() error { return nil }
			a.warnOpen("listen", address)
			if withGateway {
				a.warnOpen("gateway-listen", front.address)
				if end, err = front.serve(cmd.Context(), a, local); err != nil {
					return errors.Join(inputError(err), local.Close())
				}
			}
			<-cmd.Context().Done()
			return errors.Join(end(), local.Close())
		},
	}
	cmd.Flags().StringVar(&address, "listen", "127.0.0.1:9001", "address to listen on")
	cmd.Flags().StringVar(&region, "region", "us-east-1", "region that ARNs name")
	cmd.Flags().IntVar(&account.Concurrency, "concurrency", 1000, "concurrent environments of the account")
	cmd.Flags().BoolVar(&withGateway, "gateway", false, "serve a gateway too")
	cmd.Flags().StringVar(&front.file, "scenario", "", "with --gateway: scenario whose gateway and function are served (default the library's pets)")
	cmd.Flags().StringVar(&front.target, "target", "", "with --gateway: name of the target (default the first gateway)")
	cmd.Flags().StringVar(&front.address, "gateway-listen", "127.0.0.1:9002", "with --gateway: address to listen on")
	cmd.Flags().IntVar(&front.memory, "memory", 0, "with --gateway: the function's memory in MB (default the scenario's first size)")
	cmd.Flags().String("limits", "", "how CPU and memory are held: auto, cgroup2, cgroup1, duty-cycle, none (default \"auto\")")
	return cmd
}

// warnOpen warns of an address at which others than this machine are served: the
// functions run with this user's rights.
func (a *app) warnOpen(flag, address string) {
	host, _, err := net.SplitHostPort(address)
	if err != nil || isLoopback(host) {
		return
	}
	fmt.Fprintf(a.stderr, "sweetspot: warning: --%s %s serves everybody who reaches this machine, and the functions run with your rights\n", flag, address)
}

package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/aws/smithy-go"
	"github.com/spf13/cobra"

	"github.com/sweetspot-bench/sweetspot/internal/secret"
	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/pricing/offers"
)

// pricingImportOptions are what the flags of pricing import say.
type pricingImportOptions struct {
	from, plan, out, asOf string
	services, regions     []string
}

var priceLists = []string{fromAWS, fromAWSQuery, fromAWSPlan, fromAzure}

// The kinds of price list.
const (
	fromAWS      = "aws"              // an offer file of the Price List Bulk API
	fromAWSQuery = "aws-query"        // responses of pricing:GetProducts
	fromAWSPlan  = "aws-savings-plan" // a price list of Savings Plans
	fromAzure    = "azure"            // pages of the Retail Prices API
)

func newPricingImport(a *app) *cobra.Command {
	var o pricingImportOptions
	cmd := &cobra.Command{
		Use:   "import --from LIST [SOURCE...]",
		Short: "Make a price book of a provider's own price list",
		Long: "Import reads a provider's price list and writes the prices that Sweetspot knows as a\n" +
			"price book, to be laid over the embedded one. Lists: aws (offer files, index.json),\n" +
			"aws-query (responses of pricing:GetProducts), aws-savings-plan (the rates of a plan, as\n" +
			"discounts), azure (pages of the Retail Prices API). A SOURCE is a file, - for standard\n" +
			"input, or a web address. Without one the provider is asked itself; aws-query then takes\n" +
			"the credentials of the AWS configuration. What became of every row\n" +
			"is told on standard error.",
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.importPrices(cmd.Context(), cmd.InOrStdin(), args, o)
		},
	}
	cmd.Flags().StringVar(&o.from, "from", "", "kind of price list: "+strings.Join(priceLists, ", "))
	cmd.Flags().StringSliceVar(&o.services, "service", nil, "only this service, such as AWSLambda (repeatable)")
	cmd.Flags().StringSliceVar(&o.regions, "region", nil, "only this region, such as eu-west-1 (repeatable)")
	cmd.Flags().StringVar(&o.plan, "plan", "", "with aws-savings-plan: "+strings.Join(offers.SavingsPlanNames, ", "))
	cmd.Flags().StringVar(&o.asOf, "as-of", "", "day whose prices are wanted, such as 2026-11-22 (default: today)")
	cmd.Flags().StringVar(&o.out, "out", "-", "file to write, - for standard output")
	return cmd
}

// importPrices reads all sources before it writes anything.
func (a *app) importPrices(ctx context.Context, stdin io.Reader, sources []string, o pricingImportOptions) error {
	scope, err := o.scope()
	if err != nil {
		return err
	}
	write, report, err := o.list(scope).importFrom(ctx, sources, stdin)
	var told strings.Builder
	reported := report.Write(&told)
	_, failed := io.WriteString(a.stderr, secret.RedactURLs(told.String()))
	if err := cmp.Or(err, reported, failed); err != nil {
		return importError(withoutSecrets{err})
	}
	return writeOut(o.out, a.stdout, func(w io.Writer) error {
		err := write(w)
		var fault *pricing.BookError
		if errors.As(err, &fault) {
			return inputError(fmt.Errorf("%w; --service and --region import less", err))
		}
		return err
	})
}

// withoutSecrets is an error whose text shows no secret of the web addresses in it.
type withoutSecrets struct{ error }

// Error implements error.
func (e withoutSecrets) Error() string { return secret.RedactURLs(e.error.Error()) }

// Unwrap is the error as it came about.
func (e withoutSecrets) Unwrap() error { return e.error }

// importError gives an error its exit code: a provider that cannot be reached, or
// fails, is nothing that the input could help.
func importError(err error) error {
	var server *offers.ServerError
	var operation *smithy.OperationError
	switch {
	case errors.Is(err, context.Canceled):
		return errInterrupted
	case errors.As(err, &server), errors.As(err, &operation):
		return incomplete(err)
	}
	return inputError(err)
}

// scope is what the flags ask for.
func (o *pricingImportOptions) scope() (offers.Scope, error) {
	scope := offers.Scope{Services: o.services, Regions: o.regions}
	known := offers.AWSServices()
	if o.from == fromAzure {
		known = offers.AzureServices()
	}
	err := choice("--from", o.from, priceLists)
	for _, service := range o.services {
		err = cmp.Or(err, choice("--service", service, known))
	}
	switch {
	case o.from == fromAWSPlan:
		err = cmp.Or(err, choice("--plan", o.plan, offers.SavingsPlanNames))
	case o.plan != "":
		err = cmp.Or(err, inputError(fmt.Errorf("--plan goes with --from %s", fromAWSPlan)))
	}
	if o.asOf != "" {
		day, failed := time.Parse(time.DateOnly, o.asOf)
		if failed != nil {
			err = cmp.Or(err, inputError(fmt.Errorf("--as-of must be a day such as 2026-11-22, not %q", o.asOf)))
		}
		scope.On = day
	}
	return scope, err
}

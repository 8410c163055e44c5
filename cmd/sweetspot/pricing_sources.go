package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/pricing/offers"
)

// writer writes what price lists hold.
type writer func(io.Writer) error

// priceList reads the price lists of one kind.
type priceList struct {
	read   func(context.Context, io.Reader) error
	fetch  func(ctx context.Context, address string) error // nil: only files
	ask    func(context.Context) error                     // the provider itself, where no source is named
	result func() (writer, offers.Report, error)
}

// importFrom reads the sources, or asks the provider where there is none. The
// function that it returns writes what they hold.
func (l *priceList) importFrom(ctx context.Context, sources []string, stdin io.Reader) (writer, offers.Report, error) {
	if len(sources) == 0 {
		if err := l.ask(ctx); err != nil {
			return nil, offers.Report{}, err
		}
	}
	for _, source := range sources {
		if err := l.readSource(ctx, source, stdin); err != nil {
			return nil, offers.Report{}, err
		}
	}
	return l.result()
}

func (l *priceList) readSource(ctx context.Context, source string, stdin io.Reader) error {
	switch {
	case source == "-":
		return named("standard input", l.read(ctx, stdin))
	case strings.Contains(source, "://") && l.fetch == nil:
		return fmt.Errorf("%s: this kind of list is read from files; without a SOURCE the provider is asked itself", source)
	case strings.Contains(source, "://"):
		if err := checkAddress(source); err != nil {
			return err
		}
		return l.fetch(ctx, source)
	}
	file, err := os.Open(source)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	return named(source, l.read(ctx, file))
}

// named says which source an error is about.
func named(source string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", source, err)
}

// list is the kind of price list that the flags name.
func (o *pricingImportOptions) list(scope offers.Scope) *priceList {
	switch o.from {
	case fromAzure:
		return azureList(scope)
	case fromAWSPlan:
		return planList(scope, o.plan)
	case fromAWSQuery:
		return queryList(offers.NewAWS(scope), scope)
	}
	return awsList(offers.NewAWS(scope), scope)
}

func azureList(scope offers.Scope) *priceList {
	azure, client := offers.NewAzure(scope), priceListClient()
	fetch := func(ctx context.Context, address string) error {
		return azure.FetchPages(ctx, client, address)
	}
	return &priceList{
		read: func(ctx context.Context, r io.Reader) error {
			_, err := azure.ReadPages(ctx, r)
			return err
		},
		fetch:  fetch,
		ask:    func(ctx context.Context) error { return fetch(ctx, offers.RetailURL(scope.Regions)) },
		result: func() (writer, offers.Report, error) { return asBook("azure", azure.Result) },
	}
}

func awsList(aws *offers.AWS, scope offers.Scope) *priceList {
	client := priceListClient()
	fetch := func(ctx context.Context, address string) error {
		return aws.FetchOffer(ctx, client, address)
	}
	return &priceList{
		read:   aws.ReadOffer,
		fetch:  fetch,
		ask:    func(ctx context.Context) error { return askEach(ctx, scope, fetch) },
		result: func() (writer, offers.Report, error) { return asBook("aws", aws.Result) },
	}
}

func queryList(aws *offers.AWS, scope offers.Scope) *priceList {
	return &priceList{
		read: aws.ReadPages,
		ask: func(ctx context.Context) error {
			if len(scope.Services) == 0 {
				return errNoSource()
			}
			client, err := priceQueryClient(ctx)
			if err != nil {
				return err
			}
			for _, service := range scope.Services {
				if err := aws.Query(ctx, client, service); err != nil {
					return err
				}
			}
			return nil
		},
		result: func() (writer, offers.Report, error) { return asBook("aws", aws.Result) },
	}
}

// planList reads the rates of a Savings Plan, as discounts from the embedded
// book.
func planList(scope offers.Scope, plan string) *priceList {
	plans, client := offers.NewSavingsPlans(scope, plan), priceListClient()
	return &priceList{
		read: plans.ReadOffer,
		fetch: func(ctx context.Context, address string) error {
			return plans.FetchOffer(ctx, client, address)
		},
		ask: func(context.Context) error {
			return fmt.Errorf("name a SOURCE: the current lists are named in %s", offers.PlansURL)
		},
		result: func() (writer, offers.Report, error) {
			book, err := pricing.Embedded("aws")
			if err != nil {
				return nil, offers.Report{}, err
			}
			discounts, report, err := plans.Result(book)
			return func(w io.Writer) error {
				return pricing.WriteDiscounts(w, book, "aws", time.Now(), discounts)
			}, report, err
		},
	}
}

// asBook is a result with the function that writes it.
func asBook(provider string, result func() (offers.Result, error)) (writer, offers.Report, error) {
	r, err := result()
	return func(w io.Writer) error {
		return pricing.WriteBook(w, provider, time.Now(), r.Prices, r.Free)
	}, r.Report, err
}

// askEach fetches the official list of every service and region asked for.
func askEach(ctx context.Context, scope offers.Scope, fetch func(context.Context, string) error) error {
	if len(scope.Services) == 0 {
		return errNoSource()
	}
	regions := scope.Regions
	if len(regions) == 0 {
		regions = []string{""}
	}
	for _, service := range scope.Services {
		for _, region := range regions {
			if err := fetch(ctx, offers.OfferURL(service, region)); err != nil {
				return err
			}
		}
	}
	return nil
}

func errNoSource() error {
	return fmt.Errorf("name a SOURCE, or a --service to ask AWS for: %s", strings.Join(offers.AWSServices(), ", "))
}

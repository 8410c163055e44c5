package main

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/sweetspot-bench/sweetspot/pricing"
)

func newPricingVerify(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "verify [FILE...]",
		Short: "Check price books, the embedded ones without FILE",
		Long: "Verify reads price books and says where a faulty one is wrong. Of a good one it says which\n" +
			"prices deserve a check before they are relied on; that is no fault.",
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				args = pricing.EmbeddedNames()
			}
			var errs []error
			for _, name := range args {
				b, err := openBook(name)
				if err != nil {
					errs = append(errs, err)
					continue
				}
				a.printReview(b, time.Now())
			}
			if len(errs) > 0 {
				return inputError(errors.Join(errs...))
			}
			return nil
		},
	}
}

// printReview says what a good book has, and what to check in it.
func (a *app) printReview(b *pricing.Book, now time.Time) {
	prices := b.Prices()
	services := map[string]bool{}
	for _, p := range prices {
		services[p.Service] = true
	}
	fmt.Fprintf(a.stdout, "%s: ok, %s of %s, %s of the past, %s, %s\n", b.Name(), plural(len(prices), "price"), plural(len(services), "service"),
		plural(len(b.Past()), "price"), plural(len(b.FreeTiers()), "free tier"), plural(len(b.Discounts()), "discount"))
	r := b.Review(now)
	slices.SortStableFunc(r.Old, func(p, q pricing.Price) int { return p.Effective.Compare(q.Effective) })
	for _, doubt := range []struct {
		prices []pricing.Price
		text   string
	}{
		{r.Old, "took effect more than a year ago; the oldest"},
		{r.Undated, "have no date; the first"},
		{r.Low, "are of low confidence; the first"},
		{r.FirstTierOnly, "have further tiers that are not in the book; the first"},
	} {
		if len(doubt.prices) > 0 {
			p := doubt.prices[0]
			fmt.Fprintf(a.stdout, "  %d %s: %s %s in %s\n", len(doubt.prices), doubt.text, p.Service, p.Component, p.Region)
		}
	}
}

package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

func newPricingShow(a *app) *cobra.Command {
	s := selection{past: true}
	cmd := &cobra.Command{
		Use:   "show SERVICE [COMPONENT]",
		Short: "Show all that a book knows of the prices of a service",
		Long: "Show prints every tier of each price, what is free of it, since when it holds and what it\n" +
			"was before, where it was read, and how far it is to be trusted.",
		Example: "  sweetspot pricing show AWSLambda duration-arm64 --region eu-west-1",
		Args:    cobra.RangeArgs(1, 2),
		RunE: func(_ *cobra.Command, args []string) error {
			s.service, s.component = args[0], strings.Join(args[1:], "")
			prices, err := s.find()
			if err != nil {
				return inputError(err)
			}
			if a.settings.Format == "json" {
				return a.printJSON(pricesJSON(prices))
			}
			for i, f := range prices {
				if i > 0 {
					fmt.Fprintln(a.stdout)
				}
				f.describe(a.stdout)
			}
			return nil
		},
	}
	s.flags(cmd)
	return cmd
}

// describe writes all that there is to say of a price.
func (f found) describe(w io.Writer) {
	p := f.price
	fmt.Fprintf(w, "%s %s in %s (book %s)\n", p.Service, p.Component, p.Region, f.book.Name())
	for i, line := range tierLines(p) {
		fmt.Fprintf(w, "  %-11s %s\n", map[bool]string{true: "price"}[i == 0], line)
	}
	for _, fact := range []view.Fact{
		{Name: "free", Text: f.free()},
		{Name: "discount", Text: f.discountText()},
		{Name: "effective", Text: cmp.Or(day(p.Effective), "not known")},
		{Name: "until", Text: day(p.Until)},
		{Name: "confidence", Text: string(p.Confidence)},
		{Name: "source", Text: p.Source},
		{Name: "read in", Text: p.ReadIn},
		{Name: "sku", Text: p.SKU},
	} {
		if fact.Text != "" {
			fmt.Fprintf(w, "  %-11s %s\n", fact.Name, format.Clean(fact.Text))
		}
	}
}

// tierLines writes a price, a line for each tier.
func tierLines(p pricing.Price) []string {
	var lines []string
	for i, t := range p.Tiers {
		line := format.MoneyExact(t.Price, p.Currency) + " per " + p.Unit
		switch {
		case t.UpTo != nil:
			line += ", up to " + format.Quantity(*t.UpTo) + " a month"
		case i > 0:
			line += ", above"
		case p.FirstTierOnly:
			line += ", in the first tier; the others are not in the book"
		}
		lines = append(lines, line)
	}
	return lines
}

// free is what is free of the price's component every month, "" for nothing.
// What is free holds at present.
func (f found) free() string {
	tier, ok := f.book.FreeTier(f.price.Service, f.price.Component, f.price.Currency)
	if !ok || !f.price.Until.IsZero() {
		return ""
	}
	text := format.Quantity(tier.Quantity) + " " + tier.Unit + " a month"
	if len(tier.Components) > 1 {
		text += ", of " + strings.Join(tier.Components, ", ") + " together"
	}
	return text
}

// discounts are what the book takes off the price at present. Where a price that
// holds in all regions is not asked for in one, they are those of every region.
func (f found) discounts() []pricing.Discount {
	p := f.price
	if !p.Until.IsZero() {
		return nil
	}
	regions := []string{cmp.Or(f.region, p.Region)}
	for _, d := range f.book.Discounts() {
		if regions[0] == pricing.Global && d.Region != "" && !slices.Contains(regions, d.Region) && f.everywhere(d.Region) {
			regions = append(regions, d.Region)
		}
	}
	var list []pricing.Discount
	for i, region := range regions {
		if d := f.book.Discount(p.Service, region, p.Component); d != nil && (i == 0 || d.Region == region) {
			list = append(list, *d)
		}
	}
	return list
}

// discountText says what is taken off the price, "" for nothing.
func (f found) discountText() string {
	var texts []string
	for _, d := range f.discounts() {
		text := format.Quantity(d.Percent) + " %, " + d.Name
		if d.Price != nil {
			text = "down to " + format.MoneyExact(*d.Price, f.price.Currency) + ", " + d.Name
		}
		if d.Region != "" && d.Region != f.price.Region {
			text += " in " + d.Region
		}
		texts = append(texts, text)
	}
	return strings.Join(texts, "; ")
}

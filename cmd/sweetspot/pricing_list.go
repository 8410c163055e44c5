package main

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// longList is the number of prices from which on a list that nothing narrows is
// summed up.
const longList = 40

func newPricingList(a *app) *cobra.Command {
	var s selection
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List prices, or what a book covers",
		Long: "List shows the first tier of each price. Without --service or --region a long book is\n" +
			"summed up by service; --format json always has every price.",
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			prices, err := s.find()
			if err != nil {
				return inputError(err)
			}
			switch {
			case a.settings.Format == "json":
				return a.printJSON(pricesJSON(prices))
			case s.service == "" && s.region == "" && len(prices) > longList:
				return a.printCoverage(prices)
			}
			return a.draw(priceTable(prices))
		},
	}
	s.flags(cmd)
	cmd.Flags().StringVar(&s.service, "service", "", "prices of this service, e.g. AWSLambda")
	return cmd
}

// priceTable is one row per price.
func priceTable(prices []found) view.Table {
	t := view.Table{Columns: []view.Column{
		{Name: "Service", Rank: 3}, {Name: "Region"}, {Name: "Component"}, {Name: "Price", Number: true}, {Name: "Tier", Rank: 1},
		{Name: "Unit"}, {Name: "Currency", Rank: 2}, {Name: "Effective", Rank: 1}, {Name: "Confidence", Rank: 1},
	}}
	for _, f := range prices {
		p := f.price
		t.Rows = append(t.Rows, cells(
			p.Service, p.Region, p.Component, format.Quantity(p.Tiers[0].Price), tierNote(p, 0),
			p.Unit, p.Currency, dayOrNone(p.Effective), string(p.Confidence),
		))
	}
	return t
}

// tierNote says which of the price's tiers one is, "" where it has but one.
func tierNote(p pricing.Price, i int) string {
	switch {
	case p.FirstTierOnly:
		return "1 of more"
	case len(p.Tiers) > 1:
		return fmt.Sprintf("%d of %d", i+1, len(p.Tiers))
	}
	return ""
}

// printCoverage sums up a long list by book and service.
func (a *app) printCoverage(prices []found) error {
	t := view.Table{Columns: []view.Column{
		{Name: "Book"}, {Name: "Service"}, {Name: "Regions", Number: true}, {Name: "Prices", Number: true},
		{Name: "Low confidence", Number: true, Rank: 1}, {Name: "Oldest", Rank: 1}, {Name: "Newest", Rank: 1},
	}}
	rest := prices
	for len(rest) > 0 {
		first := rest[0]
		other := slices.IndexFunc(rest, func(f found) bool { return f.book != first.book || f.price.Service != first.price.Service })
		if other < 0 {
			other = len(rest)
		}
		t.Rows = append(t.Rows, coverage(rest[:other]))
		rest = rest[other:]
	}
	if err := a.draw(t); err != nil {
		return err
	}
	_, err := fmt.Fprintf(a.stdout, "\n%s of %s in %s; --service or --region lists them.\n", plural(len(prices), "price"),
		plural(len(distinct(prices, service)), "service"),
		plural(len(regions(prices)), "region"))
	return err
}

// coverage sums up the prices of one service in one book.
func coverage(prices []found) view.Row {
	var oldest, newest time.Time
	low := 0
	for _, f := range prices {
		p := f.price
		if p.Confidence == pricing.Low {
			low++
		}
		if !p.Effective.IsZero() && (oldest.IsZero() || p.Effective.Before(oldest)) {
			oldest = p.Effective
		}
		if p.Effective.After(newest) {
			newest = p.Effective
		}
	}
	where := format.Count(len(regions(prices)))
	if where == "0" {
		where = "all"
	}
	return cells(prices[0].book.Name(), prices[0].price.Service, where, format.Count(len(prices)), format.Count(low), dayOrNone(oldest), dayOrNone(newest))
}

// regions lists the regions by name: without the one that stands for all.
func regions(prices []found) []string {
	all := distinct(prices, region)
	return slices.DeleteFunc(all, func(r string) bool { return r == pricing.Global })
}

// cells is a row of plain cells.
func cells(texts ...string) view.Row {
	row := view.Row{Cells: make([]view.Cell, len(texts))}
	for i, text := range texts {
		row.Cells[i].Text = text
	}
	return row
}

// day is a date, "" for none.
func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

// dayOrNone is a date, or a dash where it is not known.
func dayOrNone(t time.Time) string { return cmp.Or(day(t), format.None) }

package main

import (
	"fmt"

	"github.com/shopspring/decimal"
	"github.com/spf13/cobra"

	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

func newPricingDiff(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "diff A B",
		Short: "Compare two price books",
		Long: "Diff lists what B prices differently from A, the largest change first, and then what it\n" +
			"lacks and what it adds. A and B are embedded books or files. It compares what a unit costs\n" +
			"at present, with the discounts of each book; dates, sources and confidence do not count.",
		Args: cobra.ExactArgs(2),
		RunE: func(_ *cobra.Command, args []string) error {
			from, err := openBook(args[0])
			if err != nil {
				return inputError(err)
			}
			to, err := openBook(args[1])
			if err != nil {
				return inputError(err)
			}
			if a.settings.Format == "json" {
				return a.printJSON(newDiffJSON(from, to))
			}
			return a.printDiff(from, to)
		},
	}
	cmd.Flags().String("format", "", "result on standard output: table or json (default \"table\")")
	return cmd
}

func (a *app) printDiff(from, to *pricing.Book) error {
	prices, free := pricing.Diff(from, to), pricing.DiffFree(from, to)
	t := view.Table{Columns: []view.Column{
		{Name: "Change", Number: true}, {Name: "Service", Rank: 2}, {Name: "Region"}, {Name: "Component"}, {Name: "Tier", Rank: 1},
		{Name: "Old", Number: true}, {Name: "New", Number: true}, {Name: "Unit"}, {Name: "Currency", Rank: 1},
	}}
	same := len(from.Prices())
	var changed, removed, added int
	for _, c := range prices {
		switch {
		case c.Old == nil:
			added++
		case c.New == nil:
			removed++
		default:
			changed++
		}
		if c.Old != nil && lists(from, *c.Old) {
			same--
		}
		t.Rows = append(t.Rows, changeRow(c))
	}
	for _, c := range free {
		t.Rows = append(t.Rows, freeRow(c))
	}
	if len(t.Rows) > 0 {
		if err := a.draw(t); err != nil {
			return err
		}
		fmt.Fprintln(a.stdout)
	}
	_, err := fmt.Fprintf(a.stdout, "%s → %s: %s changed, %s removed, %s added, %s the same; %s changed.\n", from.Name(), to.Name(),
		plural(changed, "price"), format.Count(removed), format.Count(added),
		format.Count(same), plural(len(free), "free tier"))
	return err
}

// lists reports whether a book has a row of its own for what a price is of.
func lists(book *pricing.Book, of pricing.Price) bool {
	p, err := book.Price(of.Service, of.Region, of.Component)
	return err == nil && p.Region == of.Region
}

func changeRow(c pricing.Change) view.Row {
	switch {
	case c.Old == nil:
		p := c.New
		return cells("added", p.Service, p.Region, p.Component, tierNote(*p, 0), format.None, format.Quantity(p.Tiers[0].Price), p.Unit, p.Currency)
	case c.New == nil:
		p := c.Old
		return cells("removed", p.Service, p.Region, p.Component, tierNote(*p, 0), format.Quantity(p.Tiers[0].Price), format.None, p.Unit, p.Currency)
	}
	tier := c.Tier()
	return cells(
		percent(c), c.New.Service, c.New.Region, c.New.Component, arrow(tierNote(*c.Old, tier), tierNote(*c.New, tier)),
		format.Quantity(c.Old.Tiers[tier].Price), format.Quantity(c.New.Tiers[tier].Price), arrow(c.Old.Unit, c.New.Unit), arrow(c.Old.Currency, c.New.Currency),
	)
}

func freeRow(c pricing.FreeChange) view.Row {
	old, now, unit := format.None, format.None, ""
	if c.Old != nil {
		old, unit = format.Quantity(c.Old.Quantity), c.Old.Unit
	}
	if c.New != nil {
		now, unit = format.Quantity(c.New.Quantity), c.New.Unit
	}
	return cells("free", c.Service, "", c.Component, "", old, now, unit, c.Currency)
}

// percent is by how much a price changed: "+12 %", "−66.7 %", or that it did.
func percent(c pricing.Change) string {
	p, ok := c.Percent()
	switch {
	case !ok || p.IsZero():
		return "changed"
	case p.IsNegative():
		return "−" + rounded(p.Neg()) + " %"
	}
	return "+" + rounded(p) + " %"
}

// rounded is a percentage to three digits.
func rounded(p decimal.Decimal) string {
	return format.Quantity(p.Round(max(1, 3-(int32(p.NumDigits())+p.Exponent()))))
}

// arrow is "old → new", or the one where both are the same.
func arrow(old, now string) string {
	if old == now {
		return now
	}
	return old + " → " + now
}

// diffJSON is what diff writes with --format json; keys are only added.
type diffJSON struct {
	From    string       `json:"from"`
	To      string       `json:"to"`
	Changes []changeJSON `json:"changes"`
	Free    []freeJSON   `json:"free"`
}

type changeJSON struct {
	Old     *priceJSON `json:"old"` // null: added; its tiers with the discounts taken off
	New     *priceJSON `json:"new"` // null: removed; likewise
	Percent *string    `json:"percent"`
}

type freeJSON struct {
	Service   string  `json:"service"`
	Component string  `json:"component"`
	Currency  string  `json:"currency"`
	Old       *string `json:"old"` // per month; null: nothing
	New       *string `json:"new"`
}

func newDiffJSON(from, to *pricing.Book) diffJSON {
	out := diffJSON{From: from.Name(), To: to.Name(), Changes: []changeJSON{}, Free: []freeJSON{}}
	for _, c := range pricing.Diff(from, to) {
		var change changeJSON
		if c.Old != nil {
			change.Old = new(found{book: from, price: *c.Old}.json())
		}
		if c.New != nil {
			change.New = new(found{book: to, price: *c.New}.json())
		}
		if p, ok := c.Percent(); ok {
			change.Percent = new(p.Round(6).String())
		}
		out.Changes = append(out.Changes, change)
	}
	for _, c := range pricing.DiffFree(from, to) {
		out.Free = append(out.Free, freeJSON{c.Service, c.Component, c.Currency, quantityJSON(c.Old), quantityJSON(c.New)})
	}
	return out
}

func quantityJSON(f *pricing.FreeTier) *string {
	if f == nil {
		return nil
	}
	return new(f.Quantity.String())
}

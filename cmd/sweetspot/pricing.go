package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/reports/table"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

func newPricing(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "pricing",
		Short: "Look into price books, compare and check them, and make them",
		Long: "A price book holds dated prices with their source. The embedded ones are " + strings.Join(pricing.EmbeddedNames(), " and ") + ";\n" +
			"every command takes their names or the files of your own books, and NAME+FILE for a file\n" +
			"of prices and discounts that lies over an embedded book.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newPricingList(a), newPricingShow(a), newPricingDiff(a), newPricingVerify(a), newPricingImport(a))
	return cmd
}

// openBook reads a price book by its embedded name or from a file; NAME+FILE is
// the file laid over the embedded book.
func openBook(name string) (*pricing.Book, error) {
	base, overlay := splitBook(name)
	return pricing.Open(base, overlay, time.Time{})
}

// splitBook takes NAME+FILE apart. A file's own path may hold a +, too.
func splitBook(name string) (base, overlay string) {
	base, overlay, _ = strings.Cut(name, "+")
	if !slices.Contains(pricing.EmbeddedNames(), base) {
		return name, ""
	}
	return base, overlay
}

// openBooks reads the book that is named, or all the embedded ones.
func openBooks(name string) ([]*pricing.Book, error) {
	names := []string{name}
	if name == "" {
		names = pricing.EmbeddedNames()
	}
	books := make([]*pricing.Book, len(names))
	for i, n := range names {
		var err error
		if books[i], err = openBook(n); err != nil {
			return nil, err
		}
	}
	return books, nil
}

// selection is which prices of which books a command is about; what is empty
// chooses all.
type selection struct {
	book, service, component, region string
	past                             bool // prices that no longer hold, too
}

// flags declares the flags of a selection that is not made by arguments alone.
func (s *selection) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&s.book, "book", "", strings.Join(pricing.EmbeddedNames(), ", ")+", a file, or NAME+FILE (default: all the embedded ones)")
	cmd.Flags().StringVar(&s.region, "region", "", "prices that hold in this region, those of all regions among them")
	cmd.Flags().String("format", "", "result on standard output: table or json (default \"table\")")
}

// found is a price with its book.
type found struct {
	book   *pricing.Book
	price  pricing.Price
	region string // that was asked for, "" for none
}

// find lists what is chosen, in the order of the books. Choosing nothing is an
// error that names what there is.
func (s *selection) find() ([]found, error) {
	books, err := openBooks(s.book)
	if err != nil {
		return nil, err
	}
	var all, chosen []found
	for _, b := range books {
		for _, p := range s.rows(b) {
			all = append(all, found{b, p, s.region})
		}
	}
	for _, f := range all {
		if s.takes(f) {
			chosen = append(chosen, f)
		}
	}
	if len(chosen) == 0 || s.region != "" && !slices.Contains(distinct(all, region), s.region) {
		return nil, s.nothing(all)
	}
	return chosen, nil
}

// rows lists the prices of a book; with those of the past, which follow the one
// that replaced them, the latest first.
func (s *selection) rows(b *pricing.Book) []pricing.Price {
	rows := b.Prices()
	if !s.past {
		return rows
	}
	rows = append(rows, b.Past()...)
	type id struct{ service, region, component string }
	place := map[id]int{}
	of := func(p pricing.Price) id { return id{p.Service, p.Region, p.Component} }
	for i, p := range slices.Backward(rows) {
		place[of(p)] = i
	}
	slices.SortStableFunc(rows, func(p, q pricing.Price) int {
		return cmp.Or(cmp.Compare(place[of(p)], place[of(q)]), latestFirst(p, q))
	})
	return rows
}

// latestFirst puts a price that still holds first.
func latestFirst(p, q pricing.Price) int {
	switch {
	case p.Until.IsZero():
		return -1
	case q.Until.IsZero():
		return 1
	}
	return q.Until.Compare(p.Until)
}

// takes reports whether the price is chosen.
func (s *selection) takes(f found) bool {
	return (s.service == "" || s.service == f.price.Service) &&
		(s.component == "" || s.component == f.price.Component) &&
		(s.region == "" || s.region == f.price.Region || f.everywhere(s.region))
}

// everywhere reports whether the price is that of all regions and holds in one.
func (f found) everywhere(region string) bool {
	p, err := f.book.Price(f.price.Service, region, f.price.Component)
	return err == nil && f.price.Region == pricing.Global && p.Region == pricing.Global
}

// nothing says which word of the selection no price has: the first that is
// wrong, given those before it.
func (s *selection) nothing(all []found) error {
	for _, word := range []struct {
		what, is string
		of       func(pricing.Price) string
	}{
		{"service", s.service, service},
		{"component", s.component, component},
		{"region", s.region, region},
	} {
		if word.is == "" {
			continue
		}
		known := distinct(all, word.of)
		if !slices.Contains(known, word.is) {
			return fmt.Errorf("no price has the %s %q; %s", word.what, word.is, hint(word.is, known))
		}
		all = slices.DeleteFunc(slices.Clone(all), func(f found) bool { return word.of(f.price) != word.is })
	}
	return errors.New("there is no such price")
}

func service(p pricing.Price) string   { return p.Service }
func component(p pricing.Price) string { return p.Component }
func region(p pricing.Price) string    { return p.Region }

// hint names the nearest of the words that there are, or all of them.
func hint(word string, known []string) string {
	if near := check.DidYouMean(word, known); near != "" {
		return near
	}
	return "known: " + strings.Join(known, ", ")
}

// distinct lists the values of a field, sorted.
func distinct(all []found, of func(pricing.Price) string) []string {
	var values []string
	for _, f := range all {
		values = append(values, of(f.price))
	}
	slices.Sort(values)
	return slices.Compact(values)
}

// draw puts a table on standard output.
func (a *app) draw(t view.Table) error {
	return table.Draw(a.stdout, t, a.tableOptions())
}

// printJSON puts a value on standard output.
func (a *app) printJSON(v any) error {
	encoder := json.NewEncoder(a.stdout)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(v)
}

package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/pricing/usagefile"
	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// priceUsage prices a usage file. What r asks for of the prices holds in place
// of what the file says.
func (a *app) priceUsage(file string, r repricing) error {
	if err := r.concernsRuns(); err != nil {
		return inputError(err)
	}
	usage, err := readUsage(file)
	if err != nil {
		return inputError(err)
	}
	if r.region != "" {
		usage.Region = r.region
	}
	if r.changesFreeTier {
		usage.FreeTier = r.freeTier
	}
	book, err := r.bookFor(file, usage)
	if err != nil {
		return inputError(err)
	}
	result, err := usage.Price(book, time.Now())
	if err != nil {
		return inputError(err)
	}
	if a.settings.Format == "json" {
		return a.printJSON(newUsageJSON(usage, book, result))
	}
	return a.printUsage(usage, book, result)
}

// concernsRuns refuses what can only be asked of a run.
func (r repricing) concernsRuns() error {
	for _, flag := range []struct {
		name  string
		given bool
	}{
		{"--traffic", r.traffic != ""}, {"--cold-share", r.coldShare != ""}, {"--set", len(r.sets) > 0}, {"--out", r.out != ""},
	} {
		if flag.given {
			return fmt.Errorf("%s is for runs; a usage file says itself how much is used", flag.name)
		}
	}
	return nil
}

// bookFor is the price book that r asks for, or else the file.
func (r repricing) bookFor(file string, usage *usagefile.File) (*pricing.Book, error) {
	base, overlay := splitBook(r.book)
	if r.book == "" {
		base, overlay = besideFile(file, usage.Book)
	}
	var day time.Time
	if r.date != "" {
		var err error
		if day, err = time.Parse(time.DateOnly, r.date); err != nil {
			return nil, fmt.Errorf("--date: write a day such as 2026-09-01, not %q", r.date)
		}
	}
	return pricing.Open(base, cmp.Or(r.overlay, overlay), day)
}

func readUsage(path string) (*usagefile.File, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	return usagefile.Read(path, file)
}

// besideFile is a book, and what lies over it, as a file means them: its paths
// start from the file's own folder.
func besideFile(file, book string) (base, overlay string) {
	inFolder := func(path string) string {
		if path == "" || filepath.IsAbs(path) {
			return path
		}
		return filepath.Join(filepath.Dir(file), path)
	}
	base, overlay = splitBook(book)
	if !slices.Contains(pricing.EmbeddedNames(), base) {
		base = inFolder(base)
	}
	return base, inFolder(overlay)
}

// printUsage puts a table for each bill on standard output, and how the bills
// compare.
func (a *app) printUsage(usage *usagefile.File, book *pricing.Book, result *usagefile.Result) error {
	for i, bill := range result.Bills {
		if i > 0 {
			fmt.Fprintln(a.stdout)
		}
		fmt.Fprintln(a.stdout, usageHeading(usage, book, bill))
		if err := a.draw(usageTable(bill, result.Currency)); err != nil {
			return err
		}
		for _, what := range bill.NotPriced {
			fmt.Fprintln(a.stdout, "Not priced: "+format.Clean(what))
		}
	}
	a.printDifferences(result)
	for _, doubt := range distinctDoubts(result) {
		fmt.Fprintln(a.stderr, "sweetspot: warning: "+format.Clean(doubt))
	}
	return nil
}

// usageHeading names a bill with what it rests on.
func usageHeading(usage *usagefile.File, book *pricing.Book, bill usagefile.Bill) string {
	heading := "A month in " + usage.Region + " at the prices of " + book.Name()
	if bill.Name != "" {
		heading = format.Clean(bill.Name) + ", a month in " + usage.Region + " at the prices of " + book.Name()
	}
	if usage.FreeTier {
		heading += ", with the free tier"
	}
	return format.Clean(heading)
}

// usageTable has a row for each line of a bill, and the sums below.
func usageTable(bill usagefile.Bill, currency string) view.Table {
	t := view.Table{Columns: []view.Column{
		{Name: "Service"}, {Name: "Item"}, {Name: "Quantity", Number: true}, {Name: "Unit"},
		{Name: "Price", Number: true, Rank: 1}, {Name: "Amount", Number: true}, {Name: "How", Rank: 2},
	}}
	sum := func(name, item string, amount decimal.Decimal) view.Row {
		return cells(name, item, "", "", "", format.Money(amount, currency), "")
	}
	for _, part := range bill.Services {
		name := format.Clean(part.Name)
		lines := usedLines(part.Bill.Lines)
		for _, l := range lines {
			t.Rows = append(t.Rows, cells(
				name, l.Service+" "+l.Component, format.Quantity(l.Quantity), l.Unit,
				format.MoneyExact(l.Price, currency), format.Money(l.Amount, currency), format.Clean(l.Note),
			))
			name = ""
		}
		if len(lines) > 1 && len(bill.Services) > 1 {
			t.Rows = append(t.Rows, sum("", "together", part.Bill.Total))
		}
	}
	t.Rows = append(t.Rows, sum("total", "", bill.Total))
	return t
}

// usedLines are the lines of what is used at all, and the first where nothing is.
func usedLines(lines []pricing.Line) []pricing.Line {
	unused := func(l pricing.Line) bool { return l.Quantity.IsZero() }
	if used := slices.DeleteFunc(slices.Clone(lines), unused); len(used) > 0 {
		return used
	}
	return lines[:min(1, len(lines))]
}

// printDifferences compares every further bill with the first.
func (a *app) printDifferences(result *usagefile.Result) {
	if len(result.Bills) > 1 {
		fmt.Fprintln(a.stdout)
	}
	first := format.Clean(result.Bills[0].Name)
	for _, bill := range result.Bills[1:] {
		fmt.Fprintf(a.stdout, "%s %s.\n", format.Clean(bill.Name), differenceText(*bill.Difference, first, result.Currency))
	}
}

// differenceText says by how much a bill is dearer or cheaper than another.
func differenceText(d usagefile.Difference, other, currency string) string {
	if d.Amount.IsZero() {
		return "costs as much as " + other
	}
	word, sign := "more", "+"
	if d.Amount.IsNegative() {
		word, sign = "less", "−"
	}
	text := fmt.Sprintf("costs %s a month %s than %s", format.Money(d.Amount.Abs(), currency), word, other)
	if d.Share == nil {
		return text
	}
	return text + " (" + sign + d.Share.Abs().Shift(2).Round(1).String() + " %)"
}

// distinctDoubts are those of all bills, each once.
func distinctDoubts(result *usagefile.Result) []string {
	var all []string
	for _, bill := range result.Bills {
		for _, doubt := range bill.Doubts {
			if !slices.Contains(all, doubt) {
				all = append(all, doubt)
			}
		}
	}
	return all
}

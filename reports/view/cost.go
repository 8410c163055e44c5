package view

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/chart"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// itemised is an amount of each trial with the lines that it is made of: per
// million, or of a month.
type itemised struct {
	caption, axis string
	items         func(*reports.Cost) []reports.CostItem
	total         func(*reports.Cost) *decimal.Decimal
}

// perMillionCost is what a million requests cost at list prices.
var perMillionCost = itemised{
	"Cost per million by component", "cost per million requests",
	func(c *reports.Cost) []reports.CostItem { return c.Items },
	func(c *reports.Cost) *decimal.Decimal { return &c.PerMillion },
}

// perMonthCost is what a month at the scenario's traffic costs, with tiers.
var perMonthCost = itemised{
	"Cost per month by component", "cost per month",
	func(c *reports.Cost) []reports.CostItem { return c.MonthItems },
	func(c *reports.Cost) *decimal.Decimal { return c.PerMonth },
}

// of is the amount of a trial; nil where it has none.
func (i itemised) of(t Trial) *decimal.Decimal {
	if t.Cost == nil {
		return nil
	}
	return i.total(t.Cost)
}

// split is the amount of a trial by component, in the order of keys.
func (i itemised) split(t Trial, keys []string) []decimal.Decimal {
	out := make([]decimal.Decimal, len(keys))
	for _, item := range i.items(t.Cost) {
		at := slices.Index(keys, componentName(item.Component))
		if at < 0 {
			at = len(keys) - 1
		}
		out[at] = out[at].Add(item.Amount)
	}
	return out
}

// components are the parts that amounts are made of, at most five: what is beyond
// goes into "other".
func (v *View) components(of itemised) []string {
	var out []string
	for _, t := range v.Trials {
		if of.of(t) == nil {
			continue
		}
		for _, item := range of.items(t.Cost) {
			if name := componentName(item.Component); !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
	}
	if len(out) > 5 {
		out = append(out[:4:4], "other")
	}
	return out
}

// CostSplit is the table of what the cost per million is made of.
func (v *View) CostSplit() Table { return v.splitTable(perMillionCost) }

// Month is the table of what a month at the scenario's traffic costs; without
// rows where no traffic is given.
func (v *View) Month() Table { return v.splitTable(perMonthCost) }

func (v *View) splitTable(of itemised) Table {
	keys := v.components(of)
	out := Table{Caption: of.caption, Columns: []Column{{Name: v.Noun(), Number: true}}}
	for _, k := range keys {
		out.Columns = append(out.Columns, Column{Name: k, Number: true})
	}
	out.Columns = append(out.Columns, Column{Name: "total", Number: true})
	for _, t := range v.Trials {
		total := of.of(t)
		if total == nil {
			continue
		}
		row := Row{Pick: t.Pick, Muted: t.Muted(), Cells: cells(t.Name)}
		for _, amount := range of.split(t, keys) {
			row.Cells = append(row.Cells, Cell{Text: format.Money(amount, t.Cost.Currency)})
		}
		row.Cells = append(row.Cells, Cell{Text: format.Money(*total, t.Cost.Currency)})
		out.Rows = append(out.Rows, row)
	}
	return out
}

// CostSplitChart draws the same as bars.
func (v *View) CostSplitChart(id string, width float64) chart.Rows {
	return v.splitChart(perMillionCost, id, width)
}

// MonthChart draws Month as bars.
func (v *View) MonthChart(id string, width float64) chart.Rows {
	out := v.splitChart(perMonthCost, id, width)
	out.AxisTitle = strings.TrimSpace("cost of " + v.Traffic() + " " + v.Place())
	return out
}

func (v *View) splitChart(of itemised, id string, width float64) chart.Rows {
	keys := v.components(of)
	out := chart.Rows{
		ID: id, Width: width, Keys: keys,
		Title:     of.caption,
		Desc:      "A bar per variant, divided from the left into " + enumerated(keys) + ". The table below it has the numbers.",
		AxisTitle: strings.TrimSpace(of.axis + " " + v.Place()),
		Scale:     func(x float64) string { return format.MoneyTick(x, v.Currency()) },
	}
	for _, t := range v.Shown(MostRows) {
		total := of.of(t)
		if total == nil {
			continue
		}
		bar := chart.Split{Text: format.Money(*total, t.Cost.Currency)}
		var hint []string
		for i, amount := range of.split(t, keys) {
			bar.Segments = append(bar.Segments, max(amount.InexactFloat64(), 0))
			hint = append(hint, keys[i]+" "+format.Money(amount, t.Cost.Currency))
		}
		bar.Hint = t.Name + ": " + strings.Join(hint, ", ")
		out.Rows = append(out.Rows, chart.Row{Label: t.Name, Pick: t.Pick, Muted: t.Muted(), Bars: []chart.Split{bar}})
	}
	return out
}

// Bills are the bill of the recommended variant per million requests and, with
// traffic, per month. Empty without a recommendation or a price.
func (v *View) Bills() []Table {
	t := v.Pick()
	if t == nil || t.Cost == nil {
		return nil
	}
	place := ""
	if at := v.Place(); at != "" {
		place = ", " + at
	}
	out := []Table{bill(t.Name+", per million requests"+place, t.Cost.Items, t.Cost.PerMillion, t.Cost.Currency)}
	if t.Cost.PerMonth != nil {
		out = append(out, bill(t.Name+", "+v.Traffic()+", with tiers"+place, t.Cost.MonthItems, *t.Cost.PerMonth, t.Cost.Currency))
	}
	return out
}

func bill(caption string, items []reports.CostItem, total decimal.Decimal, currency string) Table {
	out := Table{Caption: caption, Columns: []Column{
		{Name: "item"}, {Name: "quantity", Number: true}, {Name: "unit"}, {Name: "price", Number: true},
		{Name: "amount", Number: true}, {Name: "confidence in the price"},
	}}
	var amounts []string
	for _, i := range items {
		amounts = append(amounts, format.MoneyExact(i.Amount, currency))
	}
	amounts = alignPoints(append(amounts, format.MoneyExact(total, currency)))
	for n, i := range items {
		out.Rows = append(out.Rows, Row{Cells: []Cell{
			{Text: componentName(i.Component), Note: format.Clean(i.Service + " " + i.Component)},
			{Text: format.Quantity(i.Quantity), Note: format.Clean(i.Note)}, {Text: format.Clean(i.Unit)},
			{Text: format.MoneyExact(i.Price, currency)}, {Text: amounts[n]},
			{Text: format.Clean(i.Confidence)},
		}})
	}
	out.Foot = cells("total", "", "", "", amounts[len(items)], "")
	return out
}

// alignPoints pads amounts with spaces as wide as a digit, and as wide as a
// point, so that their points stand below each other when they are set to the
// right.
func alignPoints(amounts []string) []string {
	const digit, point = "\u2007", "\u2008"
	digits := func(s string) int {
		_, after, _ := strings.Cut(s, ".")
		number, _, _ := strings.Cut(after, " ")
		return len(number)
	}
	most := 0
	for _, a := range amounts {
		most = max(most, digits(a))
	}
	for i, a := range amounts {
		number, currency, named := strings.Cut(a, " ")
		if digits(a) == 0 && most > 0 {
			number += point
		}
		number += strings.Repeat(digit, most-digits(a))
		if named {
			number += " " + currency
		}
		amounts[i] = number
	}
	return amounts
}

package view

import (
	"slices"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// BreakEven are sentences on where something else is cheaper than the pick;
// empty where nothing is priced.
func (v *View) BreakEven() []Fact {
	b := v.Summary.BreakEven
	if b == nil {
		return nil
	}
	var out []Fact
	for _, a := range b.Alternatives[min(1, len(b.Alternatives)):] {
		out = append(out,
			Fact{Name: format.Clean(a.Name) + ", bare", Text: format.Clean(a.Bare.Sentence)},
			Fact{Name: format.Clean(a.Name) + ", as deployed", Text: format.Clean(a.AsDeployed.Sentence), Note: "with load balancer, addresses, and what the traffic is billed for"},
		)
	}
	for _, note := range b.Notes {
		out = append(out, Fact{Name: "Besides", Text: format.Clean(note)})
	}
	return out
}

// BreakEvenTable is the cost of a month of each way to do the work, at some
// numbers of requests.
func (v *View) BreakEvenTable() Table {
	out := Table{Caption: "Cost of a month, compute alone and as deployed", Columns: []Column{{Name: "requests a month", Number: true}}}
	b := v.Summary.BreakEven
	if b == nil || len(b.Alternatives) == 0 {
		return out
	}
	for _, a := range b.Alternatives {
		name := format.Clean(a.Name)
		out.Columns = append(out.Columns, Column{Name: name + ", bare", Number: true}, Column{Name: name + ", as deployed", Number: true})
	}
	for i, p := range b.Alternatives[0].Bare.PerMonth {
		row := Row{Cells: cells(format.Count(int(p.RequestsPerMonth)))}
		for _, a := range b.Alternatives {
			row.Cells = append(row.Cells, amountAt(a.Bare, i, b.Currency), amountAt(a.AsDeployed, i, b.Currency))
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

func amountAt(s reports.BreakEvenSide, i int, currency string) Cell {
	if i >= len(s.PerMonth) {
		return Cell{Text: format.None}
	}
	return Cell{Text: format.Money(s.PerMonth[i].Amount, currency)}
}

// BreakEvenWarnings are what the comparison takes for granted.
func (v *View) BreakEvenWarnings() []string {
	var out []string
	if b := v.Summary.BreakEven; b != nil {
		for _, a := range b.Alternatives {
			for _, w := range a.Warnings {
				if w = format.Clean(w); !slices.Contains(out, w) {
					out = append(out, w)
				}
			}
		}
	}
	return out
}

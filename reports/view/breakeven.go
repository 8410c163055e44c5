package view

import (
	"slices"
	"strings"

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
		out = append(out, Fact{Name: noteName(note), Text: format.Clean(note)})
	}
	return out
}

// Ways are the same sentences on the ways that were measured, and on those that
// the scenario names where there are any that were.
func (v *View) Ways() []Fact {
	b := v.Summary.BreakEven
	if b == nil || len(b.Alternatives) < 2 || b.Alternatives[1].Variant == nil {
		return nil
	}
	return v.BreakEven()[:2*(len(b.Alternatives)-1)]
}

// BreakEvenTitle heads BreakEven: without anything to compare there is no point
// at which costs are even.
func (v *View) BreakEvenTitle() string {
	if b := v.Summary.BreakEven; b != nil && len(b.Alternatives) == 0 {
		return "Other ways to run it"
	}
	return "Break-even"
}

// noteName is the way to run it that a note is about.
func noteName(note string) string {
	for _, way := range []struct{ holds, name string }{
		{"rovisioned concurrency", "Provisioned concurrency"}, {" on arm64", "arm64"}, {" on x86_64", "x86_64"},
	} {
		if strings.Contains(note, way.holds) {
			return way.name
		}
	}
	return "Besides"
}

// BreakEvenTables are the costs of a month of each way to do the work, at some
// numbers of requests: as deployed, and of the compute alone.
func (v *View) BreakEvenTables() []Table {
	b := v.Summary.BreakEven
	if b == nil || len(b.Alternatives) == 0 {
		return nil
	}
	return []Table{breakEvenTable(AsDeployed, b), breakEvenTable(ComputeOnly, b)}
}

func breakEvenTable(side Basis, b *reports.BreakEven) Table {
	out := Table{Caption: "Cost of a month, " + side.Name, Columns: []Column{{Name: "requests a month", Number: true}}}
	for _, a := range b.Alternatives {
		out.Columns = append(out.Columns, Column{Name: format.Clean(a.Name), Number: true})
	}
	for i, p := range side.of(b.Alternatives[0]).PerMonth {
		row := Row{Cells: cells(format.Count(int(p.RequestsPerMonth)))}
		for _, a := range b.Alternatives {
			row.Cells = append(row.Cells, amountAt(side.of(a), i, b.Currency))
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

package main

import (
	"fmt"
	"math"
	"path/filepath"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/interchange/powertuning"
	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/pricing/meters"
	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/reports/view"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// tuned is what Power Tuning found, at our prices.
type tuned struct {
	found                      *powertuning.Found
	names                      []string // of the profiles
	name, region, architecture string
	guessed                    bool // the architecture follows from the costs
	book                       *pricing.Book
}

// newTuned prices what was found. Without an architecture it takes the one whose
// price is nearest to that of the costs.
func newTuned(found *powertuning.Found, book *pricing.Book, o tuningOptions) (*tuned, error) {
	t := &tuned{found: found, name: o.name, region: o.region, architecture: o.architecture, book: book}
	var names []string
	for _, p := range found.Profiles {
		names = append(names, p.Name)
	}
	t.names = scenarios.LegalNames("function", names...)
	if len(t.names) == 1 {
		t.names[0] = t.name
	}
	if t.architecture == "" {
		t.architecture = t.nearest()
	}
	for _, p := range found.Profiles {
		for _, point := range p.Points {
			if _, err := t.cost(point); err != nil {
				return nil, err
			}
		}
	}
	return t, nil
}

// nearest is the architecture whose price the costs come nearest to; the default
// where they tell none.
func (t *tuned) nearest() string {
	price := t.found.Profiles[0].Price()
	best, distance := scenarios.DefaultArchitecture, math.Inf(1)
	if price.GBSecond == 0 {
		return best
	}
	for _, architecture := range scenarios.Architectures() {
		listed, err := t.book.Price(meters.LambdaService, t.region, "duration-"+architecture)
		if err != nil {
			continue
		}
		if d := math.Abs(math.Log(price.GBSecond / listed.Tiers[0].Price.InexactFloat64())); d < distance {
			best, distance, t.guessed = architecture, d, true
		}
	}
	return best
}

// million is how many invocations amounts are for.
const million = 1_000_000

// cost is what a million invocations of the mean duration cost at our prices,
// each billed to the next ms.
func (t *tuned) cost(p powertuning.Point) (decimal.Decimal, error) {
	rate, err := meters.Lambda{Architecture: t.architecture, MemoryMB: p.MemoryMB}.Rate(t.book, t.region)
	if err != nil {
		return decimal.Decimal{}, err
	}
	return rate.Cost(million, int64(math.Ceil(p.DurationMS))*million), nil
}

// printTuned shows the means with both costs, and where to go from here.
func (a *app) printTuned(t *tuned, folder string) error {
	for i, p := range t.found.Profiles {
		fmt.Fprintf(a.stdout, "%s, cost per million invocations\n\n", t.names[i])
		if err := a.draw(t.table(p)); err != nil {
			return err
		}
		fmt.Fprintf(a.stdout, "\n%s\n\n", t.priceSentence(p))
	}
	fmt.Fprintln(a.stdout, "These are means: of how many invocations, and how they vary, Power Tuning does not tell.")
	fmt.Fprintf(a.stdout, "Wrote %s and %s in %s.\n", scenarioFile, profileFile, folder)
	fmt.Fprintf(a.stdout, "Next: %s run %s\n", command(), commandLine([]string{filepath.Join(folder, scenarioFile)}))
	return nil
}

func (t *tuned) table(p powertuning.Profile) view.Table {
	out := view.Table{
		Columns: []view.Column{{Name: "memory", Number: true}, {Name: "mean ms", Number: true}, {Name: "Power Tuning", Number: true}, {Name: t.book.Name() + " " + t.architecture, Number: true}, {Name: "difference", Number: true}},
	}
	for _, point := range p.Points {
		ours, _ := t.cost(point) // newTuned has tried
		theirs := point.Cost.Mul(decimal.NewFromInt(million))
		var row view.Row
		for _, text := range []string{
			format.Memory(point.MemoryMB), format.Millis(point.DurationMS), format.Money(theirs, t.found.Currency), format.Money(ours, t.found.Currency),
			format.Money(ours.Sub(theirs), t.found.Currency),
		} {
			row.Cells = append(row.Cells, view.Cell{Text: text})
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// priceSentence says why the costs differ.
func (t *tuned) priceSentence(p powertuning.Profile) string {
	request, err := t.book.Price(meters.LambdaService, t.region, "requests")
	text := "Power Tuning leaves out the request"
	if err == nil {
		text += ", " + format.Money(request.Tiers[0].Price.Mul(decimal.NewFromInt(million)), t.found.Currency) + " a million"
	}
	if price := p.Price(); price.GBSecond == 0 {
		text += "; its costs follow from no one price of a GB-second"
	} else {
		text += "; its costs are those of " + format.MoneyExact(decimal.NewFromFloat(price.GBSecond).Round(8), t.found.Currency) + " a GB-second"
		if price.QuantumMS > 1 {
			text += fmt.Sprintf(", billed by %v ms as until December 2020", price.QuantumMS)
		}
	}
	if t.guessed {
		text += ", nearest to " + t.architecture + " (--architecture and --region say otherwise)"
	}
	return text + "."
}

package reports

import (
	"slices"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/pricing/breakeven"
	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// mostCrossings is how many crossings are kept: whole tasks make many.
const mostCrossings = 20

// breakEvenOf compares the pick with the containers and instances that the
// scenario names, and says what else its prices lead to. It is nil without a
// priced pick.
func breakEvenOf(in Input, pick *evaluated) *BreakEven {
	if pick == nil || pick.cost == nil {
		return nil
	}
	c := pick.cost
	out := &BreakEven{Currency: c.list.Currency, Notes: c.notes(in, pick.observed)}
	if len(in.Scenario.Pricing.BreakEven) == 0 {
		return out
	}
	compared, err := c.compare(pick.Label, in.Scenario.Pricing.BreakEven)
	if err != nil { // it must not cost the summary
		pick.doubts = append(pick.doubts, "There is no break-even: "+err.Error()+".")
		return out
	}
	points := pointsOf(compared, c.deployed.Requests())
	for _, a := range compared.Alternatives {
		out.Alternatives = append(out.Alternatives, BreakEvenAlternative{
			Name: a.Name, Bare: sideOf(a.Bare, points), AsDeployed: sideOf(a.AsDeployed, points), Warnings: a.Warnings,
		})
		pick.doubts = append(pick.doubts, in.Book.Doubts(a.Million, in.Now)...)
	}
	return out
}

func (c *costing) compare(label string, alternatives []scenarios.Alternative) (breakeven.Comparison, error) {
	measured := c.sizes.measured(c.billedMS)
	function, err := c.deployed.Function("function of "+label, measured)
	if err != nil {
		return breakeven.Comparison{}, err
	}
	all := []breakeven.Alternative{function}
	for _, a := range alternatives {
		fleet, err := c.deployed.Fleet(a, measured)
		if err != nil {
			return breakeven.Comparison{}, err
		}
		all = append(all, fleet)
	}
	return breakeven.Compare(c.book, c.terms, all...)
}

// notes are what the pick's prices lead to besides: from what utilisation on
// provisioned concurrency pays, and the other architecture's price. What the
// book does not know is left out.
func (c *costing) notes(in Input, o *observed) []string {
	var out []string
	if p, err := breakeven.NewProvisioned(c.book, o.target.Region, o.variant.Architecture); err == nil {
		out = append(out, p.Sentence())
	}
	if slices.ContainsFunc(in.Plan.Variants, func(v scenarios.Variant) bool { return v.Architecture != o.variant.Architecture }) {
		return out // it was measured
	}
	m, err := c.deployed.Invocations(million, c.sizes.measured(c.billedMS))
	if err != nil {
		return out
	}
	if both, err := breakeven.OtherArchitecture(c.book, m.Usage); err == nil {
		out = append(out, otherArchitecture(both[1]))
	}
	return out
}

// pointsOf are the numbers of requests a month that a table shows: powers of
// ten, and the scenario's own traffic.
func pointsOf(c breakeven.Comparison, own decimal.Decimal) []int64 {
	var end int64
	for _, a := range c.Alternatives {
		end = max(end, a.AsDeployed.Curve.End(), a.Bare.Curve.End())
	}
	var points []int64
	for n := int64(10_000); n <= min(end, 10_000_000_000); n *= 10 {
		points = append(points, n)
	}
	if n := own.IntPart(); n > 0 && n <= end {
		points = append(points, n)
	}
	slices.Sort(points)
	return slices.Compact(points)
}

func sideOf(s breakeven.Side, points []int64) BreakEvenSide {
	out := BreakEvenSide{Sentence: s.Sentence}
	for _, n := range points {
		if n > s.Curve.End() { // more than its tasks can serve
			break
		}
		out.PerMonth = append(out.PerMonth, BreakEvenPoint{RequestsPerMonth: n, Amount: s.Curve.At(n).Round(pricing.QuantityPlaces)})
	}
	for _, x := range s.Crossings[:min(len(s.Crossings), mostCrossings)] {
		out.Crossings = append(out.Crossings, BreakEvenCrossing{
			RequestsPerMonth: x.Requests, Cheaper: x.Cheaper, Tasks: x.Tasks, Amount: s.Curve.At(x.Requests).Round(pricing.QuantityPlaces),
		})
	}
	out.Course = courseOf(s.Curve)
	return out
}

// otherArchitecture says what the other architecture would cost.
func otherArchitecture(c breakeven.ArchitectureCost) string {
	return format.Money(c.Bill.Total, c.Bill.Currency) + " per million on " + c.Architecture + ", if it took as long: " + c.Note() + "."
}

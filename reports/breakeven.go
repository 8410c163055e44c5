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

// breakEvenOf compares the ways to do the work that were measured, and the
// containers and instances that the scenario names, and says what else the
// pick's prices lead to. It is nil without a priced pick.
func breakEvenOf(in Input, trials []*evaluated, rec recommendation) *BreakEven {
	pick := rec.pick
	if pick == nil || pick.cost == nil {
		return nil
	}
	out := &BreakEven{Currency: pick.cost.list.Currency, Notes: pick.cost.notes(in, pick.observed)}
	ways := waysOf(in, trials, rec)
	if len(ways) < 2 && len(in.Scenario.Pricing.BreakEven) == 0 {
		return out
	}
	compared, err := compareWays(ways, in.Scenario.Pricing.BreakEven)
	if err != nil { // it must not cost the summary
		pick.doubts = append(pick.doubts, "There is no break-even: "+err.Error()+".")
		return out
	}
	points := pointsOf(compared, pick.cost.deployed.Requests())
	for i, a := range compared.Alternatives {
		shown := BreakEvenAlternative{Name: a.Name, Bare: sideOf(a.Bare, points), AsDeployed: sideOf(a.AsDeployed, points), Warnings: a.Warnings}
		if i < len(ways) {
			shown.Kind, shown.Variant = ways[i].way(), new(ways[i].Variant.clone())
			shown.Warnings = append(shown.Warnings, ways[i].grants()...)
		}
		out.Alternatives = append(out.Alternatives, shown)
		pick.doubts = append(pick.doubts, in.Book.Doubts(a.Million, in.Now)...)
	}
	return out
}

// compareWays draws the curves of trials and of what the scenario names.
func compareWays(ways []*evaluated, named []scenarios.Alternative) (breakeven.Comparison, error) {
	var all []breakeven.Alternative
	for _, e := range ways {
		a, err := e.alternative()
		if err != nil {
			return breakeven.Comparison{}, err
		}
		all = append(all, a)
	}
	c := ways[0].cost
	for _, a := range named {
		fleet, err := c.deployed.Fleet(a, c.measured(c.level, c.sizes))
		if err != nil {
			return breakeven.Comparison{}, err
		}
		all = append(all, fleet)
	}
	return breakeven.Compare(c.book, c.terms, all...)
}

// sentences say from how much traffic on the last of the ways that were measured,
// the best at full use, is cheaper than the first.
func (b *BreakEven) sentences() []string {
	if b == nil {
		return nil
	}
	for i, a := range slices.Backward(b.Alternatives) {
		if a.Variant != nil && i > 0 {
			return []string{"As deployed: " + a.AsDeployed.Sentence, "The compute alone: " + a.Bare.Sentence}
		}
	}
	return nil
}

// notes are what the pick's prices lead to besides: from what utilisation on
// provisioned concurrency pays, and the other architecture's price. What the
// book does not know is left out.
func (c *costing) notes(in Input, o *observed) []string {
	var out []string
	if c.capacity != nil {
		return out
	}
	if p, err := breakeven.NewProvisioned(c.book, o.target.Region, o.variant.Architecture); err == nil {
		out = append(out, p.Sentence())
	}
	if slices.ContainsFunc(in.Plan.Variants, func(v scenarios.Variant) bool { return v.Architecture != o.variant.Architecture }) {
		return out // it was measured
	}
	m, err := c.deployed.Invocations(million, c.measured(c.level, c.sizes))
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

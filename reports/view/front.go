package view

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// mostWeighed is how many variants Weighing names.
const mostWeighed = 8

// Weighing says which variants are worth weighing against each other: those
// that no other beats in both cost and speed. "" where there is nothing to weigh.
func (v *View) Weighing() string {
	front := v.Summary.Recommendation.Pareto
	if len(front) == 0 || v.eligible() < 2 {
		return ""
	}
	var names []string
	for _, a := range front {
		names = append(names, v.Name(a.VariantInfo))
	}
	last := len(names) - 1
	text := names[last]
	switch {
	case last >= mostWeighed:
		text = fmt.Sprintf("%d of %d, from %s to %s", len(names), v.eligible(), names[0], names[last])
	case last > 0:
		text = strings.Join(names[:last], ", ") + " and " + text
	}
	switch {
	case last == 0 && v.unpriced():
		return "" // it is the fastest of those alone that have a cost
	case last == 0:
		return "Cheapest and fastest at once" + v.ofVariants() + ": " + text + "."
	case len(names) == v.eligible():
		return "Worth weighing" + v.ofVariants() + ": " + text + ". None is beaten in both cost and speed."
	}
	text = "Worth weighing" + v.ofVariants() + ": " + text + ". Every other is beaten in both cost and speed"
	if len(v.Summary.Recommendation.Unusable) > 0 {
		text += ", or cannot be recommended"
	}
	return text + "."
}

// unpriced reports whether a variant that works was measured and has no cost.
func (v *View) unpriced() bool {
	return slices.ContainsFunc(v.Trials, func(t Trial) bool {
		return !t.Base && t.Usable && t.Latency.Mean != nil && t.Cost == nil
	})
}

// Front is the table of the variants worth weighing: the cheapest first, and
// what each step up costs and brings.
func (v *View) Front() Table {
	out := Table{Caption: "Variants" + v.ofHeads() + " that no other beats in both cost and speed", Columns: []Column{
		{Name: v.Noun(), Number: true}, {Name: v.per(), Number: true}, {Name: "mean", Number: true}, {Name: "p50", Number: true},
		{Name: "p95", Number: true}, {Name: "cost of the step", Number: true}, {Name: "mean of the step", Number: true},
	}}
	pick := v.Pick()
	for i, a := range v.Summary.Recommendation.Pareto {
		cost, mean := format.None, format.None
		if i > 0 {
			before := v.Summary.Recommendation.Pareto[i-1]
			if a, b := v.weighedOf(a), v.weighedOf(before); a != nil && b != nil && b.IsPositive() {
				cost = step(a.Div(*b).InexactFloat64())
			}
			if a.Mean != nil && before.Mean != nil && *before.Mean > 0 {
				mean = step(*a.Mean / *before.Mean)
			}
		}
		out.Rows = append(out.Rows, Row{
			Pick: pick != nil && same(pick.Variant, a.VariantInfo),
			Cells: cells(v.Name(a.VariantInfo), format.MaybeMoney(v.weighedOf(a), v.Currency()), format.MaybeDuration(a.Mean),
				format.MaybeDuration(a.P50), format.MaybeDuration(a.P95), cost, mean),
		})
	}
	return out
}

// step is a ratio as a change: "+6 %", "−43 %".
func step(ratio float64) string {
	if math.Abs(ratio-1) < 0.005 {
		return "0 %"
	}
	text := fmt.Sprintf("%+.0f %%", (ratio-1)*100)
	return strings.Replace(text, "-", "−", 1)
}

// leastMemoryMB is the smallest size of a Lambda function.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
const leastMemoryMB = 128

// floorFact is how much memory the work needs, with head-room.
func (v *View) floorFact() []Fact {
	floor := v.Summary.Recommendation.MemoryFloorMB
	switch {
	case floor == nil:
		return nil
	case v.forServer(): // whose platform has other sizes
	case *floor < leastMemoryMB:
		return []Fact{{Name: "Memory floor", Text: format.Memory(leastMemoryMB), Note: "Lambda's least: the most used at the smallest size that works and 20 % head-room are " + format.Memory(*floor)}}
	}
	return []Fact{{Name: "Memory floor", Text: format.Memory(*floor), Note: "the most used at the smallest size that works, and 20 % head-room"}}
}

package view

import (
	"cmp"
	"math"
	"slices"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// Outcome is what the gates that may fail a run say together, in one sentence to
// stand before the answer: "✕ 2 of 3 gates fail: p95 < 100ms at 752 MB: 120 ms
// (limit 100 ms); and 1 more." Those that fail come before those that are
// inconclusive; it is empty where all pass.
func (v *View) Outcome() Cell {
	failed, open := v.gatesOf(reports.Fail), v.gatesOf(reports.Inconclusive)
	switch {
	case len(failed) > 0:
		return Cell{Text: "✕ " + v.told(failed, "fails", "fail"), Tone: Bad}
	case len(open) > 0:
		return Cell{Text: "? " + v.told(open, "is inconclusive", "are inconclusive"), Tone: Unsure}
	}
	return Cell{}
}

// gatesOf are the gates with a verdict that settle the exit code, those of the
// answer's variant first, and of each the ones that are furthest from their limit.
func (v *View) gatesOf(verdict reports.Verdict) []reports.GateResult {
	var own, others []reports.GateResult
	subject := v.Subject()
	for _, g := range v.Summary.Gates {
		switch {
		case g.Level == "warn" || g.Verdict != verdict:
		case g.Variant == nil || subject != nil && same(*g.Variant, subject.Variant):
			own = append(own, g)
		default:
			others = append(others, g)
		}
	}
	for _, gates := range [][]reports.GateResult{own, others} {
		slices.SortStableFunc(gates, func(a, b reports.GateResult) int { return cmp.Compare(offLimit(b), offLimit(a)) })
	}
	return append(own, others...)
}

// offLimit is how far what was measured is from the limit, as a share of it.
func offLimit(g reports.GateResult) float64 {
	value := g.Value
	if g.Comparison != nil {
		value = g.Effect
	}
	if value == nil {
		return 0
	}
	off := math.Abs(*value - g.Limit)
	if g.Limit == 0 {
		return off
	}
	return off / math.Abs(g.Limit)
}

// told is "2 of 3 gates fail: …; and 1 more.", with the first of them at length.
func (v *View) told(gates []reports.GateResult, one, many string) string {
	all := 0
	for _, g := range v.Summary.Gates {
		if g.Level != "warn" {
			all++
		}
	}
	verb := many
	if len(gates) == 1 {
		verb = one
	}
	text := format.Count(len(gates)) + " of " + plural(all, "gate") + " " + verb + ": " + v.judged(gates[0])
	if more := len(gates) - 1; more > 0 {
		text += "; and " + format.Count(more) + " more"
	}
	return text + "."
}

// judged is a gate with its variant, what was measured, and the limit.
func (v *View) judged(g reports.GateResult) string {
	text := format.Clean(g.Check)
	if g.Payload != "" {
		text += ", payload " + format.Clean(g.Payload)
	}
	variant := g.Variant
	if subject := v.Subject(); variant == nil && subject != nil {
		variant = &subject.Variant
	}
	if variant != nil {
		text += " at " + v.Name(*variant)
	}
	cell := measuredBy(g)
	switch {
	case g.Comparison != nil && g.Effect == nil:
		return text + ": " + format.Clean(g.Reason)
	case cell.Note != "":
		text += ": " + cell.Note + ", " + cell.Text
	case g.Bound != nil:
		text += ": " + cell.Text + ", bound " + format.Gate(*g.Bound, g.Unit)
	default:
		text += ": " + cell.Text
	}
	text += " (limit " + format.Gate(g.Limit, g.Unit) + ")"
	if n := need(g); n != "" {
		text += ", " + n
	}
	return text
}

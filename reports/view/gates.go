package view

import (
	"math"
	"strings"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// Verdict writes a verdict with its sign.
func Verdict(v reports.Verdict) Cell {
	switch v {
	case reports.Pass:
		return Cell{Text: "✓ pass", Tone: Good}
	case reports.Fail:
		return Cell{Text: "✕ fail", Tone: Bad}
	case reports.Inconclusive:
		return Cell{Text: "? inconclusive", Tone: Unsure}
	default:
		return Cell{Text: "? " + format.Clean(string(v)), Tone: Unsure}
	}
}

// Gates is the table of the gates with what they were judged by. Gates on the
// variant of the answer do not name it.
func (v *View) Gates() Table {
	out := Table{Caption: "Gates with their limit, what was measured, and the verdict", Columns: []Column{
		{Name: "check"}, {Name: "limit", Number: true}, {Name: "measured", Number: true},
		{Name: "bound (one-sided 95 %)", Number: true}, {Name: "n", Number: true}, {Name: "verdict"},
	}}
	for _, g := range v.Summary.Gates {
		verdict := Verdict(g.Verdict)
		verdict.Note = format.Clean(g.Reason)
		out.Rows = append(out.Rows, Row{Cells: []Cell{
			{Text: format.Clean(g.Check), Note: v.gateScope(g)},
			{Text: format.Gate(g.Limit, g.Unit)},
			measuredBy(g),
			{Text: format.MaybeGate(g.Bound, g.Unit), Note: between(g)},
			{Text: count(g), Note: need(g)},
			verdict,
		}})
	}
	return out
}

// measuredBy is what a gate's metric was, or by how much it changed.
func measuredBy(g reports.GateResult) Cell {
	if g.Comparison == nil || g.Effect == nil {
		return Cell{Text: format.MaybeGate(g.Value, g.Unit)}
	}
	cell := Cell{Text: change(*g.Effect, g.Unit)}
	if g.Baseline != nil && g.Head != nil {
		cell.Note = format.MaybeGate(g.Baseline.Value, g.Baseline.Unit) + " → " + format.MaybeGate(g.Head.Value, g.Head.Unit)
	}
	return cell
}

// change is a difference with its sign: "+12 %", "−3.1 %", "0 %".
func change(x float64, unit string) string {
	text := format.Gate(math.Abs(x), unit)
	switch {
	case x < 0:
		return "−" + text
	case x > 0:
		return "+" + text
	}
	return text
}

// between is the interval of a change, "" where there is none.
func between(g reports.GateResult) string {
	if g.Comparison == nil || g.CI95 == nil {
		return ""
	}
	return change(shortened(g.CI95[0], g.Unit), g.Unit) + " to " + change(shortened(g.CI95[1], g.Unit), g.Unit)
}

// shortened drops digits of a share that say nothing: from 1 % on all beyond a
// tenth of a percent.
func shortened(x float64, unit string) float64 {
	if unit != "share" || math.Abs(x) < 0.01 {
		return x
	}
	return math.Round(x*1000) / 1000
}

// count is what a gate stands on: samples, or blocks of each side, the head's
// first where they are not as many.
func count(g reports.GateResult) string {
	if g.Comparison != nil {
		if uneven(g) {
			return format.Count(g.Head.Blocks) + " and " + plural(g.Baseline.Blocks, "block")
		}
		return plural(g.N, "block")
	}
	return format.Count(g.N)
}

// uneven reports whether one side of a comparison has more blocks.
func uneven(g reports.GateResult) bool {
	return g.Head != nil && g.Baseline != nil && g.Head.Blocks != g.Baseline.Blocks
}

// gateScope names the variant where it is not the recommended one, the level
// where a failure would not fail the run, and whether its samples were doubled.
func (v *View) gateScope(g reports.GateResult) string {
	var parts []string
	subject := v.Subject()
	if g.Variant != nil && (subject == nil || !same(*g.Variant, subject.Variant)) {
		parts = append(parts, "for "+v.Name(*g.Variant))
	}
	if g.Payload != "" {
		parts = append(parts, "payload "+format.Clean(g.Payload))
	}
	if g.Level == "warn" {
		parts = append(parts, "warns only")
	}
	if g.Doubled {
		parts = append(parts, "measured twice as often as planned")
	}
	return strings.Join(parts, ", ")
}

// need says how many samples a gate needs where it had fewer.
func need(g reports.GateResult) string {
	if g.Need <= g.N {
		return ""
	}
	return "needs " + format.Count(g.Need)
}

// GateLines is each gate as one line: verdict, check, what was measured.
func (v *View) GateLines() []Fact {
	var out []Fact
	for _, g := range v.Summary.Gates {
		text := lineOf(g)
		if n := need(g); n != "" {
			text += " (" + n + ")"
		}
		if s := v.gateScope(g); s != "" {
			text += ", " + s
		}
		out = append(out, Fact{Name: Verdict(g.Verdict).Text, Text: format.Clean(g.Check), Note: text})
	}
	return out
}

// lineOf is what a gate was judged by, in a line.
func lineOf(g reports.GateResult) string {
	if g.Comparison != nil {
		return compared(g)
	}
	text := "measured " + format.MaybeGate(g.Value, g.Unit)
	if g.Bound != nil {
		text += ", bound " + format.Gate(*g.Bound, g.Unit)
	}
	return text + ", n " + format.Count(g.N)
}

// compared is "+12 % (+10 % to +14 %, p 0.004; 100 ms → 112 ms), 6 blocks a
// side", or "12 and 6 blocks", or why there is none.
func compared(g reports.GateResult) string {
	if g.Effect == nil {
		return format.Clean(g.Reason)
	}
	cell := measuredBy(g)
	var parts []string
	for _, part := range []string{between(g), cell.Note} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	text := cell.Text + " against the " + g.Versus + " (" + strings.Join(parts, "; ") + "), " + count(g)
	if uneven(g) {
		return text
	}
	return text + " a side"
}

// Warnings are the doubts about the result, cleaned.
func (v *View) Warnings() []Fact {
	var out []Fact
	for _, w := range v.Summary.Warnings {
		out = append(out, Fact{Name: format.Clean(w.Code), Text: format.Clean(w.Text)})
	}
	return out
}

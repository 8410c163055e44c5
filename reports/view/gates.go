package view

import (
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
		{Name: "bound", Number: true}, {Name: "n", Number: true}, {Name: "verdict"},
	}}
	for _, g := range v.Summary.Gates {
		verdict := Verdict(g.Verdict)
		verdict.Note = format.Clean(g.Reason)
		out.Rows = append(out.Rows, Row{Cells: []Cell{
			{Text: format.Clean(g.Check), Note: v.gateScope(g)},
			{Text: format.Gate(g.Limit, g.Unit)},
			{Text: format.MaybeGate(g.Value, g.Unit)},
			{Text: format.MaybeGate(g.Bound, g.Unit)},
			{Text: format.Count(g.N), Note: need(g)},
			verdict,
		}})
	}
	return out
}

// gateScope names the variant where it is not the recommended one, and the
// level where a failure would not fail the run.
func (v *View) gateScope(g reports.GateResult) string {
	var parts []string
	subject := v.Subject()
	if g.Variant != nil && (subject == nil || !same(*g.Variant, subject.Variant)) {
		parts = append(parts, "for "+v.Name(*g.Variant))
	}
	if g.Level == "warn" {
		parts = append(parts, "warns only")
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
		text := "measured " + format.MaybeGate(g.Value, g.Unit)
		if g.Bound != nil {
			text += ", bound " + format.Gate(*g.Bound, g.Unit)
		}
		text += ", n " + format.Count(g.N)
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

// Warnings are the doubts about the result, cleaned.
func (v *View) Warnings() []Fact {
	var out []Fact
	for _, w := range v.Summary.Warnings {
		out = append(out, Fact{Name: format.Clean(w.Code), Text: format.Clean(w.Text)})
	}
	return out
}

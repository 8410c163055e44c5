package markdown

import (
	"fmt"

	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// sections are the parts of the report in their order; each writes itself, or
// nothing where it has nothing to say.
var sections = []func(*document, *view.View){
	answer, keyFigures, deadline, gates, tradeoff, variants, failures, halving, timeout, concurrency, patch, split, cold, scaling, payloads, variation, bills, breakEven, ran, warnings,
}

func answer(d *document, v *view.View) {
	s := v.Summary
	d.paragraph("# ", Escape(s.Scenario.Name))
	if p := v.Partial(); p != "" {
		d.paragraph("> **", Escape(p), "**")
	}
	claim, figures := v.Sentence()
	d.paragraph("**", Escape(claim), "** ", Escape(figures))
	var reasons []string
	for _, r := range v.Reasons() {
		reasons = append(reasons, Escape(r))
	}
	d.list(reasons)
	if n := len(s.Warnings); n > 0 {
		d.paragraph(fmt.Sprintf("%d warning(s) below.", n))
	}
}

// keyFigures are followed by what they assume.
func keyFigures(d *document, v *view.View) {
	t := view.Table{Columns: []view.Column{{Name: "Figure"}, {Name: v.Answer(), Number: true}, {Name: "Remark"}}}
	for _, f := range v.KeyFigures() {
		t.Rows = append(t.Rows, view.Row{Cells: []view.Cell{{Text: f.Name}, {Text: f.Text}, {Text: f.Note}}})
	}
	d.table(t)
	d.heading("What the figures assume")
	d.facts(v.Assumptions())
	logged(d, v)
}

func deadline(d *document, v *view.View) {
	if t := v.Deadline(); len(t.Rows) > 0 {
		d.heading(t.Caption)
		d.table(t)
	}
}

func gates(d *document, v *view.View) {
	if len(v.Summary.Gates) == 0 {
		return
	}
	d.heading("Gates")
	d.table(v.Gates())
}

func tradeoff(d *document, v *view.View) {
	if len(v.Trials) == 0 {
		return
	}
	d.heading(v.Heading())
	if v.Alone() {
		return
	}
	d.paragraph("![", Escape(v.Tradeoff("", chartWidth).Title), "](", ChartFile, ")")
}

func variants(d *document, v *view.View) {
	d.table(v.Variants(false))
	var doubts []string
	for _, f := range v.Doubts() {
		doubts = append(doubts, "**"+Escape(f.Name)+"** "+Escape(f.Text)+": "+Escape(f.Note))
	}
	d.list(doubts)
}

func failures(d *document, v *view.View) { d.long("What went wrong", v.Failures()) }

func halving(d *document, v *view.View) {
	others := v.Alternatives()
	if v.Halving() == "" && len(others.Rows) == 0 {
		return
	}
	d.heading("What halving the latency would cost")
	if text := v.Halving(); text != "" {
		d.paragraph(Escape(text))
	}
	d.table(others)
	if text := v.Weighing(); text != "" {
		d.paragraph(Escape(text))
		d.table(v.Front())
	}
}

func timeout(d *document, v *view.View) {
	d.advised("Time-out", v.Timeout(), v.TimeoutReasons(), v.TimeoutTables())
}

func concurrency(d *document, v *view.View) {
	d.advised("Concurrency", v.Concurrency(), v.ConcurrencyReasons(), nil)
}

// advised writes a piece of advice: what it is, why, and the figures behind it.
func (d *document) advised(title string, facts []view.Fact, reasons []string, behind []view.Table) {
	if len(facts) == 0 {
		return
	}
	d.heading(title)
	d.facts(facts)
	var escaped []string
	for _, r := range reasons {
		escaped = append(escaped, Escape(r))
	}
	d.list(escaped)
	for _, t := range behind {
		d.long(t.Caption, t)
	}
}

func patch(d *document, v *view.View) {
	snippets := v.Patch()
	if len(snippets) == 0 {
		return
	}
	d.folded(view.PatchTitle, func() {
		d.paragraph(Escape(view.PatchNote))
		for _, s := range snippets {
			d.paragraph("**", Escape(s.Title), "**")
			d.code(s.Language, s.Lines)
		}
	})
}

func split(d *document, v *view.View) { d.long("What the cost is made of", v.CostSplit()) }

func cold(d *document, v *view.View) {
	if v.HasCold() {
		d.long("Cold starts", v.Cold())
	}
}

// logged is what a function's log tells of how it runs today.
func logged(d *document, v *view.View) {
	if facts := v.Logged(); len(facts) > 0 {
		d.heading("What the log tells")
		d.facts(facts)
	}
}

func scaling(d *document, v *view.View) {
	if facts := v.Scaling(); len(facts) > 0 {
		d.heading("Scaling")
		d.facts(facts)
	}
}

func payloads(d *document, v *view.View) { d.long("The payloads apart", v.Payloads()) }

func variation(d *document, v *view.View) {
	if facts := v.Variation(); len(facts) > 0 {
		d.heading("How much invocations vary")
		d.facts(facts)
	}
}

func bills(d *document, v *view.View) {
	for _, b := range v.Bills() {
		d.long("The bill: "+b.Caption, b)
	}
}

func breakEven(d *document, v *view.View) {
	facts := v.BreakEven()
	if len(facts) == 0 {
		return
	}
	d.heading("Break-even")
	d.facts(facts)
	for _, t := range v.BreakEvenTables() {
		d.long(t.Caption, t)
	}
	var doubts []string
	for _, w := range v.BreakEvenWarnings() {
		doubts = append(doubts, Escape(w))
	}
	d.list(doubts)
}

// long writes a table that few will read so that it opens on a click.
func (d *document) long(title string, t view.Table) {
	if len(t.Rows) > 0 {
		d.folded(title, func() { d.table(t) })
	}
}

func ran(d *document, v *view.View) {
	d.folded("What was run, and how to repeat it", func() {
		d.facts(v.Ran())
		var lines []string
		for _, c := range v.Commands() {
			lines = append(lines, c.Text+"   # "+c.Does)
		}
		d.code("sh", lines)
	})
}

func warnings(d *document, v *view.View) {
	if len(v.Summary.Warnings) == 0 {
		return
	}
	d.heading("Warnings")
	var out []string
	for _, w := range v.Warnings() {
		out = append(out, Escape(w.Text)+" ("+Escape(w.Name)+")")
	}
	d.list(out)
}

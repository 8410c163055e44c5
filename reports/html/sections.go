package html

import (
	"html/template"
	"strings"

	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// section is a part of the report below the answer. data is what its template,
// of the name id.gohtml, is given; nil leaves the section out.
type section struct {
	id    string
	short string // the title in the list of contents; "" for the title itself
	title func(*view.View) string
	data  func(*view.View, *view.Evidence) any
}

// sections are in the order of the page: evidence first, then detail, then how
// to repeat it.
var sections = []section{
	{"log", "The log", titled("What the log tells"), logged},
	{"deadline", "Deadline", func(v *view.View) string { return v.Deadline().Caption }, deadline},
	{"gates", "", titled("Gates"), gates},
	{"tradeoff", "Cost and latency", (*view.View).Heading, tradeoff},
	{"split", "Cost split", titled("What the cost is made of"), split},
	{"cold", "", titled("Cold starts"), cold},
	{"distribution", "Distribution", titled("Distribution of latency"), distribution},
	{"timeline", "", titled("Timeline"), timeline},
	{"failures", "Errors", titled("What went wrong"), failures},
	{"scaling", "", titled("Scaling"), scaling},
	{"payloads", "Payloads", titled("The payloads apart"), payloads},
	{"variation", "Variation", titled("How much invocations vary"), variation},
	{"variants", "", titled("All variants"), variants},
	{"halving", "More speed", titled("What halving the latency would cost"), halving},
	{"breakeven", "", titled("Break-even"), breakEven},
	{"bill", "The bill", titled("The bill of the pick"), bill},
	{"timeout", "", titled("Time-out"), timeout},
	{"concurrency", "", titled("Concurrency"), concurrency},
	{"patch", "", titled(view.PatchTitle), patch},
	{"run", "What was run", titled("What was run"), run},
	{"warnings", "", titled("Warnings"), warnings},
}

func titled(title string) func(*view.View) string {
	return func(*view.View) string { return title }
}

// head is the top of the page: what was run, and when.
type head struct {
	Name, Description, When string
	Warnings                int
}

func newHead(v *view.View) head {
	return head{
		Name: format.Clean(v.Summary.Scenario.Name), Description: format.Clean(v.Summary.Scenario.Description),
		When: format.Instant(v.Summary.Run.StartedAt), Warnings: len(v.Summary.Warnings),
	}
}

// answer is what the reader came for: the answer, key figures, assumptions.
type answer struct {
	Partial          string
	Claim, Figures   string
	Reasons          []string
	Key, Assumptions []view.Fact
	KeyTitle         string
	NoAnswer         bool
}

func newAnswer(v *view.View) answer {
	a := answer{
		Partial: v.Partial(), Reasons: v.Reasons(), Key: v.KeyFigures(), Assumptions: v.Assumptions(),
		NoAnswer: v.Subject() == nil, KeyTitle: "Key figures of the pick",
	}
	if v.Summary.Recommendation.MeasuredOnly {
		a.KeyTitle = "Key figures"
	}
	a.Claim, a.Figures = v.Sentence()
	return a
}

// table is a table, with the sentence that a folded one shows.
type table struct {
	view.Table
	Folded string
}

// figure is a chart in a wide and a narrow form, of which the style shows the
// one that fits, with the table behind it. Without a narrow form the wide one
// is shown on every screen; without both there is the table alone.
type figure struct {
	Wide, Narrow template.HTML
	Table        *table
}

// The widths that charts are drawn for, in px.
const (
	wide   = 920
	narrow = 328
)

// twiceMost is how many bytes the two forms of a chart may have. One of many
// variants is drawn once, and scrolls where it is wider than the page.
const twiceMost = 40_000

// rowsMost is how many variants a chart with a row for each may have; beyond it
// the table is easier to read, and the page stays small.
const rowsMost = 60

// rowed is the figure of a chart with a row for each variant.
func rowed(draw func(id string, width float64) string, behind view.Table, id string) figure {
	if len(behind.Rows) > rowsMost {
		return figure{Table: &table{Table: behind}}
	}
	return drawn(draw, behind, id)
}

// drawn is a figure of charts that package chart made; it escapes all text.
func drawn(draw func(id string, width float64) string, behind view.Table, id string) figure {
	f := charted(draw, id)
	f.Table = &table{behind, "The numbers behind this chart"}
	return f
}

// charted is a figure whose table stands elsewhere in its section.
func charted(draw func(id string, width float64) string, id string) figure {
	f := figure{Wide: template.HTML(draw(id, wide)), Narrow: template.HTML(draw(id+"-narrow", narrow))}
	if len(f.Wide)+len(f.Narrow) > twiceMost {
		return f.once()
	}
	return f
}

// once is the figure in its wide form alone.
func (f figure) once() figure {
	f.Wide = template.HTML(strings.Replace(string(f.Wide), `class="c"`, `class="c big"`, 1))
	f.Narrow = ""
	return f
}

func deadline(v *view.View, _ *view.Evidence) any {
	t := v.Deadline()
	if len(t.Rows) == 0 {
		return nil
	}
	return table{Table: t}
}

func gates(v *view.View, _ *view.Evidence) any {
	if len(v.Summary.Gates) == 0 {
		return nil
	}
	return table{Table: v.Gates()}
}

func tradeoff(v *view.View, _ *view.Evidence) any {
	if len(v.Trials) == 0 || v.Alone() {
		return nil
	}
	draw := func(id string, width float64) string { return v.Tradeoff(id, width).SVG() }
	return struct {
		Figure             figure
		Signs, NarrowSigns string
		Doubts             []view.Fact
	}{
		drawn(draw, v.Variants(false), "tradeoff-chart"),
		strings.Join(v.Tradeoff("", wide).Signs(), " · "),
		strings.Join(v.Tradeoff("", narrow).Signs(), " · "),
		v.Doubts(),
	}
}

func halving(v *view.View, _ *view.Evidence) any {
	others := v.Alternatives()
	if v.Halving() == "" && len(others.Rows) == 0 {
		return nil
	}
	return struct {
		Text     string
		Table    table
		Weighing string
		Front    table
	}{v.Halving(), table{Table: others}, v.Weighing(), table{Table: v.Front()}}
}

func timeout(v *view.View, _ *view.Evidence) any {
	return advised(v.Timeout(), v.TimeoutReasons(), v.TimeoutTables())
}

func concurrency(v *view.View, _ *view.Evidence) any {
	return advised(v.Concurrency(), v.ConcurrencyReasons(), nil)
}

// advised is a piece of advice: what it is, why, and the figures behind it.
func advised(facts []view.Fact, reasons []string, behind []view.Table) any {
	if len(facts) == 0 {
		return nil
	}
	return struct {
		Facts   []view.Fact
		Reasons []string
		Tables  []table
	}{facts, reasons, tables(behind)}
}

func patch(v *view.View, _ *view.Evidence) any {
	snippets := v.Patch()
	if len(snippets) == 0 {
		return nil
	}
	return struct {
		Note     string
		Snippets []view.Snippet
	}{view.PatchNote, snippets}
}

func split(v *view.View, _ *view.Evidence) any {
	behind := v.CostSplit()
	if len(behind.Rows) == 0 {
		return nil
	}
	return rowed(func(id string, width float64) string { return v.CostSplitChart(id, width).SVG() }, behind, "split-chart")
}

func logged(v *view.View, _ *view.Evidence) any {
	facts := v.Logged()
	if facts == nil {
		return nil
	}
	return facts
}

func scaling(v *view.View, _ *view.Evidence) any {
	facts := v.Scaling()
	if facts == nil {
		return nil
	}
	return facts
}

func payloads(v *view.View, _ *view.Evidence) any {
	t := v.Payloads()
	if len(t.Rows) == 0 {
		return nil
	}
	return table{Table: t}
}

func variation(v *view.View, _ *view.Evidence) any {
	facts := v.Variation()
	if facts == nil {
		return nil
	}
	return facts
}

func variants(v *view.View, _ *view.Evidence) any {
	if len(v.Trials) == 0 {
		return nil
	}
	return table{Table: v.Variants(true)}
}

func failures(v *view.View, _ *view.Evidence) any {
	t := v.Failures()
	if len(t.Rows) == 0 {
		return nil
	}
	return table{Table: t}
}

func bill(v *view.View, _ *view.Evidence) any {
	if out := tables(v.Bills()); out != nil {
		return out
	}
	return nil
}

func tables(all []view.Table) []table {
	var out []table
	for _, t := range all {
		out = append(out, table{Table: t})
	}
	return out
}

func breakEven(v *view.View, _ *view.Evidence) any {
	facts := v.BreakEven()
	if len(facts) == 0 {
		return nil
	}
	return struct {
		Facts    []view.Fact
		Tables   []table
		Warnings []string
	}{facts, tables(v.BreakEvenTables()), v.BreakEvenWarnings()}
}

func run(v *view.View, _ *view.Evidence) any {
	return struct {
		Facts    []view.Fact
		Commands []view.Command
	}{v.Ran(), v.Commands()}
}

func warnings(v *view.View, _ *view.Evidence) any {
	if len(v.Summary.Warnings) == 0 {
		return nil
	}
	return v.Warnings()
}

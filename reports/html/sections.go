package html

import (
	"fmt"
	"html/template"
	"slices"
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
	{"gates", "", titled("Gates"), gates},
	{"deadline", "Deadline", func(v *view.View) string { return v.Deadline().Caption }, deadline},
	{"capacity", "", titled(view.CapacityTitle), capacity},
	{"tradeoff", "Cost and latency", (*view.View).Heading, tradeoff},
	{"split", "Cost split", titled("What the cost is made of"), split},
	{"cold", "", titled("Cold starts"), cold},
	{"distribution", "Distribution", titled("Distribution of latency"), distribution},
	{"timeline", "", titled("Timeline"), timeline},
	{"failures", "Errors", titled("What went wrong"), failures},
	{"scaling", "", titled("Scaling"), scaling},
	{"gateway", "", titled("Gateway"), passage},
	{"tasks", "", titled("Tasks"), tasks},
	{"payloads", "Payloads", titled("The payloads apart"), payloads},
	{"variation", "Variation", titled("How much invocations vary"), variation},
	{"front", "Worth weighing", titled("What more speed costs"), front},
	{"breakeven", "", (*view.View).BreakEvenTitle, breakEven},
	{"month", "Cost per month", titled("Cost of a month"), month},
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
	Gates                   string // how they were judged; "" without any
	Warnings                int
}

func newHead(v *view.View) head {
	h := head{
		Name:        format.Short(format.Clean(v.Summary.Scenario.Name), mostText),
		Description: format.Short(format.Clean(v.Summary.Scenario.Description), 2*mostText),
		When:        format.Instant(v.Summary.Run.StartedAt), Warnings: len(v.Summary.Warnings),
	}
	if t := v.Tally(); t.Total() > 0 {
		h.Gates = t.Words()
	}
	return h
}

// answer is what the reader came for: the answer, key figures, assumptions.
type answer struct {
	Outcome          view.Cell
	Partial          string
	Claim, Figures   string
	Sure, Reasons    []string
	TestCost         string
	Key, Assumptions []view.Fact
	KeyTitle         string
	NoAnswer         bool
	Doubtful         bool // it rests on invalid measurements
}

func newAnswer(v *view.View) answer {
	a := answer{
		Outcome: v.Outcome(), Partial: v.Partial(), Sure: v.Sureness(), TestCost: v.TestCost(), Reasons: v.Reasons(), Key: v.KeyFigures(), Assumptions: v.Assumptions(),
		NoAnswer: v.Subject() == nil, KeyTitle: "Key figures of the pick",
	}
	if v.Summary.Recommendation.MeasuredOnly {
		a.KeyTitle = "Key figures"
	}
	if t := v.Subject(); t != nil {
		a.Doubtful = !t.Valid
	}
	a.Claim, a.Figures = v.Headline()
	return a
}

// figure is a chart in a wide and a narrow form, of which the style shows the
// one that fits, with the table behind it. Without a narrow form the wide one
// is shown on every screen; without both there is the table alone.
type figure struct {
	Wide, Narrow template.HTML
	Note         string // what it does not show; "" for nothing
	Table        *table
}

// The widths that charts are drawn for, in px.
const (
	wide   = 920
	narrow = 328
)

// twiceMost is how many bytes the two forms of a chart may have. One of many
// variants is drawn once, and scrolls where it is wider than the page.
const twiceMost = 100_000

// rowsMost is how many variants a chart with a row for each may have; beyond it
// the table is easier to read, and the page stays small.
const rowsMost = 60

// rowed is the figure of a chart with a row for each variant.
func rowed(draw func(id string, width float64) string, behind view.Table, id string) figure {
	if len(behind.Rows) > rowsMost {
		t := whole(behind)
		return figure{Table: &t}
	}
	return drawn(draw, behind, id)
}

// omitting is the figure of a chart of View.Shown, which says that it leaves out
// variants. Of so many that even the widest chart does, it has one form alone.
func omitting(v *view.View, f figure) figure {
	f.Note = v.Omitted(view.MostRows)
	if len(v.Trials) > view.MostColumns {
		return f.once()
	}
	return f
}

// charted is a figure that package chart draws, which escapes all text; its table
// stands elsewhere in its section.
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

// behindChart opens the table of a figure.
const behindChart = "The numbers behind this chart"

// drawn is a figure with the table behind it.
func drawn(draw func(id string, width float64) string, behind view.Table, id string) figure {
	f := charted(draw, id)
	t := folded(behind, behindChart)
	f.Table = &t
	return f
}

func deadline(v *view.View, _ *view.Evidence) any {
	t := v.Deadline()
	if len(t.Rows) == 0 {
		return nil
	}
	return long(t)
}

func gates(v *view.View, _ *view.Evidence) any {
	if len(v.Summary.Gates) == 0 {
		return nil
	}
	all := v.Gates()
	if len(all.Rows) <= mostItems {
		return []table{whole(all)}
	}
	by := map[view.Tone][]view.Row{}
	for _, r := range all.Rows {
		tone := r.Cells[len(r.Cells)-1].Tone
		by[tone] = append(by[tone], r)
	}
	open, held := slices.Concat(by[view.Bad], by[view.Unsure]), by[view.Good]
	shown := min(len(open), mostItems)
	return slices.Concat(
		someGates(all, "Gates that fail or are open", "", open[:shown]),
		someGates(all, "More gates that fail or are open", "%s more of %s gates fail or are open", open[shown:]),
		someGates(all, "Gates that hold", "%s of %s gates hold", held),
	)
}

// someGates is a table of some of the gates, folded where there is a sentence
// for it; none without rows.
func someGates(all view.Table, caption, sentence string, rows []view.Row) []table {
	if len(rows) == 0 {
		return nil
	}
	total := len(all.Rows)
	all.Caption, all.Rows = caption, rows
	if sentence == "" {
		return []table{whole(all)}
	}
	return []table{foldedTo(mostItems, all, fmt.Sprintf(sentence, format.Count(len(rows)), format.Count(total)))}
}

func tradeoff(v *view.View, _ *view.Evidence) any {
	if len(v.Trials) == 0 || v.Alone() {
		return nil
	}
	draw := func(id string, width float64) string { return v.Tradeoff(id, width).SVG() }
	f := charted(draw, "tradeoff-chart")
	behind := foldedTo(view.MostColumns, v.Variants(true), behindChart)
	behind.Keep, f.Table = true, &behind
	return struct {
		Figure             figure
		Signs, NarrowSigns string
		Doubts             list
		Points, Omitted    string
	}{
		f,
		strings.Join(v.Tradeoff("", wide).Signs(), " · "),
		strings.Join(v.Tradeoff("", narrow).Signs(), " · "),
		listed(v.Doubts()),
		v.PointsNote(),
		v.Omitted(view.MostColumns),
	}
}

func front(v *view.View, _ *view.Evidence) any {
	others := v.Alternatives()
	if v.Halving() == "" && len(others.Rows) == 0 {
		return nil
	}
	out := struct {
		Figure   *figure
		Text     string
		Table    table
		Weighing string
		Front    table
	}{Text: v.Halving(), Table: whole(others), Weighing: v.Weighing(), Front: whole(v.Front())}
	if len(v.FrontChart("", wide).Spots) > 1 {
		f := drawn(func(id string, width float64) string { return v.FrontChart(id, width).SVG() }, v.Spots(), "front-chart")
		f.Note, out.Figure = v.Omitted(2*view.MostRows), &f
	}
	return out
}

// capacity is what a search has found: the capacities, and the probes of one
// variant.
func capacity(v *view.View, _ *view.Evidence) any {
	if v.Probed() == nil {
		return nil
	}
	f := drawn(func(id string, width float64) string { return v.CapacityChart(id, width).SVG() }, v.Probes(), "capacity-chart")
	f.Note = v.CapacityNote()
	return struct {
		Sentences []string
		Table     table
		Figure    figure
	}{v.CapacitySentences(), whole(v.Capacities()), f}
}

func month(v *view.View, _ *view.Evidence) any {
	behind := v.Month()
	if len(behind.Rows) == 0 {
		return nil
	}
	return omitting(v, drawn(func(id string, width float64) string { return v.MonthChart(id, width).SVG() }, behind, "month-chart"))
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
	snippets, note := v.Patch(), v.NoPatch()
	if len(snippets) == 0 && note == "" {
		return nil
	}
	if note == "" {
		note = v.PatchNote() + " A click selects one as a whole."
	}
	return struct {
		Note     string
		Snippets []view.Snippet
	}{note, snippets}
}

func split(v *view.View, _ *view.Evidence) any {
	behind := v.CostSplit()
	if len(behind.Rows) == 0 {
		return nil
	}
	return omitting(v, drawn(func(id string, width float64) string { return v.CostSplitChart(id, width).SVG() }, behind, "split-chart"))
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

func passage(v *view.View, _ *view.Evidence) any {
	facts := v.Gateways()
	if facts == nil {
		return nil
	}
	return facts
}

func tasks(v *view.View, _ *view.Evidence) any {
	facts := v.Tasks()
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
	return long(t)
}

func variation(v *view.View, _ *view.Evidence) any {
	facts := v.Variation()
	if facts == nil {
		return nil
	}
	return facts
}

func failures(v *view.View, _ *view.Evidence) any {
	t := v.Failures()
	if len(t.Rows) == 0 {
		return nil
	}
	return long(t)
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
		out = append(out, long(t))
	}
	return out
}

func breakEven(v *view.View, _ *view.Evidence) any {
	facts := v.BreakEven()
	if len(facts) == 0 {
		return nil
	}
	out := struct {
		Figures  []figure
		Facts    []view.Fact
		Tables   []table // of a summary without curves
		Warnings []string
	}{Facts: facts, Warnings: v.BreakEvenWarnings()}
	behind := v.BreakEvenTables()
	for i, side := range []view.Basis{view.AsDeployed, view.ComputeOnly} {
		if len(v.BreakEvenChart(side, "", wide).Traces) > 0 {
			draw := func(id string, width float64) string { return v.BreakEvenChart(side, id, width).SVG() }
			out.Figures = append(out.Figures, drawn(draw, behind[i], []string{"breakeven-chart", "breakeven-bare-chart"}[i]))
		}
	}
	if len(out.Figures) == 0 {
		out.Tables = tables(behind)
	}
	return out
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
	return listed(v.Warnings())
}

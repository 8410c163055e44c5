package markdown

import (
	"strings"

	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// story is what a report tells of a run.
type story struct {
	*view.View
	name    string         // among several runs: of the scenario, and of the run where it has several
	samples *view.Evidence // nil where they were not read
	charts  bool           // their files lie beside the report
}

// parts are those of the story in their order: the answer, what it assumes and
// whether it holds, then the evidence, then how to repeat it.
func (s *story) parts() []part {
	return []part{
		{"The answer", always, s.answer},
		{"The key figures", always, s.keyFigures},
		{"What the figures assume", evidence, s.assumptions},
		{"What the log tells", advice, s.logged},
		{s.Deadline().Caption, advice, s.deadline},
		{"Gates", always, s.gates},
		{"Gates that pass", detail, s.passed},
		{view.CapacityTitle, evidence, s.capacity},
		{"The probes", raw, s.probes},
		{s.Heading(), evidence, s.tradeoff},
		{"What went wrong", always, s.failures},
		{"What halving the latency would cost", advice, s.halving},
		{"What the cost is made of", detail, s.split},
		{"Cold starts", detail, s.cold},
		{"Distribution of latency", detail, s.distribution},
		{"Time-out", advice, s.timeout},
		{"The figures behind the time-out", raw, s.timeoutTables},
		{"Concurrency", advice, s.concurrency},
		{"Scaling", detail, s.scaling},
		{"Gateway", detail, s.passage},
		{"Tasks", detail, s.tasks},
		{"The payloads apart", detail, s.payloads},
		{"How much invocations vary", detail, s.variation},
		{"All variants, every figure", raw, s.variants},
		{s.BreakEvenTitle(), advice, s.breakEven},
		{"The bill", raw, s.bills},
		{view.PatchTitle, advice, s.patch},
		{"What was run, and how to repeat it", advice, s.ran},
		{"Warnings", evidence, s.warnings},
		{"The other warnings", raw, s.otherWarnings},
	}
}

func (s *story) answer(d *document) {
	if o := s.Outcome(); o.Text != "" {
		d.paragraph(d.bold(o.Text))
	}
	if p := s.Partial(); p != "" {
		d.paragraph("> ", d.bold(p))
	}
	claim, figures := s.Headline()
	d.paragraph(d.bold(claim), " ", d.text(figures))
	if sure := s.Sureness(); len(sure) > 0 {
		d.paragraph("**How sure:** ", d.text(strings.Join(sure, " ")))
	}
	d.paragraph("**The test took:** ", d.text(s.TestCost()))
	if t := s.Tally(); t.Total() > 0 {
		d.paragraph("**Gates:** ", t.Words())
	}
	d.first(s.Reasons(), "reasons")
	switch n := len(s.Summary.Warnings); n {
	case 0:
	case 1:
		d.paragraph("One warning below.")
	default:
		d.paragraph(format.Count(n), " warnings below.")
	}
}

func (s *story) keyFigures(d *document) {
	t := view.Table{Columns: []view.Column{{Name: "Figure"}, {Name: s.Answer(), Number: true}, {Name: "Remark"}}}
	for _, f := range s.KeyFigures() {
		t.Rows = append(t.Rows, view.Row{Cells: []view.Cell{{Text: f.Name}, {Text: f.Text}, {Text: f.Note}}})
	}
	d.table(t)
}

func (s *story) assumptions(d *document) {
	d.heading("What the figures assume")
	d.facts(s.Assumptions())
}

// logged is what a function's log tells of how it runs today.
func (s *story) logged(d *document) { d.stated("What the log tells", s.Logged()) }

func (s *story) deadline(d *document) {
	if t := s.Deadline(); len(t.Rows) > 0 {
		d.heading(d.text(t.Caption))
		d.table(t)
	}
}

// mostVariants is how many variants are shown without a click.
const mostVariants = 12

// tradeoff is cost and latency over the variants: as a chart where there can be
// one, and in numbers.
func (s *story) tradeoff(d *document) {
	if len(s.Trials) == 0 {
		return
	}
	d.heading(d.text(s.Heading()))
	if s.charts && !s.Alone() {
		d.picture(s.Tradeoff("", chartWidth).Title, ChartFile)
	}
	if t := s.Variants(false); len(t.Rows) <= mostVariants {
		d.table(t)
	} else {
		d.long(t.Caption, t)
	}
	var doubts []string
	for _, f := range s.Doubts() {
		doubts = append(doubts, d.bold(f.Name)+" "+d.text(f.Text)+": "+d.text(f.Note))
	}
	if len(doubts) > mostVariants {
		d.folded(format.Count(len(doubts))+" variants out of the question", func() { d.list(doubts) })
		return
	}
	d.list(doubts)
}

// capacity is what a search has found.
func (s *story) capacity(d *document) {
	t := s.Capacities()
	if len(t.Rows) == 0 {
		return
	}
	d.heading(view.CapacityTitle)
	for _, text := range s.CapacitySentences() {
		d.paragraph(d.text(text))
	}
	if s.charts {
		d.picture(s.CapacityChart("", chartWidth).Title, capacityFile)
	}
	d.table(t)
}

func (s *story) probes(d *document) { d.long("The probes", s.Probes()) }

func (s *story) failures(d *document) {
	if t := s.Failures(); len(t.Rows) > 0 {
		d.heading("What went wrong")
		d.top(t, "kinds of failure")
	}
}

func (s *story) halving(d *document) {
	others := s.Alternatives()
	if s.Halving() == "" && len(others.Rows) == 0 {
		return
	}
	d.heading("What halving the latency would cost")
	if text := s.Halving(); text != "" {
		d.paragraph(d.text(text))
	}
	d.table(others)
	if text := s.Weighing(); text != "" {
		d.paragraph(d.text(text))
		d.long(s.Front().Caption, s.Front())
	}
}

func (s *story) split(d *document) {
	s.charted(d, "What the cost is made of", s.CostSplit(), splitFile)
}

func (s *story) cold(d *document) {
	if s.HasCold() {
		s.charted(d, "Cold starts", s.Cold(), coldFile)
	}
}

func (s *story) distribution(d *document) {
	if s.samples != nil && s.samples.Latency != nil {
		s.charted(d, "Distribution of latency", s.samples.Latency.Table(), latencyFile)
	}
}

// charted writes a table with its chart so that both open on a click.
func (s *story) charted(d *document, title string, t view.Table, file string) {
	if len(t.Rows) == 0 {
		return
	}
	d.folded(title, func() {
		if s.charts {
			d.picture(t.Caption, file)
		}
		d.table(t)
	})
}

func (s *story) timeout(d *document) { d.advised("Time-out", s.Timeout(), s.TimeoutReasons()) }

func (s *story) timeoutTables(d *document) {
	if len(s.Timeout()) == 0 {
		return
	}
	for _, t := range s.TimeoutTables() {
		d.long(t.Caption, t)
	}
}

func (s *story) concurrency(d *document) {
	d.advised("Concurrency", s.Concurrency(), s.ConcurrencyReasons())
}

// advised writes a piece of advice, and why so that it opens on a click.
func (d *document) advised(title string, facts []view.Fact, reasons []string) {
	if len(facts) == 0 {
		return
	}
	d.stated(title, facts)
	if len(reasons) > 0 {
		d.folded("Why", func() { d.list(d.texts(reasons)) })
	}
}

// stated writes statements under a heading, nothing without any.
func (d *document) stated(title string, facts []view.Fact) {
	if len(facts) > 0 {
		d.heading(title)
		d.facts(facts)
	}
}

func (s *story) passage(d *document) { d.stated("Gateway", s.Gateways()) }

func (s *story) tasks(d *document) { d.stated("Tasks", s.Tasks()) }

func (s *story) scaling(d *document) { d.stated("Scaling", s.Scaling()) }

func (s *story) payloads(d *document) { d.long("The payloads apart", s.Payloads()) }

func (s *story) variation(d *document) { d.stated("How much invocations vary", s.Variation()) }

func (s *story) variants(d *document) {
	if !s.Servers { // of them the other table has every figure
		d.long("All variants, every figure", s.Variants(true))
	}
}

func (s *story) breakEven(d *document) {
	facts := s.BreakEven()
	if len(facts) == 0 {
		return
	}
	d.stated(s.BreakEvenTitle(), facts)
	for _, t := range s.BreakEvenTables() {
		d.long(t.Caption, t)
	}
	d.list(d.texts(s.BreakEvenWarnings()))
}

func (s *story) bills(d *document) {
	for _, b := range s.Bills() {
		d.long("The bill: "+b.Caption, b)
	}
}

func (s *story) patch(d *document) {
	if note := s.NoPatch(); note != "" {
		d.paragraph(Escape(note))
		return
	}
	snippets := s.Patch()
	if len(snippets) == 0 {
		return
	}
	d.folded(view.PatchTitle, func() {
		d.paragraph(Escape(s.PatchNote()))
		for _, snippet := range snippets {
			d.paragraph("**", Escape(snippet.Title), "**")
			d.code(snippet.Language, snippet.Lines)
		}
	})
}

func (s *story) ran(d *document) {
	d.folded("What was run, and how to repeat it", func() {
		d.facts(s.Ran())
		var lines []string
		for _, c := range s.Commands() {
			lines = append(lines, c.Text+"   # "+c.Does)
		}
		d.code("sh", lines)
	})
}

// mostWarnings is how many warnings are shown without a click.
const mostWarnings = 20

func (s *story) warnings(d *document) {
	if all := s.warningTexts(d); len(all) > 0 {
		d.heading("Warnings")
		d.list(all[:min(len(all), mostWarnings)])
	}
}

func (s *story) otherWarnings(d *document) {
	if all := s.warningTexts(d); len(all) > mostWarnings {
		more := all[mostWarnings:]
		d.folded(format.Count(len(more))+" more warnings", func() { d.list(more) })
	}
}

func (s *story) warningTexts(d *document) []string {
	var out []string
	for _, w := range s.Warnings() {
		out = append(out, d.text(w.Text)+" ("+d.text(w.Name)+")")
	}
	return out
}

package markdown

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// CombinedMarker is the first line of Combined. No scenario has its name.
const CombinedMarker = "<!-- sweetspot:_combined -->"

// Combined writes one comment for several runs: a table of the verdicts, the
// worst first where there is not room for all, what failed, and the story of each
// run, which opens on a click. The stories share what room there is.
func Combined(w io.Writer, summaries ...*reports.Summary) error {
	c := &combination{title: format.Count(len(summaries)) + " scenarios"}
	named := map[string]int{}
	for _, s := range summaries {
		named[s.Scenario.Name]++
	}
	for _, s := range summaries {
		r := &story{View: view.New(s), name: format.Clean(s.Scenario.Name)}
		if named[s.Scenario.Name] > 1 {
			r.name, c.title = format.Clean(s.Scenario.Name+" "+s.Run.ID), format.Count(len(summaries))+" runs"
		}
		c.runs = append(c.runs, r)
	}
	slices.SortStableFunc(c.runs, func(a, b *story) int { return cmp.Compare(gravity(a), gravity(b)) })
	parts := []part{{"The verdicts", always, c.verdicts}, {"What does not hold", always, c.failures}}
	head, ok := fit(parts, 2, Limit/2)
	if !ok {
		return fmt.Errorf("the verdicts of %d runs do not fit into %d bytes", len(summaries), Limit/2)
	}
	_, err := io.WriteString(w, head+c.stories(Limit-len(head)))
	return err
}

// combination is several runs, the worst first.
type combination struct {
	title string
	runs  []*story
}

// outcome is what a run came to: a verdict with its sign, and how several of
// them are counted.
type outcome struct{ sign, counted string }

// outcomes, the worst first.
var (
	partial      = outcome{"! partial", "partial"}
	noAnswer     = outcome{"✕ no answer", "without an answer"}
	failed       = outcome{view.Verdict(reports.Fail).Text, "failed"}
	inconclusive = outcome{view.Verdict(reports.Inconclusive).Text, "inconclusive"}
	passed       = outcome{view.Verdict(reports.Pass).Text, "passed"}
	noGates      = outcome{"– no gates", "without gates"}
	outcomes     = []outcome{partial, noAnswer, failed, inconclusive, passed, noGates}
)

func outcomeOf(s *story) outcome {
	code := s.Summary.ExitCode("")
	switch {
	case !s.Summary.Run.Complete:
		return partial
	case code == reports.ExitNoAnswer:
		return noAnswer
	case s.Tally().Total() == 0:
		return noGates
	case code == reports.ExitFailed:
		return failed
	case code == reports.ExitInconclusive:
		return inconclusive
	}
	return passed
}

// gravity orders runs, the worst first.
func gravity(s *story) int { return slices.Index(outcomes, outcomeOf(s)) }

// verdicts is a row for each run under a sentence on all.
func (c *combination) verdicts(d *document) {
	d.line(CombinedMarker)
	d.paragraph("# ", d.text(c.title))
	t := view.Table{Columns: []view.Column{
		{Name: "scenario"}, {Name: "verdict"}, {Name: "answer"}, {Name: "per million", Number: true}, {Name: "p95", Number: true}, {Name: "gates"},
	}}
	counts := map[outcome]int{}
	for _, s := range c.runs {
		o := outcomeOf(s)
		counts[o]++
		t.Rows = append(t.Rows, view.Row{Cells: append([]view.Cell{{Text: s.name}, {Text: o.sign}}, s.pickCells()...)})
	}
	var words []string
	for _, o := range outcomes {
		if counts[o] > 0 {
			words = append(words, format.Count(counts[o])+" "+o.counted)
		}
	}
	d.paragraph(d.bold(strings.Join(words, ", ")))
	d.top(t, "runs")
}

// pickCells are the answer of a run, its cost and its p95, and its gates.
func (s *story) pickCells() []view.Cell {
	out := []view.Cell{{Text: format.None}, {Text: format.None}, {Text: format.None}, {Text: s.Tally().Words()}}
	if t := s.Subject(); t != nil {
		out[0].Text, out[2].Text = t.Name, format.MaybeDuration(t.Latency.P95)
		if t.Cost != nil {
			out[1].Text = format.Money(t.Cost.PerMillion, t.Cost.Currency)
		}
	}
	return out
}

// failures lists the runs without an answer and the gates that do not pass, those
// that failed first.
func (c *combination) failures(d *document) {
	var items, unsure []string
	for _, s := range c.runs {
		if p := s.Partial(); p != "" {
			items = append(items, s.name+": "+p)
		}
		if !s.Summary.Recommendation.Answered() {
			items = append(items, s.name+": "+s.Summary.Recommendation.Sentence)
		}
		for i, row := range s.Gates().Rows {
			gate, verdict := row.Cells[0], row.Cells[len(row.Cells)-1]
			item := s.name + ": " + verdict.Text + ": " + gate.Text + scoped(gate.Note) + ": " + verdict.Note
			switch s.Summary.Gates[i].Verdict {
			case reports.Pass:
			case reports.Fail:
				items = append(items, item)
			default:
				unsure = append(unsure, item)
			}
		}
	}
	if items = append(items, unsure...); len(items) > 0 {
		d.heading("What does not hold")
		d.first(items, "that do not hold")
	}
}

func scoped(note string) string {
	if note == "" {
		return ""
	}
	return " (" + note + ")"
}

// leastStory is the room below which a story tells too little, in bytes.
const leastStory = 2_500

// stories are those of the runs within limit bytes, the worst ones where there
// is not room for all. What one does not need is left to those after it.
func (c *combination) stories(limit int) string {
	const noteRoom = 200
	room := limit - noteRoom
	told := min(len(c.runs), room/leastStory)
	short := append([]*story(nil), c.runs[:told]...)
	wholes := map[*story]string{}
	for _, s := range short {
		wholes[s] = s.folded(Limit)
	}
	slices.SortStableFunc(short, func(a, b *story) int { return cmp.Compare(len(wholes[a]), len(wholes[b])) })
	for i, s := range short {
		share := room / (len(short) - i)
		if len(wholes[s]) > share {
			wholes[s] = s.folded(share)
		}
		room -= len(wholes[s])
	}
	out, left := "", len(c.runs)-told
	for _, s := range c.runs[:told] {
		if wholes[s] == "" {
			left++
		}
		out += wholes[s]
	}
	return out + write(measures[0], 2, func(d *document) { d.more(left, "stories of runs") })
}

// folded is the story of a run in at most limit bytes, so that it opens on a
// click; "" where there is not room for it.
func (s *story) folded(limit int) string {
	title := s.name + ": " + outcomeOf(s).sign
	around := func(inner string) string {
		return write(measures[2], 3, func(d *document) {
			d.folded(title, func() { d.WriteString(inner) })
		})
	}
	text, ok := fit(s.parts(), 3, limit-len(around("")))
	if !ok {
		return ""
	}
	return around(text)
}

package markdown

import (
	"io"
	"slices"

	"github.com/sweetspot-bench/sweetspot/reports/compare"
	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// mostCompared is how many rows of a comparison are all shown without a click;
// of more, only those are that decide and are not without change. Where there
// were too few blocks to judge, only what decides is.
const mostCompared = 40

// Comparison writes a comparison of two runs, the verdict first, with a marker
// of its own as the first line.
func Comparison(w io.Writer, r *compare.Result) error {
	c := &comparison{r, r.Table(), r.Notes()}
	return output(w, []part{
		{"The verdict", always, c.verdict},
		{"Base and head", always, c.decisive},
		{"All statistics", detail, c.table},
		{"Notes", evidence, c.notes},
		{"The other notes", raw, c.otherNotes},
		{"The runs", evidence, c.runs},
	})
}

type comparison struct {
	*compare.Result
	all   view.Table
	noted []string
}

func (c *comparison) verdict(d *document) {
	d.line(Marker(c.Head.Scenario + "-compare"))
	d.paragraph(d.bold(c.Sentence))
	if text := c.Caveat(); text != "" {
		d.paragraph(d.text(text))
	}
}

func (c *comparison) decisive(d *document) {
	t := c.all
	if c.TooFew() {
		t = c.Brief()
	} else if len(t.Rows) > mostCompared {
		t.Rows = slices.DeleteFunc(slices.Clone(t.Rows), func(r view.Row) bool {
			return r.Muted || r.Cells[len(r.Cells)-1].Tone == ""
		})
	}
	d.top(t, "that changed or cannot be told")
}

func (c *comparison) table(d *document) {
	if len(c.all.Rows) > mostCompared || c.TooFew() {
		d.long("All "+format.Count(len(c.all.Rows))+" statistics", c.all)
	}
}

func (c *comparison) notes(d *document) { d.list(d.texts(c.noted[:min(len(c.noted), mostWarnings)])) }

func (c *comparison) otherNotes(d *document) {
	if len(c.noted) > mostWarnings {
		more := c.noted[mostWarnings:]
		d.folded(format.Count(len(more))+" more notes", func() { d.list(d.texts(more)) })
	}
}

func (c *comparison) runs(d *document) {
	d.paragraph(d.text("Base: " + c.Base.Name() + ". Head: " + c.Head.Name() + "."))
}

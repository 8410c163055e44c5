package markdown

import (
	"fmt"
	"strings"

	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// document collects the lines of a report, or of a part of one.
type document struct {
	strings.Builder
	measure
	level int // of headings
}

// text is plain text made safe, cut where it is longer than there is room for.
func (d *document) text(s string) string { return Escape(format.Short(s, d.longest)) }

func (d *document) texts(all []string) []string {
	out := make([]string, len(all))
	for i, s := range all {
		out[i] = d.text(s)
	}
	return out
}

// bold is plain text made safe and bold; nothing of nothing, whose signs would
// be a rule.
func (d *document) bold(s string) string {
	if text := d.text(s); text != "" {
		return "**" + text + "**"
	}
	return ""
}

func (d *document) line(parts ...string) {
	for _, p := range parts {
		d.WriteString(p)
	}
	d.WriteByte('\n')
}

// paragraph writes lines of their own, after an empty one; the parts must be
// escaped.
func (d *document) paragraph(parts ...string) {
	d.line()
	d.line(parts...)
}

// heading writes a title, which must be escaped.
func (d *document) heading(title string) { d.paragraph(strings.Repeat("#", d.level), " ", title) }

// list writes items, which must be escaped.
func (d *document) list(items []string) {
	if len(items) == 0 {
		return
	}
	d.line()
	for _, item := range items {
		d.line("- ", item)
	}
}

// first writes as many items as there is room for, and says how many there are
// besides.
func (d *document) first(items []string, noun string) {
	n := min(len(items), d.rows)
	d.list(d.texts(items[:n]))
	d.more(len(items)-n, noun)
}

// more says that n things are not shown.
func (d *document) more(n int, noun string) {
	if n > 0 {
		d.paragraph(fmt.Sprintf("*%s more %s: see report.html.*", format.Count(n), noun))
	}
}

// folded writes what inner writes so that it opens on a click.
func (d *document) folded(title string, inner func()) {
	d.paragraph("<details><summary>", EscapeHTML(format.Short(title, d.longest)), "</summary>")
	inner()
	d.paragraph("</details>")
}

// long writes a table that few will read so that it opens on a click.
func (d *document) long(title string, t view.Table) {
	if len(t.Rows) > 0 {
		d.folded(title, func() { d.table(t) })
	}
}

// top writes as many rows of a table as there is room for, and says how many
// there are besides.
func (d *document) top(t view.Table, noun string) {
	n := min(len(t.Rows), d.rows)
	left := len(t.Rows) - n
	t.Rows = t.Rows[:n]
	d.table(t)
	d.more(left, noun)
}

// table writes a table; notes of cells follow in brackets.
func (d *document) table(t view.Table) {
	if len(t.Rows) == 0 {
		return
	}
	var head, rule []string
	for _, c := range t.Columns {
		head = append(head, d.text(c.Head()))
		if c.Number {
			rule = append(rule, "--:")
		} else {
			rule = append(rule, ":--")
		}
	}
	d.line()
	d.row(head)
	d.row(rule)
	for _, r := range t.Rows {
		d.row(d.cells(r.Cells, r.Pick))
	}
	if len(t.Foot) > 0 {
		d.row(d.cells(t.Foot, true))
	}
}

func (d *document) row(cells []string) { d.line("| ", strings.Join(cells, " | "), " |") }

// cells are the texts of a row, the first one bold where the row stands out.
func (d *document) cells(cells []view.Cell, strong bool) []string {
	var out []string
	for i, c := range cells {
		text := d.text(c.Text)
		if strong && i == 0 {
			text = d.bold(c.Text)
		}
		if c.Note != "" {
			text = strings.TrimSpace(text + " (" + d.text(c.Note) + ")")
		}
		out = append(out, text)
	}
	return out
}

// facts writes named statements as a table of two columns.
func (d *document) facts(facts []view.Fact) {
	t := view.Table{Columns: []view.Column{{Name: ""}, {Name: ""}}}
	for _, f := range facts {
		t.Rows = append(t.Rows, view.Row{Cells: []view.Cell{{Text: f.Name}, {Text: f.Text, Note: f.Note}}})
	}
	d.table(t)
}

// picture shows a file that lies beside the report.
func (d *document) picture(title, file string) {
	d.paragraph("![", d.text(title), "](", file, ")")
}

// code writes lines of code in a fence that nothing in them can close.
func (d *document) code(language string, lines []string) {
	fence := "```"
	for _, l := range lines {
		for strings.Contains(l, fence) {
			fence += "`"
		}
	}
	d.paragraph(fence, language)
	for _, l := range lines {
		d.line(l)
	}
	d.line(fence)
}

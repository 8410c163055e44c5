package markdown

import (
	"strings"

	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// document collects the lines of a report.
type document struct{ strings.Builder }

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

func (d *document) heading(title string) { d.paragraph("## ", title) }

func (d *document) list(items []string) {
	if len(items) == 0 {
		return
	}
	d.line()
	for _, item := range items {
		d.line("- ", item)
	}
}

// folded writes what inner writes so that it opens on a click.
func (d *document) folded(title string, inner func()) {
	d.paragraph("<details><summary>", Escape(title), "</summary>")
	inner()
	d.paragraph("</details>")
}

// table writes a table; notes of cells follow in brackets.
func (d *document) table(t view.Table) {
	if len(t.Rows) == 0 {
		return
	}
	var head, rule []string
	for _, c := range t.Columns {
		head = append(head, Escape(c.Head()))
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
		d.row(cellTexts(r.Cells, r.Pick))
	}
	if len(t.Foot) > 0 {
		d.row(cellTexts(t.Foot, true))
	}
}

func (d *document) row(cells []string) { d.line("| ", strings.Join(cells, " | "), " |") }

// cellTexts are the cells of a row, the first one bold where the row stands
// out.
func cellTexts(cells []view.Cell, strong bool) []string {
	var out []string
	for i, c := range cells {
		text := Escape(c.Text)
		if strong && i == 0 && text != "" {
			text = "**" + text + "**"
		}
		if c.Note != "" {
			text = strings.TrimSpace(text + " (" + Escape(c.Note) + ")")
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

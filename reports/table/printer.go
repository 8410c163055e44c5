package table

import (
	"bytes"
	"strings"

	"github.com/olekukonko/tablewriter/pkg/twwidth"

	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// style is the ANSI sequence that a line is shown with; it adds to what the
// line says and carries nothing alone.
// https://ecma-international.org/publications-and-standards/standards/ecma-48/
type style string

const (
	plain style = ""
	bold  style = "\x1b[1m"
	dim   style = "\x1b[2m"
	pick  style = "\x1b[1;36m"
	good  style = "\x1b[32m"
	bad   style = "\x1b[31m"
	warn  style = "\x1b[33m"
	reset       = "\x1b[0m"
)

// printer collects lines that fit the terminal.
type printer struct {
	Options
	out bytes.Buffer
}

// line writes a line; it is cut where it is wider than the terminal.
func (p *printer) line(text string, s style) {
	if p.Width > 0 {
		text = cut(text, p.Width)
	}
	if p.Color && s != plain && text != "" {
		text = string(s) + text + reset
	}
	p.out.WriteString(text + "\n")
}

// wrapped writes a text after a mark, in as many lines as it needs; the further
// ones are indented as far as the mark.
func (p *printer) wrapped(mark, text string, s style) {
	indent := strings.Repeat(" ", twwidth.Width(mark))
	room := p.Width - len(indent)
	line := mark
	empty := true
	for word := range strings.FieldsSeq(text) {
		if !empty && p.Width > 0 && twwidth.Width(line+" "+word)-len(indent) > room {
			p.line(line, s)
			line, empty = indent, true
		}
		if !empty {
			line += " "
		}
		line += word
		empty = false
	}
	p.line(line, s)
}

// failures lists what went wrong: "20 × transport, connection reset (4 %)".
func (p *printer) failures(v *view.View) {
	rows := v.Failures().Rows
	if len(rows) == 0 {
		return
	}
	p.line("", plain)
	p.line("Errors", bold)
	for _, r := range rows {
		name, outcome, reason, n, share := r.Cells[0].Text, r.Cells[1].Text, r.Cells[2].Text, r.Cells[3].Text, r.Cells[4].Text
		p.wrapped("  ", name+": "+n+" × "+outcome+", "+reason+" ("+share+")", plain)
	}
}

// advice lists what is advised: "Time-out: 5 s (the longest …)".
func (p *printer) advice(facts []view.Fact) {
	if len(facts) == 0 {
		return
	}
	p.line("", plain)
	p.line("Advice", bold)
	for _, f := range facts {
		text := f.Name + ": " + f.Text
		if f.Note != "" {
			text += " (" + f.Note + ")"
		}
		p.wrapped("  ", text, plain)
	}
}

func (p *printer) gates(v *view.View) {
	lines := v.GateLines()
	if len(lines) == 0 {
		return
	}
	p.line("", plain)
	p.line("Gates", bold)
	width := 0
	for _, g := range lines {
		width = max(width, twwidth.Width(g.Name))
	}
	for i, g := range lines {
		mark := g.Name + strings.Repeat(" ", width-twwidth.Width(g.Name)) + gap
		p.wrapped(mark, g.Text+": "+g.Note, toneStyle(view.Verdict(v.Summary.Gates[i].Verdict).Tone))
	}
}

func toneStyle(t view.Tone) style {
	switch t {
	case view.Good:
		return good
	case view.Bad:
		return bad
	default:
		return warn
	}
}

func (p *printer) warnings(v *view.View) {
	lines := v.Warnings()
	if len(lines) == 0 {
		return
	}
	p.line("", plain)
	p.line("Warnings", bold)
	for _, w := range lines {
		p.wrapped("! ", w.Text, warn)
	}
}

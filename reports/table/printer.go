package table

import (
	"bytes"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/terminal"
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
		text = terminal.Cut(text, p.Width)
	}
	if p.Color && s != plain && text != "" {
		text = string(s) + text + reset
	}
	p.out.WriteString(text + "\n")
}

// wrapped writes a text after a mark, in as many lines as it needs; the further
// ones are indented as far as the mark.
func (p *printer) wrapped(mark, text string, s style) {
	indent := strings.Repeat(" ", terminal.Width(mark))
	room := p.Width - len(indent)
	line := mark
	empty := true
	for word := range strings.FieldsSeq(text) {
		if !empty && p.Width > 0 && terminal.Width(line+" "+word)-len(indent) > room {
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

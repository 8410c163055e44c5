// Package table renders a run for the terminal: the table of variants, then
// the errors by their reason, the gates and the warnings. The answer itself is the caller's to print.
// Draw renders any other table.
//
// Nothing is said by colour alone, and nothing that comes from outside can
// steer the terminal.
package table

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// Options says what the terminal can do.
type Options struct {
	Width int  // columns; no line is wider. 0: no limit
	Color bool // ANSI escapes may be written
}

// Render writes the table of variants with its gates and warnings.
func Render(w io.Writer, s *reports.Summary, opts Options) error {
	v := view.New(s)
	p := &printer{Options: opts}
	if text := v.Partial(); text != "" {
		p.wrapped("! ", text, warn)
		p.line("", plain)
	}
	if err := p.variants(v); err != nil {
		return fmt.Errorf("cannot draw the table: %w", err)
	}
	p.doubts(v)
	if text := v.Weighing(); text != "" {
		p.wrapped("  ", text, plain)
	}
	if t := v.Deadline(); len(t.Rows) > 0 {
		p.line("", plain)
		p.line(t.Caption, bold)
		if err := p.table(dropped(t, p.Width)); err != nil {
			return fmt.Errorf("cannot draw the table: %w", err)
		}
	}
	if err := p.capacities(v); err != nil {
		return fmt.Errorf("cannot draw the table of capacities: %w", err)
	}
	p.failures(v)
	for _, f := range v.Logged() {
		p.wrapped("  ", line(f), plain)
	}
	for _, f := range slices.Concat(v.Scaling(), v.Gateways(), v.Tasks()) {
		p.wrapped("  ", f.Name+": "+f.Text, plain)
	}
	p.listed("Advice", slices.Concat(v.Timeout(), v.Concurrency()))
	p.listed(v.BreakEvenTitle(), v.Ways())
	if err := p.payloads(v); err != nil {
		return fmt.Errorf("cannot draw the table of payloads: %w", err)
	}
	p.gates(v)
	p.warnings(v)
	_, err := p.out.WriteTo(w)
	return err
}

// line is a fact in one line.
func line(f view.Fact) string {
	if f.Note == "" {
		return f.Name + ": " + f.Text
	}
	return f.Name + ": " + f.Text + " (" + f.Note + ")"
}

// Draw writes a table with the columns that fit; a row that is wider still is
// cut.
func Draw(w io.Writer, t view.Table, opts Options) error {
	p := &printer{Options: opts}
	if err := p.table(dropped(t, opts.Width)); err != nil {
		return fmt.Errorf("cannot draw the table: %w", err)
	}
	_, err := p.out.WriteTo(w)
	return err
}

// variants draws the table of variants. The signs are explained below it where
// the words that stand beside them had no room.
func (p *printer) variants(v *view.View) error {
	t := fitted(marked(v), p.Width)
	if err := p.table(t); err != nil {
		return err
	}
	if key := signs(v); key != "" && t.Columns[len(t.Columns)-1].Name != view.NotesColumn {
		p.wrapped("  ", key, dim)
	}
	return nil
}

// payloads draws the table of payloads, where there are several.
func (p *printer) payloads(v *view.View) error {
	t := v.Payloads()
	if len(t.Rows) == 0 {
		return nil
	}
	p.line("", plain)
	return p.table(dropped(t, p.Width))
}

// capacities draws the table of capacities, where they were searched for, and
// says of the variant of the answer what was found.
func (p *printer) capacities(v *view.View) error {
	t := v.Capacities()
	if len(t.Rows) == 0 {
		return nil
	}
	p.line("", plain)
	p.line(view.CapacityTitle, bold)
	if len(t.Rows) > 1 {
		if err := p.table(dropped(t, p.Width)); err != nil {
			return err
		}
	}
	for _, text := range v.CapacitySentences() {
		p.wrapped("  ", text, plain)
	}
	return nil
}

func (p *printer) table(t view.Table) error {
	var drawn bytes.Buffer
	if err := draw(&drawn, t); err != nil {
		return err
	}
	for i, line := range strings.Split(strings.TrimRight(drawn.String(), "\n"), "\n") {
		if i == 1 { // the rule, without the gap after the last column
			line = strings.Repeat("─", total(t))
		}
		p.line(strings.TrimRight(line, " "), rowStyle(t, i))
	}
	return nil
}

// rowStyle is that of a drawn line: heads, a rule, then a line per row.
func rowStyle(t view.Table, line int) style {
	row := line - 2
	switch {
	case line == 0:
		return bold
	case row < 0 || row >= len(t.Rows):
		return plain
	case t.Rows[row].Pick:
		return pick
	case t.Rows[row].Muted:
		return dim
	default:
		return plain
	}
}

// draw lays a table out: two spaces between columns, a rule below the heads.
func draw(w io.Writer, t view.Table) error {
	align := make(tw.Alignment, len(t.Columns))
	heads := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		heads[i], align[i] = c.Head(), tw.AlignLeft
		if c.Number {
			align[i] = tw.AlignRight
		}
	}
	padding := tw.CellPadding{Global: tw.Padding{Right: gap, Overwrite: true}}
	cell := func(wrap int) tw.CellConfig {
		return tw.CellConfig{
			Formatting: tw.CellFormatting{AutoWrap: wrap, AutoFormat: tw.Off},
			Alignment:  tw.CellAlignment{PerColumn: align}, Padding: padding,
		}
	}
	table := tablewriter.NewTable(w,
		tablewriter.WithRenderer(renderer.NewBlueprint(tw.Rendition{
			Borders: tw.BorderNone, Symbols: tw.NewSymbols(tw.StyleLight),
			Settings: tw.Settings{
				Separators: tw.SeparatorsNone,
				Lines:      tw.Lines{ShowTop: tw.Off, ShowBottom: tw.Off, ShowHeaderLine: tw.On, ShowFooterLine: tw.Off},
			},
		})),
		tablewriter.WithConfig(tablewriter.Config{
			Header: cell(tw.WrapNone), Row: cell(tw.WrapNone), Behavior: tw.Behavior{TrimSpace: tw.Off},
		}),
	)
	table.Header(heads)
	for _, r := range t.Rows {
		texts := make([]string, len(r.Cells))
		for i, c := range r.Cells {
			texts[i] = c.Text
		}
		if err := table.Append(texts); err != nil {
			return err
		}
	}
	return table.Render()
}

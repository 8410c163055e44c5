package table

import (
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/terminal"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// mostLines is how many lines of a kind are shown; a run of hundreds of variants
// may have as many, and the reports list them all.
const mostLines = 20

// more says how many lines of a kind were left out.
func (p *printer) more(lines int) {
	if n := lines - mostLines; n > 0 {
		p.wrapped("  ", "… and "+format.Count(n)+" more, in the reports", dim)
	}
}

// doubts lists the variants that are out of the question, with the reasons.
func (p *printer) doubts(v *view.View) {
	all := v.Doubts()
	for _, d := range all[:min(len(all), mostLines)] {
		p.wrapped("  ", d.Name+" is "+d.Text+": "+d.Note, dim)
	}
	p.more(len(all))
}

// failures lists what went wrong: "20 × transport, connection reset (4 %)".
func (p *printer) failures(v *view.View) {
	rows := v.Failures().Rows
	if len(rows) == 0 {
		return
	}
	p.line("", plain)
	p.line("Errors", bold)
	for _, r := range rows[:min(len(rows), mostLines)] {
		name, outcome, reason, n, share := r.Cells[0].Text, r.Cells[1].Text, r.Cells[2].Text, r.Cells[3].Text, r.Cells[4].Text
		p.wrapped("  ", name+": "+n+" × "+outcome+", "+reason+" ("+share+")", plain)
	}
	p.more(len(rows))
}

// listed writes facts below a title: "Time-out: 5 s (the longest …)".
func (p *printer) listed(title string, facts []view.Fact) {
	if len(facts) == 0 {
		return
	}
	p.line("", plain)
	p.line(title, bold)
	for _, f := range facts {
		p.wrapped("  ", line(f), plain)
	}
}

// gates lists the gates. Where there are many, those that pass are counted, and
// of the others the first are shown.
func (p *printer) gates(v *view.View) {
	lines := v.GateLines()
	if len(lines) == 0 {
		return
	}
	p.line("", plain)
	p.line("Gates", bold)
	width := 0
	for _, g := range lines {
		width = max(width, terminal.Width(g.Name))
	}
	crowded := len(lines) > mostLines
	passed, others := 0, 0
	for i, g := range lines {
		verdict := v.Summary.Gates[i].Verdict
		if crowded && verdict == reports.Pass {
			passed++
			continue
		}
		if others++; others > mostLines {
			continue
		}
		mark := g.Name + strings.Repeat(" ", width-terminal.Width(g.Name)) + gap
		p.wrapped(mark, g.Text+": "+g.Note, toneStyle(view.Verdict(verdict).Tone))
	}
	p.more(others)
	if passed > 0 {
		p.line(view.Verdict(reports.Pass).Text+": "+format.Count(passed)+" more", good)
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

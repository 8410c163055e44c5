package html

import (
	"fmt"
	"io"
	"strings"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/reports/trend"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// Several writes one page over runs, at least one, of any scenarios. The newest
// run of a scenario is compared with the oldest on its machine, or with the
// baseline that baselines has by the scenario's name; nil for none.
func Several(w io.Writer, runs []*reports.Summary, baselines map[string]*reports.Summary) error {
	all := trend.Group(runs, baselines)
	p := newPage(severalName(all), OfSeveral, newestOf(all).Summary.Run.Version)
	h := verdictHead{Eyebrow: "Sweetspot report · " + trend.Span(all), Name: severalName(all)}
	if len(all) == 1 {
		s := &all[0]
		if s.Comparison != nil {
			h.Lead, h.Caveat = "The newest of "+format.Count(len(s.Runs))+" runs against "+s.BaseName(), s.Comparison.Caveat()
			h.Aside, h.Facts = "Base and head", s.Comparison.Facts(s.Base(), s.Newest().Summary)
		}
		if s.Decided() && (s.Worse() || len(s.Runs) == 1) { // its colour is that of the words it begins with
			h.Verdict = s.Comparison.Verdict
		}
		p.Sections = scenarioParts(p, "", s)
	} else {
		h.Verdict = trend.Verdict(all)
		h.Aside, h.Facts = "What is below", trend.Facts(all)
		p.add("verdicts", "The scenarios", "plain", table{Table: trend.Verdicts(all)})
		for i := range all {
			prefix := fmt.Sprintf("s%d-", i+1)
			p.add(prefix+"scenario", all[i].Name, "scenario", struct {
				Sentence string
				Parts    []rendered
			}{all[i].Sentence(), scenarioParts(p, prefix, &all[i])})
		}
	}
	h.verdict(h.Verdict, trend.Sentence(all))
	p.head("masthead", h)
	p.answer("verdict", h)
	return p.write(w)
}

// severalName is that of the scenario, or how many there are.
func severalName(all []trend.Scenario) string {
	if len(all) == 1 {
		return all[0].Name
	}
	return format.Count(len(all)) + " scenarios"
}

// newestOf is the run that began last of all.
func newestOf(all []trend.Scenario) trend.Run {
	newest := all[0].Newest()
	for i := range all {
		if r := all[i].Newest(); r.Summary.Run.StartedAt.After(newest.Summary.Run.StartedAt) {
			newest = r
		}
	}
	return newest
}

// scenarioParts are the sections on the runs of one scenario: what changed, the
// runs over each other, their course, and how to repeat it. Their course comes
// first where it was not decided what changed.
func scenarioParts(p *page, prefix string, s *trend.Scenario) []rendered {
	var out []rendered
	c := s.Comparison
	runs := p.part(prefix+"runs", "The runs", "runs", course(prefix, s))
	if !s.Decided() {
		out = append(out, runs)
	}
	if c != nil && len(c.Variants) > 0 {
		difference := p.part(prefix+"effects", "The difference, the newest against "+s.BaseName(), "effects", effects(prefix, c))
		difference.Short = "The difference"
		out = append(out, difference)
	}
	if o := s.Overlay(); !o.Alone() {
		out = append(out, p.part(prefix+"overlay", o.Heading(), "overlay", overlaid(prefix, o, s.OverlayNote())))
	}
	if s.Decided() {
		out = append(out, runs)
	}
	if c != nil {
		alike := p.part(prefix+"likeness", "Are the newest and "+s.BaseName()+" comparable?", "likeness", likeness(c, s.Base(), s.Newest().Summary))
		alike.Short = "What makes them comparable"
		out = append(out, alike)
	}
	return append(out, p.part(prefix+"repeat", "To repeat it", "repeat", commands(s)))
}

// course is the runs in the order of time.
func course(prefix string, s *trend.Scenario) any {
	data := struct {
		Course string
		Doubts []string
		Figure *figure
		Notes  []string
		Tables []table
	}{Course: s.Course(), Doubts: s.Doubts(), Tables: []table{{Table: byTime(s.Table())}}}
	if s.HasCourse() {
		f := charted(func(id string, width float64) string { return s.Chart(id, width).SVG() }, prefix+"course-chart")
		data.Figure, data.Notes = &f, s.ChartNotes()
	}
	return data
}

// byTime calls the runs of a table by when they began, which its notes have, and
// by the end of their ids; the ids in full are shown on hover.
func byTime(t view.Table) view.Table {
	for _, row := range t.Rows {
		c := &row.Cells[0]
		id := c.Text
		c.Text, c.Full, c.Note = c.Note, id, format.Short(id[strings.LastIndex(id, "-")+1:], 12)
	}
	return t
}

// commands are how to compare again and to measure again.
func commands(s *trend.Scenario) []view.Command {
	if s.Comparison != nil {
		return s.Comparison.Commands(s.Base(), s.Newest().Summary)
	}
	return s.Newest().Commands()
}

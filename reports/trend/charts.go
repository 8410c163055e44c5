package trend

import (
	"fmt"
	"math"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/chart"
	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// FewestDrawn is how many runs a course takes at least, MostDrawn how many of
// the newest a chart has room for.
const (
	FewestDrawn = 3
	MostDrawn   = 100
)

// Overlay lays the runs over each other: the newest, the oldest, and between
// them as many as can be told apart, evenly spaced.
func (s *Scenario) Overlay() *view.Overlay {
	n := len(s.Runs)
	shown := min(n, view.MostOverlaid)
	var sides []view.Side
	for i := range shown {
		at := n - 1
		if shown > 1 {
			at = int(math.Round(float64(i) * float64(n-1) / float64(shown-1)))
		}
		role := ""
		switch i {
		case shown - 1:
			role = "newest"
		case 0:
			role = "oldest"
		}
		sides = append(sides, view.NewSide(role, s.Runs[at].Summary))
	}
	return view.NewOverlay(sides)
}

// OverlayNote says which runs the overlay leaves out; "" for none.
func (s *Scenario) OverlayNote() string {
	if left := len(s.Runs) - view.MostOverlaid; left > 0 {
		return fmt.Sprintf("%d of %d runs are drawn: the oldest, the newest, and %d evenly between them. The table of the runs has all.",
			view.MostOverlaid, len(s.Runs), view.MostOverlaid-2)
	}
	return ""
}

// Drawn are the runs that the chart of the course shows.
func (s *Scenario) drawn() []Run { return s.Runs[max(0, len(s.Runs)-MostDrawn):] }

// ChartNotes say which runs the chart of the course leaves out, and what the
// signs in it mean.
func (s *Scenario) ChartNotes() []string {
	var out []string
	if left := len(s.Runs) - MostDrawn; left > 0 {
		out = append(out, fmt.Sprintf("The newest %d runs are drawn, and %s before them left out.", MostDrawn, count(left, "run")))
	}
	for _, r := range s.drawn() {
		if len(r.gateTags()) > 0 {
			return append(out, "Above a run: ✕ one of its gates failed, ? one is inconclusive.")
		}
	}
	return out
}

// gateTags are a sign for a run whose gates do not all hold.
func (r Run) gateTags() []chart.Tag {
	switch r.worst() {
	case reports.Fail:
		return []chart.Tag{{Word: "✕", Sign: "✕"}}
	case reports.Inconclusive:
		return []chart.Tag{{Word: "?", Sign: "?"}}
	}
	return nil
}

// HasCourse reports whether there are runs enough, and a variant to follow, for
// a chart of the course.
func (s *Scenario) HasCourse() bool { return len(s.Runs) >= FewestDrawn && s.Followed != nil }

// Chart draws latency, cost and, where it changed, the recommended memory over
// the runs, evenly spaced in the order of time.
func (s *Scenario) Chart(id string, width float64) chart.Overlay {
	runs := s.drawn()
	name := s.FollowedName()
	out := chart.Overlay{
		ID: id, Width: width, Dense: true, Title: name + " over the runs",
		Desc:      fmt.Sprintf("Latency and cost of %s in %s in the order of time, with 95 %% intervals. %s The table below it has the numbers.", name, count(len(runs), "run"), s.Course()),
		AxisTitle: [2]string{"start of each run, UTC", "start of each run, UTC"},
		Panels:    []chart.Lines{s.latencyPanel(runs)},
	}
	if s.priced() {
		out.Panels = append(out.Panels, s.costPanel(runs))
	}
	if p, varies := s.memoryPanel(runs); varies {
		out.Panels = append(out.Panels, p)
	}
	several := len(s.machines()) > 1
	for _, r := range runs {
		c := chart.Column{Labels: [2]string{began(r), s.began(r)}, Tags: r.gateTags()}
		if several {
			c.Group = r.Machine
		}
		t := s.trial(r)
		c.Muted = t == nil || t.Muted()
		out.Columns = append(out.Columns, c)
	}
	return out
}

func began(r Run) string { return format.Instant(r.Summary.Run.StartedAt) }

// began is the start of a run in brief: its day, or its time where all are of
// one day.
func (s *Scenario) began(r Run) string {
	const day = "01-02"
	at, first := r.Summary.Run.StartedAt.UTC(), s.Runs[0].Summary.Run.StartedAt.UTC()
	if last := s.Newest().Summary.Run.StartedAt.UTC(); first.Format("2006-01-02") == last.Format("2006-01-02") {
		return at.Format("15:04")
	}
	return at.Format(day)
}

func (s *Scenario) latencyPanel(runs []Run) chart.Lines {
	out := chart.Lines{Title: "Latency of " + s.FollowedName(), Note: "log scale; whiskers are 95 % intervals", Scale: format.DurationTick}
	for _, q := range []struct {
		name string
		of   func(reports.Distribution) (*float64, *reports.Interval)
	}{
		{"p50", func(d reports.Distribution) (*float64, *reports.Interval) { return d.P50, d.CI95.P50 }},
		{"p95", func(d reports.Distribution) (*float64, *reports.Interval) { return d.P95, d.CI95.P95 }},
	} {
		line := chart.Line{Name: q.name}
		for _, r := range runs {
			var p *chart.Point
			if t := s.trial(r); t != nil {
				if value, ci := q.of(t.Latency); value != nil && *value > 0 {
					p = &chart.Point{Value: *value, Hint: began(r) + ": " + q.name + " " + format.Duration(*value)}
					if ci != nil && ci[0] > 0 {
						p.Interval = (*[2]float64)(ci)
					}
				}
			}
			line.Points = append(line.Points, p)
		}
		out.Lines = append(out.Lines, line)
	}
	return out
}

func (s *Scenario) costPanel(runs []Run) chart.Lines {
	currency := s.Newest().Currency()
	line := chart.Line{Name: "cost"}
	for _, r := range runs {
		var p *chart.Point
		if t := s.trial(r); t != nil && t.Cost != nil && t.Cost.Currency == currency {
			p = &chart.Point{Value: t.Cost.PerMillion.InexactFloat64(), Hint: began(r) + ": " + format.Money(t.Cost.PerMillion, currency) + " per million"}
			if ci := t.Cost.CI95; ci != nil {
				p.Interval = &[2]float64{ci[0].InexactFloat64(), ci[1].InexactFloat64()}
			}
		}
		line.Points = append(line.Points, p)
	}
	return chart.Lines{
		Title: "Cost per million requests of " + s.FollowedName(), Lines: []chart.Line{line}, Linear: true, First: 2,
		Scale: func(x float64) string { return format.MoneyTick(x, currency) },
	}
}

// memoryPanel is the memory that each run recommends; varies is false where all
// say the same.
func (s *Scenario) memoryPanel(runs []Run) (panel chart.Lines, varies bool) {
	line := chart.Line{Name: "pick"}
	last := 0
	for _, r := range runs {
		var p *chart.Point
		if t := r.Pick(); t != nil && t.Variant.MemoryMB > 0 {
			mb := t.Variant.MemoryMB
			p = &chart.Point{Value: float64(mb), Hint: began(r) + ": " + t.Name}
			varies = varies || last > 0 && last != mb
			last = mb
		}
		line.Points = append(line.Points, p)
	}
	return chart.Lines{
		Title: "Recommended memory", Note: "log scale", Lines: []chart.Line{line}, First: 3,
		Scale: func(x float64) string { return format.Memory(int(math.Round(x))) },
	}, varies
}

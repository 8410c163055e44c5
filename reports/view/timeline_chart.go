package view

import (
	"github.com/tsenart/vegeta/v12/lib/lttb"

	"github.com/sweetspot-bench/sweetspot/reports/chart"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// The numbers of single samples that are drawn at most, of each kind.
const (
	spotsDrawn  = 1000 // where they can be zoomed into
	spotsStatic = 300
)

// Chart draws the timeline as a picture.
func (t *Timeline) Chart(id string, width float64) chart.Timeline {
	out := chart.Timeline{
		ID: id, Width: width, Until: t.clock.until, Scale: format.Moment, AxisTitle: t.clock.title(),
		Title: "Timeline of the run",
		Desc:  "What was sent, its latency, errors and requests in flight over the time of the run, a stretch for each block. The table below it has the blocks.",
	}
	for _, c := range t.courses {
		labels := t.view.column(*c.trial).Labels
		out.Bands = append(out.Bands, chart.Band{From: t.clock.at(c.block.Started), To: t.clock.at(c.block.Finished), Labels: labels, Pick: c.trial.Pick})
	}
	out.Panels = []chart.Panel{t.ratePanel(), t.latencyPanel()}
	if sum := t.sum(); sum.errors+sum.throttles > 0 {
		out.Panels = append(out.Panels, t.errorPanel(sum))
	}
	out.Panels = append(out.Panels, chart.Panel{
		Title: "Requests in flight", Note: "mean of a step", Scale: format.Number,
		Courses: []chart.Course{t.course("in flight", 3, func(c *course, i int) float64 { return c.steps[i].busy.Seconds() / c.width.Seconds() })},
	})
	return out
}

func (t *Timeline) ratePanel() chart.Panel {
	p := chart.Panel{Title: "Requests a second", Scale: format.Number}
	p.Courses = []chart.Course{t.course("sent", 0, func(c *course, i int) float64 { return c.perSecond(i, c.steps[i].sent) })}
	if t.scheduled() {
		intended := t.course("intended", 1, func(c *course, i int) float64 { return c.perSecond(i, c.steps[i].intended) })
		intended.Dashed = true
		p.Courses = append(p.Courses, intended)
	}
	return p
}

// scheduled reports whether sends had an intended rate, as they have in the open
// model.
func (t *Timeline) scheduled() bool {
	for _, trial := range t.view.Trials {
		if trial.Rate.Intended != nil {
			return true
		}
	}
	return false
}

func (t *Timeline) latencyPanel() chart.Panel {
	p := chart.Panel{Title: "Latency", Note: "of successes; log scale", Log: true, Scale: format.DurationTick}
	p.Courses = []chart.Course{t.course("p50", 0, func(c *course, i int) float64 { return c.steps[i].p50() })}
	if p99 := t.course("p99", 2, func(c *course, i int) float64 { return c.steps[i].p99() }); p99.Any() {
		p.Courses = append(p.Courses, p99)
	}
	for kind, dots := range []chart.Dots{{Name: "one request", Color: 3}, {Name: "cold start", Color: 1, Shape: chart.Triangle}} {
		t.eachSpot(kind, spotsStatic, func(_ int, at float64, p lttb.Point) { dots.At = append(dots.At, [2]float64{at, p.Y}) })
		dots.At = thinned(dots.At, spotsStatic)
		if len(dots.At) > 0 {
			p.Dots = append(p.Dots, dots)
		}
	}
	return p
}

// thinned are at most so many of the points, evenly taken.
func thinned(points [][2]float64, most int) [][2]float64 {
	if len(points) <= most {
		return points
	}
	out := make([][2]float64, most)
	for i := range out {
		out[i] = points[i*len(points)/most]
	}
	return out
}

func (t *Timeline) errorPanel(sum stretch) chart.Panel {
	p := chart.Panel{Title: "Failures a second", Scale: format.Number}
	if sum.errors > 0 {
		p.Courses = append(p.Courses, t.course("errors", 1, func(c *course, i int) float64 { return c.perSecond(i, c.steps[i].errors) }))
	}
	if sum.throttles > 0 {
		p.Courses = append(p.Courses, t.course("throttles", 2, func(c *course, i int) float64 { return c.perSecond(i, c.steps[i].throttles) }))
	}
	return p
}

// course is a quantity of every step.
func (t *Timeline) course(name string, color int, of func(c *course, i int) float64) chart.Course {
	out := chart.Course{Name: name, Color: color}
	for _, c := range t.courses {
		for i := range c.steps {
			out.Levels = append(out.Levels, chart.Level{From: t.clock.at(c.start(i)), To: t.clock.at(c.start(i + 1)), Value: of(c, i)})
		}
	}
	return out
}

// eachSpot visits the single samples of a kind that are drawn where so many may
// be: the position of the course, and the place on the axis of time.
func (t *Timeline) eachSpot(kind, most int, visit func(course int, at float64, p lttb.Point)) {
	for i, c := range t.courses {
		from := t.clock.at(c.block.Started)
		for _, p := range c.spots[kind].shown(most / len(t.courses)) {
			visit(i, from+p.X, p)
		}
	}
}

// spotCounts are how many samples are drawn where they can be zoomed into, and
// how many there are.
func (t *Timeline) spotCounts() (drawn, all int) {
	for kind := range spotKinds {
		t.eachSpot(kind, spotsDrawn, func(int, float64, lttb.Point) { drawn++ })
		for _, c := range t.courses {
			all += c.spots[kind].n
		}
	}
	return drawn, all
}

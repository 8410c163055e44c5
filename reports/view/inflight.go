package view

import (
	"slices"

	"github.com/sweetspot-bench/sweetspot/reports/chart"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// coursed are the variants around the pick whose concurrency over time the
// summary has; none where it was never more than one at once, which has no
// course.
func (v *View) coursed() []Trial {
	all := slices.DeleteFunc(slices.Clone(v.around()), func(t Trial) bool { return t.Concurrency.OverTime == nil })
	if !slices.ContainsFunc(all, func(t Trial) bool { return t.Concurrency.Max > 1 }) {
		return nil
	}
	return all
}

// InFlightTable is how much was in flight at once, and when most of it was; no
// rows where the summary does not have it.
func (v *View) InFlightTable() Table {
	out := Table{Caption: "Requests in flight since a block's start", Columns: []Column{
		{Name: v.Noun()}, {Name: "mean", Number: true}, {Name: "p95 of the time", Number: true}, {Name: "max", Number: true},
		{Name: "most after", Number: true}, {Name: "environments", Number: true},
	}}
	for _, t := range v.coursed() {
		c := t.Concurrency
		most := slices.Index(c.OverTime.InFlightMax, slices.Max(append(slices.Clone(c.OverTime.InFlightMax), 0)))
		after := format.None
		if most >= 0 {
			after = format.Moment(float64(most) * c.OverTime.StepMS / 1000)
		}
		environments := format.None
		if n := slices.Max(append(slices.Clone(c.OverTime.Environments), 0)); n > 0 {
			environments = format.Count(n)
		}
		out.Rows = append(out.Rows, Row{Pick: t.Pick, Muted: t.Muted(), Cells: cells(
			t.Name, format.Number(c.Mean), format.Count(c.P95), format.Count(c.Max), after, environments,
		)})
	}
	return out
}

// InFlight draws how many requests were in flight, and how many environments
// served them, in the course of a block; blocks are laid over each other.
func (v *View) InFlight(id string, width float64) chart.Timeline {
	out := chart.Timeline{
		ID: id, Width: width, Scale: format.Moment, AxisTitle: "time since a block's start",
		Title: "Requests in flight since a block's start",
		Desc:  "For the pick, its neighbours and what runs today how many requests were in flight on average over the course of a block, blocks laid over each other. The table below it has means and maxima.",
	}
	mean := chart.Panel{Title: "Requests in flight", Note: "mean of all blocks", Scale: format.Number}
	serving := chart.Panel{Title: "Environments", Note: "of the block that had most", Scale: format.Number}
	for i, t := range v.coursed() {
		c := t.Concurrency.OverTime
		step := c.StepMS / 1000
		out.Until = max(out.Until, float64(len(c.InFlightMean))*step)
		mean.Courses = append(mean.Courses, chart.Course{Name: t.Name, Color: i, Levels: levels(c.InFlightMean, step)})
		if slices.Max(append(slices.Clone(c.Environments), 0)) > 0 {
			serving.Courses = append(serving.Courses, chart.Course{Name: t.Name, Color: i, Levels: levels(c.Environments, step)})
		}
	}
	out.Panels = []chart.Panel{mean}
	if len(serving.Courses) > 0 {
		out.Panels = append(out.Panels, serving)
	}
	return out
}

// levels are values of steps of a length in s, from zero.
func levels[T int | float64](values []T, step float64) []chart.Level {
	var out []chart.Level
	for i, v := range values {
		out = append(out, chart.Level{From: float64(i) * step, To: float64(i+1) * step, Value: float64(v)})
	}
	return out
}

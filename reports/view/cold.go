package view

import (
	"github.com/sweetspot-bench/sweetspot/reports/chart"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// Cold is the table of cold starts: how many, how long, and what the first
// invocation of an environment takes beside the later ones.
func (v *View) Cold() Table {
	if v.Containers {
		return v.startUps()
	}
	out := Table{Caption: "Cold starts", Columns: []Column{
		{Name: v.Noun(), Number: true}, {Name: "cold share", Number: true}, {Name: "in the load", Number: true}, {Name: "forced", Number: true},
		{Name: "init p50", Unit: "ms", Number: true}, {Name: "init p95", Unit: "ms", Number: true}, {Name: "init max", Unit: "ms", Number: true},
		{Name: "first invoke", Unit: "ms", Number: true}, {Name: "warm invoke", Unit: "ms", Number: true},
	}}
	for _, t := range v.Trials {
		c := t.ColdStarts
		out.Rows = append(out.Rows, Row{Pick: t.Pick, Muted: t.Muted(), Cells: cells(
			t.Name, format.Share(c.Share), format.Count(c.Count), format.Count(c.Forced),
			format.MaybeMillis(c.Init.P50), format.MaybeMillis(c.Init.P95), format.MaybeMillis(c.Init.Max),
			format.MaybeMillis(c.FirstInvoke), format.MaybeMillis(c.WarmInvoke),
		)})
	}
	return out
}

// startUps is the table of the start-ups of containers.
func (v *View) startUps() Table {
	out := Table{Caption: "Start-up: from the order to start a replica to its first healthy answer", Columns: []Column{
		{Name: v.Noun(), Number: true}, {Name: "forced", Number: true},
		{Name: "p50", Unit: "ms", Number: true}, {Name: "p95", Unit: "ms", Number: true}, {Name: "max", Unit: "ms", Number: true},
	}}
	for _, t := range v.Trials {
		c := t.ColdStarts
		out.Rows = append(out.Rows, Row{Pick: t.Pick, Muted: t.Muted(), Cells: cells(
			t.Name, format.Count(c.Forced), format.MaybeMillis(c.Init.P50), format.MaybeMillis(c.Init.P95), format.MaybeMillis(c.Init.Max),
		)})
	}
	return out
}

// HasCold reports whether any cold start was seen.
func (v *View) HasCold() bool {
	for _, t := range v.Trials {
		if t.ColdStarts.Count+t.ColdStarts.Forced > 0 {
			return true
		}
	}
	return false
}

// ColdChart draws a cold invocation, init and first invoke, over a warm one.
func (v *View) ColdChart(id string, width float64) chart.Rows {
	out := chart.Rows{
		ID: id, Width: width, Keys: []string{"init", "first invoke", "warm invoke"},
		Title:     "A cold invocation beside a warm one",
		Desc:      "Two bars per variant: init and first invoke of a new environment, and a later invoke. Medians. The table below it has the numbers.",
		AxisTitle: "medians",
		Scale:     format.DurationTick,
	}
	for _, t := range v.Shown(MostRows) {
		c := t.ColdStarts
		row := chart.Row{Label: t.Name, Pick: t.Pick, Muted: t.Muted()}
		if c.Init.P50 != nil || c.FirstInvoke != nil {
			sum := or0(c.Init.P50) + or0(c.FirstInvoke)
			row.Bars = append(row.Bars, chart.Split{
				Segments: []float64{or0(c.Init.P50), or0(c.FirstInvoke), 0}, Text: "cold " + format.Duration(sum),
				Hint: t.Name + ": init " + format.MaybeDuration(c.Init.P50) + ", first invoke " + format.MaybeDuration(c.FirstInvoke),
			})
		}
		if c.WarmInvoke != nil {
			row.Bars = append(row.Bars, chart.Split{
				Segments: []float64{0, 0, *c.WarmInvoke}, Text: "warm " + format.Duration(*c.WarmInvoke),
				Hint: t.Name + ": warm invoke " + format.Duration(*c.WarmInvoke),
			})
		}
		if len(row.Bars) > 0 {
			out.Rows = append(out.Rows, row)
		}
	}
	return out
}

func or0(v *float64) float64 {
	if v == nil {
		return 0
	}
	return *v
}

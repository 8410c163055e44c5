package markdown

import (
	"fmt"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/chart"
	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// The names under which the report refers to its charts.
const (
	ChartFile   = "report.svg" // latency and cost over the variants
	splitFile   = "report-cost.svg"
	coldFile    = "report-cold.svg"
	latencyFile = "report-latency.svg"

	capacityFile = "report-capacity.svg"
)

// chartWidth is what GitHub shows an image in without shrinking it, in px.
const chartWidth = 860

// File is a chart of the report.
type File struct{ Name, SVG string }

// Charts are the files that the report of Render refers to: SVG with a
// background of its own, so that it can be read in a light and in a dark page.
// The first one is always there.
func Charts(s *reports.Summary, samples *view.Evidence) []File {
	v := view.New(s)
	tradeoff := v.Tradeoff(chartID, chartWidth)
	out := []File{{ChartFile, sheet(v, tradeoff.Title, tradeoff, v.PointsNote())}}
	if len(v.CostSplit().Rows) > 0 {
		c := v.CostSplitChart(chartID, chartWidth)
		out = append(out, File{splitFile, sheet(v, c.Title, c)})
	}
	if v.HasCold() {
		c := v.ColdChart(chartID, chartWidth)
		out = append(out, File{coldFile, sheet(v, c.Title, c)})
	}
	if v.Probed() != nil {
		c := v.CapacityChart(chartID, chartWidth)
		out = append(out, File{capacityFile, sheet(v, c.Title, c)})
	}
	if samples != nil && samples.Latency != nil {
		c := samples.Latency.Chart(chartID, chartWidth)
		out = append(out, File{latencyFile, sheet(v, c.Title, c)})
	}
	return out
}

// chartID is the prefix of the ids in a file.
const chartID = "sweetspot"

// sheet is a chart with its title and the answer above it and the doubts below.
func sheet(v *view.View, title string, c chart.Drawing, notes ...string) string {
	out := chart.Sheet{
		Headline: format.Clean(v.Summary.Scenario.Name + ": " + title),
		Text:     format.Clean(v.Summary.Recommendation.Sentence),
		Chart:    c,
	}
	if p := v.Partial(); p != "" {
		out.Notes = append(out.Notes, p)
	}
	for _, d := range v.Doubts() {
		out.Notes = append(out.Notes, fmt.Sprintf("%s %s: %s", d.Name, d.Text, d.Note))
	}
	out.Notes = append(out.Notes, notes...)
	return out.SVG()
}

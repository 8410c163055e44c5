// Package markdown renders a run as GitHub-flavoured Markdown, with a chart
// beside it as an SVG file. The first line is a hidden marker by which a comment
// on a pull request is found again and updated in place.
package markdown

import (
	"fmt"
	"io"
	"strings"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/chart"
	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// ChartFile is the name under which the report refers to its chart.
const ChartFile = "report.svg"

// Marker is the first line of the report of a scenario: an HTML comment that
// holds its name. What could end the comment becomes a dash.
func Marker(name string) string {
	safe := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '_', r == '.':
			return r
		}
		return '-'
	}, format.Clean(name))
	return "<!-- sweetspot:" + strings.Trim(safe, "-") + " -->"
}

// Render writes the report of a run.
func Render(w io.Writer, s *reports.Summary) error {
	v := view.New(s)
	d := &document{}
	d.line(Marker(s.Scenario.Name))
	for _, section := range sections {
		section(d, v)
	}
	_, err := io.WriteString(w, d.String())
	return err
}

// Chart writes the chart of the report as an SVG file with its own background,
// so that it can be read in a light and in a dark page.
func Chart(w io.Writer, s *reports.Summary) error {
	v := view.New(s)
	sheet := chart.Sheet{
		Headline: format.Clean(s.Scenario.Name),
		Text:     format.Clean(s.Recommendation.Sentence),
		Chart:    v.Tradeoff("sweetspot", chartWidth),
	}
	if p := v.Partial(); p != "" {
		sheet.Notes = append(sheet.Notes, p)
	}
	for _, d := range v.Doubts() {
		sheet.Notes = append(sheet.Notes, fmt.Sprintf("%s %s: %s", d.Name, d.Text, d.Note))
	}
	sheet.Notes = append(sheet.Notes, "Each point was measured; between the points nothing was.")
	_, err := io.WriteString(w, sheet.SVG())
	return err
}

// chartWidth is what GitHub shows an image in without shrinking it, in px.
const chartWidth = 860

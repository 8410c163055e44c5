package compare

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/reports/chart"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// Effects draws what decides: the change of every variant with its interval, and
// the limit. A statistic of which no change could be had is left out.
func (r *Result) Effects(id string, width float64) chart.Forest {
	return r.forest(id, width, "Change from base to head", func(s Statistic) bool { return s != Errors })
}

// ErrorEffects draws the change in errors, which is a difference of shares,
// where it decides.
func (r *Result) ErrorEffects(id string, width float64) chart.Forest {
	return r.forest(id, width, "Change in errors from base to head", func(s Statistic) bool { return s == Errors })
}

func (r *Result) forest(id string, width float64, title string, shown func(Statistic) bool) chart.Forest {
	out := chart.Forest{ID: id, Width: width, Title: title, AxisTitle: "← better · worse →", Scale: signed}
	var told []string
	for _, s := range r.Decide {
		rows := r.of(s)
		if !shown(s) || !slices.ContainsFunc(rows, func(f found) bool { return f.Effect != nil }) {
			continue
		}
		panel := chart.Effects{Title: heading(s) + ", limit " + rows[0].limitText() + " (dashed)", Limit: rows[0].Limit}
		for _, f := range rows {
			panel.Rows = append(panel.Rows, f.effect())
			told = append(told, fmt.Sprintf("%s %s: %s (95 %%: %s), %s", f.label, s.word(), f.change(), f.interval(), f.Verdict))
		}
		out.Panels = append(out.Panels, panel)
	}
	out.Desc = "A row for each variant with the change of head against base, its 95 % interval and the verdict. " + strings.Join(told, "; ") + "."
	return out
}

// of are the rows of a statistic, of every variant that has it.
func (r *Result) of(s Statistic) []found {
	var out []found
	for _, v := range r.Variants {
		if i := slices.IndexFunc(v.Statistics, func(row Row) bool { return row.Statistic == s }); i >= 0 {
			out = append(out, found{format.Clean(v.Label), &v.Statistics[i]})
		}
	}
	return out
}

// effect is a row of the chart.
func (f found) effect() chart.Effect {
	out := chart.Effect{
		Label: f.label, Value: f.Effect, Interval: (*[2]float64)(f.CI95), Text: f.Verdict.cell().Text,
		Verdict: map[Verdict]chart.Verdict{Regression: chart.Worse, Improvement: chart.Better, Inconclusive: chart.Unknown}[f.Verdict],
		Hint:    f.label + ": " + f.change() + " (95 %: " + f.interval() + ")",
	}
	if f.Effect != nil {
		out.Text = f.change() + "  " + f.Verdict.cell().Text
	}
	return out
}

// heading is a statistic as it stands over a panel.
func heading(s Statistic) string {
	switch {
	case s == Cost:
		return "Cost per million"
	case s == Billed:
		return "Mean billed time"
	case s == Errors:
		return "Errors, in percentage points"
	case s.latency() && !strings.Contains(string(s), "."):
		return "Latency " + string(s)
	}
	return string(s)
}

package view

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/reports/chart"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// FrontChart draws mean latency against cost, a spot for each variant and no
// line: between the variants nothing was measured. Of many variants it has those
// of Shown; it has no spots without prices.
func (v *View) FrontChart(id string, width float64) chart.Plane {
	out := chart.Plane{
		ID: id, Width: width, Height: 260,
		Title: "Mean latency against cost",
		X: chart.Dimension{
			Title: strings.TrimSpace(v.costAxis()+" "+v.Place()) + ": further left is cheaper",
			Scale: func(x float64) string { return format.MoneyTick(x, v.Currency()) },
		},
		Y: chart.Dimension{Scale: format.DurationTick},
	}
	trials := slices.Clone(v.Shown(2 * MostRows))
	slices.SortStableFunc(trials, func(a, b Trial) int { return cmp.Compare(v.weight(a), v.weight(b)) })
	var low, high float64
	var told []string
	for _, t := range trials {
		if !t.hasSpot() {
			continue
		}
		s := v.spot(t)
		low, high = cmp.Or(min(low, s.Y), s.Y), max(high, s.Y)
		if v.weight(t) < 3 {
			told = append(told, s.Label+": "+strings.TrimPrefix(s.Hint, t.Name+", "))
		}
		out.Spots = append(out.Spots, s)
	}
	out.Y.Log, out.Y.Title = high > 4*low, "mean latency: further down is faster"
	if out.Y.Log {
		out.Y.Title += " (log scale)"
	}
	out.Desc = fmt.Sprintf("%s, by cost and mean latency; none of them is connected, as nothing between them was measured. %s.",
		plural(len(out.Spots), "measured variant"), strings.Join(told[:min(len(told), MostRows)], "; "))
	out.Keys = v.frontKeys(out.Spots)
	return out
}

// hasSpot reports whether there are figures to place a trial by.
func (t Trial) hasSpot() bool { return t.Cost != nil && t.Latency.Mean != nil && *t.Latency.Mean > 0 }

// Spots is the table behind FrontChart: the same variants, those that are beaten
// too.
func (v *View) Spots() Table {
	out := Table{Caption: "Cost and mean latency of each variant", Columns: []Column{
		{Name: v.Noun(), Number: true}, {Name: v.per(), Number: true}, {Name: "95 %", Number: true},
		{Name: "mean", Number: true}, {Name: "95 %", Number: true}, {Name: "is"},
	}}
	names := map[chart.Kind]string{}
	for _, k := range kinds {
		names[k.Kind] = k.Name
	}
	for _, t := range v.Shown(2 * MostRows) {
		if !t.hasSpot() {
			continue
		}
		cost, mean := format.None, format.None
		amount, ci := v.weighed(&t)
		if ci != nil {
			cost = format.MoneyRange(ci[0], ci[1], t.Cost.Currency)
		}
		if ci := t.Latency.CI95.Mean; ci != nil {
			mean = format.DurationRange(ci[0], ci[1])
		}
		out.Rows = append(out.Rows, Row{Pick: t.Pick, Muted: t.Muted(), Cells: cells(
			t.Name, format.Money(amount, t.Cost.Currency), cost, format.Duration(*t.Latency.Mean), mean, names[v.kind(t)],
		)})
	}
	return out
}

// kinds of spots, as the chart and its table name them.
var kinds = []chart.Key{
	{Kind: chart.Chosen, Name: "pick"}, {Kind: chart.Good, Name: "worth weighing"},
	{Kind: chart.Other, Name: "beaten in cost and speed"}, {Kind: chart.Apart, Name: "base, to compare with"},
	{Kind: chart.Out, Name: "unusable or invalid"},
}

// frontKeys name the kinds of spots that there are.
func (v *View) frontKeys(spots []chart.Spot) []chart.Key {
	var out []chart.Key
	for _, k := range kinds {
		if slices.ContainsFunc(spots, func(s chart.Spot) bool { return s.Kind == k.Kind }) {
			out = append(out, k)
		}
	}
	return out
}

// spot is a trial with its intervals, labelled with its name and its roles.
func (v *View) spot(t Trial) chart.Spot {
	amount, interval := v.weighed(&t)
	s := chart.Spot{X: amount.InexactFloat64(), Y: *t.Latency.Mean, Label: t.Name, Kind: v.kind(t)}
	if ci := interval; ci != nil {
		s.XInterval = &[2]float64{ci[0].InexactFloat64(), ci[1].InexactFloat64()}
	}
	if ci := t.Latency.CI95.Mean; ci != nil && ci[0] > 0 {
		s.YInterval = (*[2]float64)(ci)
	}
	if words := t.words(); len(words) > 0 {
		s.Label += " (" + strings.Join(words, ", ") + ")"
	}
	s.Hint = fmt.Sprintf("%s, %s %s, mean %s", t.Name, format.Money(amount, t.Cost.Currency), v.per(), format.Duration(*t.Latency.Mean))
	return s
}

func (v *View) kind(t Trial) chart.Kind {
	switch {
	case t.Pick:
		return chart.Chosen
	case t.Muted():
		return chart.Out
	case t.Base:
		return chart.Apart
	case v.onFront(t):
		return chart.Good
	}
	return chart.Other
}

// weight orders the spots by who gets a label first.
func (v *View) weight(t Trial) int {
	switch {
	case t.Pick:
		return 0
	case t.Today || t.Base:
		return 1
	case v.onFront(t) || t.Tied:
		return 2
	case t.Muted():
		return 4
	}
	return 3
}

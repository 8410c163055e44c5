package view

import (
	"fmt"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/chart"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

// CapacityChart draws the latency of every probe of Probed against its rate, with
// the limit that the search held where it is one on that latency. There is a
// Probed.
func (v *View) CapacityChart(id string, width float64) chart.Plane {
	t := v.Probed()
	c := t.Capacity
	statistic, limit := probedStatistic(c)
	out := chart.Plane{
		ID: id, Width: width, Height: 260,
		Title: "Latency against rate: " + t.Name,
		X:     chart.Dimension{Title: "requests a second (log scale)", Scale: format.Number, Log: true},
		Y:     chart.Dimension{Title: statistic + " of latency (log scale)", Scale: format.DurationTick, Log: true},
	}
	seen := map[chart.Kind]bool{}
	for _, p := range c.Probes {
		y := probed(p, statistic)
		if y == nil || *y <= 0 {
			continue
		}
		s := chart.Spot{X: p.Rate, Y: *y, Kind: probeKind(p), Hint: fmt.Sprintf("%s: %s %s, holds: %s", format.Rate(p.Rate), statistic, format.Duration(*y), probeWord(p))}
		seen[s.Kind] = true
		out.Spots = append(out.Spots, s)
	}
	for i := range out.Spots {
		if out.Spots[i].Kind == chart.Chosen {
			out.Spots[i].Label = "capacity " + format.Rate(out.Spots[i].X)
			break
		}
	}
	if limit > 0 && len(out.Spots) > 0 {
		low, high := out.Spots[0].X, out.Spots[0].X
		for _, s := range out.Spots {
			low, high = min(low, s.X), max(high, s.X)
		}
		out.Traces = []chart.Trace{{Name: statistic + " limit " + format.Duration(limit), Points: [][2]float64{{low, limit}, {high, limit}}}}
	}
	for _, k := range probeKinds {
		if seen[k.Kind] {
			out.Keys = append(out.Keys, k)
		}
	}
	out.Desc = fmt.Sprintf("%s of %s, by rate and %s of latency. %s", plural(len(out.Spots), "probe"), t.Name, statistic, format.Clean(c.Sentence))
	return out
}

// probeKinds are what a probe is to the reader.
var probeKinds = []chart.Key{
	{Kind: chart.Chosen, Name: "at the capacity"}, {Kind: chart.Good, Name: "holds"}, {Kind: chart.Other, Name: "not sure"}, {Kind: chart.Out, Name: "does not hold"},
}

func probeKind(p reports.CapacityProbe) chart.Kind {
	switch {
	case p.Counted && p.Check:
		return chart.Chosen
	case p.Verdict == "pass":
		return chart.Good
	case p.Verdict == "fail":
		return chart.Out
	}
	return chart.Other
}

// probedStatistic is which latency of the probes is drawn, with the limit on it
// in ms: that of the first check on one, else p95, which has none.
func probedStatistic(c *reports.Capacity) (name string, limit float64) {
	gates, err := check.ParseSLO(c.Where)
	if err != nil { // of another version
		return "p95", 0
	}
	for _, g := range gates {
		switch g.Metric.Name {
		case "p50", "p95", "p99":
			return g.Metric.Name, g.Limit.Number
		}
	}
	return "p95", 0
}

func probed(p reports.CapacityProbe, statistic string) *float64 {
	return map[string]*float64{"p50": p.P50, "p95": p.P95, "p99": p.P99}[statistic]
}

// CapacityNote says what the chart shows, and what it leaves out. There is a
// Probed.
func (v *View) CapacityNote() string {
	t := v.Probed()
	statistic, _ := probedStatistic(t.Capacity)
	left := 0
	for _, p := range t.Capacity.Probes {
		if probed(p, statistic) == nil {
			left++
		}
	}
	note := "A spot is a probe of " + t.Name + "."
	if left > 0 {
		note += " Not drawn: " + plural(left, "probe") + " with too few successes for a " + statistic + "."
	}
	return note
}

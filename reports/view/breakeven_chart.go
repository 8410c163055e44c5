package view

import (
	"fmt"
	"strings"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/chart"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// Basis is one of the two ways to count what something costs.
type Basis struct {
	Name string // "as deployed", "compute alone"
	of   func(reports.BreakEvenAlternative) reports.BreakEvenSide
}

// The sides of a break-even, the one that is paid first.
var (
	AsDeployed  = Basis{"as deployed", func(a reports.BreakEvenAlternative) reports.BreakEvenSide { return a.AsDeployed }}
	ComputeOnly = Basis{"compute alone", func(a reports.BreakEvenAlternative) reports.BreakEvenSide { return a.Bare }}
)

// most of what a chart of break-even shows.
const (
	mostAlternatives = 5
	mostMeetings     = 3 // of each alternative with the function
)

// BreakEvenChart draws the cost of a month against the requests in it, a line for
// each way to do the work, with the first crossings marked. It has no lines where
// the scenario names no other way, or the summary is of an earlier version.
func (v *View) BreakEvenChart(side Basis, id string, width float64) chart.Plane {
	out := chart.Plane{
		ID: id, Width: width, Height: 250,
		Title: "Cost of a month, " + side.Name,
		X:     chart.Dimension{Title: "requests a month (log scale)", Scale: requestsTick, Log: true},
		Y: chart.Dimension{
			Title: "cost of a month, " + side.Name + " (log scale)", Log: true,
			Scale: func(x float64) string { return format.MoneyTick(x, v.Summary.BreakEven.Currency) },
		},
	}
	b := v.Summary.BreakEven
	if b == nil {
		return out
	}
	var told []string
	for _, a := range b.Alternatives[:min(len(b.Alternatives), mostAlternatives)] {
		s := side.of(a)
		if len(s.Course) == 0 {
			continue
		}
		trace := chart.Trace{Name: format.Clean(a.Name)}
		for _, p := range s.Course {
			trace.Points = append(trace.Points, [2]float64{float64(p.RequestsPerMonth), p.Amount.InexactFloat64()})
		}
		out.Traces = append(out.Traces, trace)
		if s.Sentence != "" {
			told = append(told, format.Clean(s.Sentence))
		}
		out.Spots = append(out.Spots, meetings(s, b.Currency)...)
	}
	if len(out.Spots) > 0 {
		out.Keys = []chart.Key{{Kind: chart.Meeting, Name: "from here on another is cheaper"}}
	}
	if own := v.ownTraffic(side); own != nil {
		out.Keys = append(out.Keys, chart.Key{Kind: chart.Good, Name: "the scenario's traffic"})
		out.Spots = append(out.Spots, *own)
	}
	out.Desc = fmt.Sprintf("A line for each of %s, computed from prices. %s", plural(len(out.Traces), "way"), strings.Join(told, " "))
	return out
}

// ownTraffic is the function at the scenario's own traffic, nil where that is not
// among the points.
func (v *View) ownTraffic(side Basis) *chart.Spot {
	b, t := v.Summary.BreakEven, v.Chosen()
	if len(b.Alternatives) == 0 || t == nil || t.Cost == nil || t.Cost.RequestsPerMonth == nil {
		return nil
	}
	own := t.Cost.RequestsPerMonth.IntPart()
	for _, p := range side.of(b.Alternatives[0]).PerMonth {
		if p.RequestsPerMonth == own && own >= minTraffic && p.Amount.IsPositive() {
			return &chart.Spot{
				X: float64(own), Y: p.Amount.InexactFloat64(), Kind: chart.Good, Label: requestsTick(float64(own)),
				Hint: fmt.Sprintf("%s requests a month: %s", format.Count(int(own)), format.Money(p.Amount, b.Currency)),
			}
		}
	}
	return nil
}

// minTraffic is where the courses begin.
const minTraffic = 10_000

// meetings are the first crossings of a side, where they are on the axes.
func meetings(s reports.BreakEvenSide, currency string) []chart.Spot {
	var out []chart.Spot
	first, last := s.Course[0].RequestsPerMonth, s.Course[len(s.Course)-1].RequestsPerMonth
	for _, c := range s.Crossings {
		if c.RequestsPerMonth < first || c.RequestsPerMonth > last || !c.Amount.IsPositive() {
			continue
		}
		text := requestsTick(rounded(float64(c.RequestsPerMonth)))
		out = append(out, chart.Spot{
			X: float64(c.RequestsPerMonth), Y: c.Amount.InexactFloat64(), Kind: chart.Meeting, Label: text,
			Hint: fmt.Sprintf("from %s requests a month (%s): %s", format.Count(int(c.RequestsPerMonth)), format.Money(c.Amount, currency), format.Clean(c.Cheaper)),
		})
		if len(out) == mostMeetings {
			break
		}
	}
	return out
}

// rounded keeps three digits.
func rounded(x float64) float64 {
	unit := 1.0
	for x/unit >= 1000 {
		unit *= 10
	}
	return float64(int(x/unit+0.5)) * unit
}

// requestsTick writes a number of requests as an axis shows it: "10k", "2.5M".
func requestsTick(n float64) string {
	for _, unit := range []struct {
		size float64
		sign string
	}{{1e9, "B"}, {1e6, "M"}, {1e3, "k"}} {
		if n >= unit.size {
			return format.Number(n/unit.size) + unit.sign
		}
	}
	return format.Number(n)
}

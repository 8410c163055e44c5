package chart

import (
	"path/filepath"
	"testing"

	"github.com/sweetspot-bench/sweetspot/internal/golden"
)

func TestGolden(t *testing.T) {
	point := func(v, low, high float64) *Point { return &Point{v, &[2]float64{low, high}, "hint"} }
	stacked := Stacked{
		ID: "s", Title: "title", Desc: "description", Width: 500, AxisTitle: [2]string{"", "memory, MB"},
		Columns: []Column{
			{Labels: [2]string{"128 MB", "128"}, Muted: true, Tags: []Tag{{"unusable", "✕", false}}},
			{Labels: [2]string{"256 MB", "256"}, Pick: true, Tags: []Tag{{"pick", "★", true}}},
			{Labels: [2]string{"512 MB", "512"}},
		},
		Upper: Lines{Title: "Latency", Note: "log scale", Scale: ms, Lines: []Line{
			{"p50", []*Point{point(400, 390, 420), point(200, 190, 220), point(100, 98, 110)}},
			{"p99", []*Point{nil, point(260, 240, 300), nil}},
		}},
		Lower: Bars{Title: "Cost", Scale: ms, Bars: []*Bar{nil, {*point(1.5, 1.4, 1.6), "1.50"}, {Point{Value: 2}, "2.00"}}},
	}
	for name, svg := range map[string]string{
		"stacked": stacked.SVG(),
		"sheet":   Sheet{Headline: "name", Text: "the answer", Chart: stacked, Notes: []string{"a note"}}.SVG(),
		"rows": Rows{
			ID: "r", Title: "title", Desc: "description", Width: 500, Keys: []string{"fee", "compute"}, Scale: ms, AxisTitle: "cost",
			Rows: []Row{{Label: "128 MB", Bars: []Split{{[]float64{1, 3}, "4", "hint"}}}, {Label: "256 MB", Pick: true, Bars: []Split{{[]float64{1, 1}, "2", ""}}}},
		}.SVG(),
		"curves": Curves{
			ID: "c", Title: "title", Desc: "description", Width: 500, Scale: ms, AxisTitle: "within",
			Curves: []Curve{{"warm", 0, false, []Step{{10, 0.5}, {20, 1}}}, {"cold", 0, true, []Step{{40, 1}}}},
		}.SVG(),
		"overlay": Overlay{
			ID: "o", Title: "title", Desc: "description", Width: 500, AxisTitle: [2]string{"", "memory, MB"}, Columns: stacked.Columns,
			Keys: []string{"base", "head"},
			Panels: []Lines{
				{Title: "Latency", Scale: ms, Lines: []Line{
					{"base", []*Point{point(400, 390, 420), point(200, 190, 220), nil}}, {"head", []*Point{nil, point(210, 200, 240), {Value: 100}}},
				}},
				{Title: "Cost", Note: "a note", Scale: ms, Linear: true, Lines: []Line{{"base", []*Point{nil, {Value: 2}, {Value: 3}}}}},
			},
		}.SVG(),
		"forest": Forest{
			ID: "f", Title: "title", Desc: "description", Width: 600, AxisTitle: "better · worse", Scale: ms,
			Panels: []Effects{
				{Title: "Latency", Limit: 5, Rows: []Effect{
					{"128 MB", new(12.0), &[2]float64{10, 14}, "regression", Worse, "hint"}, {"256 MB", new(-11.0), &[2]float64{-12, -9}, "improvement", Better, ""},
				}},
				{Title: "Cost", Limit: 5, Rows: []Effect{{"128 MB", new(0.5), nil, "no change", Plain, ""}, {Label: "256 MB", Text: "inconclusive", Verdict: Unknown}}},
			},
		}.SVG(),
	} {
		golden.Check(t, filepath.Join("testdata", name+".svg"), svg)
	}
}

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
	} {
		golden.Check(t, filepath.Join("testdata", name+".svg"), svg)
	}
}

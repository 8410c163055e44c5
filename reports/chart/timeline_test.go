package chart

import (
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/internal/golden"
)

func seconds(v float64) string { return fmt.Sprintf("%g s", math.Round(v*1e6)/1e6) }

// some are values as they come, those that no axis has among them.
var some = rapid.OneOf(values, rapid.SampledFrom([]float64{0, -1, math.NaN(), math.Inf(1)}))

func drawTimeline(t *rapid.T) Timeline {
	out := Timeline{ID: "x", Width: sizes.Draw(t, "width"), Until: some.Draw(t, "until"), Scale: seconds, AxisTitle: words.Draw(t, "axis")}
	at := 0.0
	for range rapid.IntRange(0, 30).Draw(t, "bands") {
		length := rapid.Float64Range(0, 1e4).Draw(t, "length")
		out.Bands = append(out.Bands, Band{From: at, To: at + length, Labels: [2]string{words.Draw(t, "label"), words.Draw(t, "short")}, Pick: rapid.Bool().Draw(t, "pick")})
		at += length
	}
	for range rapid.IntRange(1, 4).Draw(t, "panels") {
		p := Panel{Title: words.Draw(t, "title"), Note: words.Draw(t, "note"), Log: rapid.Bool().Draw(t, "log"), Scale: ms}
		for i := range rapid.IntRange(0, 3).Draw(t, "courses") {
			c := Course{Name: words.Draw(t, "name"), Color: i}
			for k := range rapid.IntRange(0, 5).Draw(t, "levels") {
				c.Levels = append(c.Levels, Level{float64(k), float64(k + 1), some.Draw(t, "value")})
			}
			p.Courses = append(p.Courses, c)
		}
		for i := range rapid.IntRange(0, 2).Draw(t, "dots") {
			p.Dots = append(p.Dots, Dots{Name: words.Draw(t, "name"), Shape: Shape(i), At: [][2]float64{{1, some.Draw(t, "value")}}})
		}
		out.Panels = append(out.Panels, p)
	}
	return out
}

func TestTimelineLabelsKeepApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := drawTimeline(t).draw()
		separate(t, l.labels, l.width, l.height())
		if svg := l.b.String(); strings.Contains(svg, "NaN") || strings.Contains(svg, "Inf") {
			t.Fatalf("a coordinate is none: %s", svg)
		}
	})
}

func TestStripLabelsKeepApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Strip{ID: "x", Width: sizes.Draw(t, "width"), Until: some.Draw(t, "until"), Scale: seconds, AxisTitle: words.Draw(t, "axis")}
		s.Keys = [2]string{words.Draw(t, "key"), words.Draw(t, "key")}
		for range rapid.IntRange(1, 12).Draw(t, "rows") {
			s.Rows = append(s.Rows, Instants{Label: words.Draw(t, "label"), At: [2][]float64{{values.Draw(t, "at")}, {values.Draw(t, "at")}}})
		}
		l := s.draw()
		separate(t, l.labels, l.width, l.height())
	})
}

func TestPercentilesLabelsKeepApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Percentiles{ID: "x", Width: sizes.Draw(t, "width"), Scale: ms, AxisTitle: words.Draw(t, "axis")}
		for i := range rapid.IntRange(0, 6).Draw(t, "curves") {
			x, far := values.Draw(t, "x"), rapid.Float64Range(0.1, 7).Draw(t, "nines")
			p.Curves = append(p.Curves, Curve{Name: words.Draw(t, "name"), Color: i, Steps: []Step{{x, 0.5}, {x * 2, 1 - math.Pow(10, -far)}}})
		}
		l := p.draw()
		separate(t, l.labels, l.width, l.height())
	})
}

func TestTimeTicksAreThoseOfClocks(t *testing.T) {
	for _, c := range []struct {
		until float64
		want  string
	}{
		{0.035, "[0 0.005 0.01 0.015 0.02 0.025 0.03]"},
		{1, "[0 0.2 0.4 0.6 0.8]"},
		{67, "[0 10 20 30 40 50 60]"},
		{198, "[0 30 60 90 120 150 180]"},
		{3600, "[0 600 1200 1800 2400 3000]"},
		{5 * 86400, "[0 86400 172800 259200 345600]"},
	} {
		got := timeTicks(c.until, 8)
		for i := range got {
			got[i] = math.Round(got[i]*1e9) / 1e9
		}
		if fmt.Sprint(got) != c.want {
			t.Errorf("ticks until %g: %v, want %s", c.until, got, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		until, most := rapid.Float64Range(1e-6, 1e9).Draw(t, "until"), rapid.IntRange(1, 12).Draw(t, "most")
		if got := timeTicks(until, most); len(got) > most+1 || got[len(got)-1] >= until {
			t.Fatalf("until %g at most %d: %v", until, most, got)
		}
	})
}

func TestGoldenOverTime(t *testing.T) {
	for name, svg := range map[string]string{
		"timeline": Timeline{
			ID: "t", Title: "title", Desc: "description", Width: 500, Until: 20, Scale: seconds, AxisTitle: "time",
			Bands: []Band{{0, 9, [2]string{"128 MB", "128"}, false}, {10, 20, [2]string{"256 MB", "256"}, true}},
			Panels: []Panel{
				{Title: "Rate", Scale: ms, Courses: []Course{{"sent", 0, false, []Level{{0, 5, 10}, {5, 9, 9}, {10, 20, 10}}}}},
				{
					Title: "Latency", Note: "log scale", Log: true, Scale: ms,
					Courses: []Course{{"p50", 0, false, []Level{{0, 9, 100}, {10, 15, math.NaN()}, {15, 20, 50}}}, {"p99", 2, true, nil}},
					Dots:    []Dots{{"one", 3, Dot, [][2]float64{{1, 90}, {2, 110}}}, {"cold", 1, Triangle, [][2]float64{{0, 300}}}},
				},
			},
		}.SVG(),
		"strip": Strip{
			ID: "i", Title: "title", Desc: "description", Width: 500, Until: 20, Scale: seconds, AxisTitle: "time", Keys: [2]string{"natural", "forced"},
			Rows: []Instants{{Label: "128 MB", At: [2][]float64{{1, 2}, {0}}}, {Label: "256 MB", Pick: true}},
		}.SVG(),
		"percentiles": Percentiles{
			ID: "p", Title: "title", Desc: "description", Width: 500, Scale: ms, AxisTitle: "share",
			Curves: []Curve{{"warm", 0, false, []Step{{10, 0.5}, {20, 0.9}, {90, 0.999}}}, {"cold", 0, true, []Step{{40, 0.5}}}},
		}.SVG(),
	} {
		golden.Check(t, filepath.Join("testdata", name+".svg"), svg)
	}
}

// The pick is named where its stretch has no room for the name, the first time
// with the unit; another is not.
func TestTimelineNamesThePick(t *testing.T) {
	c := Timeline{Width: 600, Until: 100, Scale: func(float64) string { return "" }, Panels: []Panel{{Scale: func(float64) string { return "" }}}}
	for _, from := range []float64{10, 50} {
		c.Bands = append(c.Bands,
			Band{From: from, To: from + 1, Labels: [2]string{"1769 MB", "1769"}, Pick: true},
			Band{From: from + 20, To: from + 21, Labels: [2]string{"3008 MB", "3008"}})
	}
	got := c.SVG()
	if strings.Count(got, ">1769 MB<") != 1 || strings.Count(got, ">1769<") != 1 || strings.Contains(got, "3008") {
		t.Error(got)
	}
}

package chart

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
)

// separate fails when two labels meet or one leaves the picture.
func separate(t *rapid.T, labels []label, width, height float64) {
	t.Helper()
	for i, a := range labels {
		if a.x0 < -0.01 || a.y0 < -0.01 || a.x1 > width+0.01 || a.y1 > height+0.01 {
			t.Fatalf("%q is cut off: %+v in %g × %g", a.text, a, width, height)
		}
		for _, b := range labels[:i] {
			if a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1 {
				t.Fatalf("%+v meets %+v", a, b)
			}
		}
	}
}

func ms(v float64) string { return fmt.Sprintf("%g ms", v) }

var (
	words  = rapid.StringMatching(`[A-Za-z0-9 MB_=.–]{0,24}`)
	values = rapid.Float64Range(0.001, 1e6)
	sizes  = rapid.SampledFrom([]float64{328, 560, 920})
)

func drawPoint(t *rapid.T, name string) *Point {
	if rapid.IntRange(0, 5).Draw(t, name+" missing") == 0 {
		return nil
	}
	p := &Point{Value: values.Draw(t, name)}
	if rapid.Bool().Draw(t, name+" interval") {
		p.Interval = &[2]float64{p.Value * 0.9, p.Value * 1.3}
	}
	return p
}

func drawStacked(t *rapid.T) Stacked {
	s := Stacked{
		ID: "x", Width: sizes.Draw(t, "width"), AxisTitle: [2]string{"", "memory, MB"},
		Upper: Lines{Title: "Latency", Note: words.Draw(t, "note"), Scale: ms},
		Lower: Bars{Title: "Cost per million requests", Note: words.Draw(t, "note"), Scale: ms},
	}
	n := rapid.OneOf(rapid.IntRange(0, 16), rapid.IntRange(25, 100)).Draw(t, "columns")
	groups := rapid.IntRange(1, 3).Draw(t, "groups")
	for i := range n {
		c := Column{
			Labels: [2]string{words.Draw(t, "label"), words.Draw(t, "short")}, Group: fmt.Sprint("group ", i*groups/n),
			Pick: i == n/2, Muted: rapid.Bool().Draw(t, "muted"),
		}
		for range rapid.IntRange(0, 3).Draw(t, "tags") {
			c.Tags = append(c.Tags, Tag{Word: words.Draw(t, "word"), Sign: "★", Filled: rapid.Bool().Draw(t, "filled")})
		}
		s.Columns = append(s.Columns, c)
		var bar *Bar
		if p := drawPoint(t, "bar"); p != nil {
			bar = &Bar{*p, rapid.StringMatching(`\$[0-9]{1,7}\.[0-9]{2}`).Draw(t, "text")}
		}
		s.Lower.Bars = append(s.Lower.Bars, bar)
	}
	for i := range rapid.IntRange(0, 5).Draw(t, "lines") {
		line := Line{Name: fmt.Sprint("p", i)}
		for range n {
			line.Points = append(line.Points, drawPoint(t, "point"))
		}
		s.Upper.Lines = append(s.Upper.Lines, line)
	}
	return s
}

func TestStackedLabelsKeepApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := drawStacked(t).draw()
		separate(t, l.labels, l.width, l.height)
	})
}

func TestSheetLabelsKeepApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Sheet{Headline: words.Draw(t, "headline"), Text: words.Draw(t, "text"), Chart: drawStacked(t)}
		for range rapid.IntRange(0, 4).Draw(t, "notes") {
			s.Notes = append(s.Notes, strings.Repeat(words.Draw(t, "note")+" ", 6))
		}
		c, width, height := s.draw(s.Chart.place(2 * sheetMargin))
		separate(t, c.labels, width, height)
	})
}

// times are in ms; the shortest that is measured is a nanosecond.
var times = rapid.OneOf(rapid.Just(0.0), rapid.Float64Range(1e-6, 1e5))

func TestRowsLabelsKeepApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := Rows{ID: "x", Width: sizes.Draw(t, "width"), Scale: ms, AxisTitle: words.Draw(t, "axis")}
		r.Keys = rapid.SliceOfN(words, 1, 5).Draw(t, "keys")
		for range rapid.IntRange(0, 12).Draw(t, "rows") {
			row := Row{Label: words.Draw(t, "label"), Pick: rapid.Bool().Draw(t, "pick")}
			for range rapid.IntRange(1, 2).Draw(t, "bars") {
				row.Bars = append(row.Bars, Split{
					Segments: rapid.SliceOfN(times, len(r.Keys), len(r.Keys)).Draw(t, "segments"),
					Text:     words.Draw(t, "text"),
				})
			}
			r.Rows = append(r.Rows, row)
		}
		l := r.draw()
		separate(t, l.labels, l.width, l.height())
	})
}

func drawSpots(t *rapid.T) []Spot {
	var out []Spot
	for range rapid.IntRange(0, 40).Draw(t, "spots") {
		s := Spot{
			X: values.Draw(t, "x"), Y: values.Draw(t, "y"), Label: words.Draw(t, "label"),
			Kind: Kind(rapid.IntRange(0, 4).Draw(t, "kind")),
		}
		if rapid.Bool().Draw(t, "interval") {
			s.XInterval, s.YInterval = &[2]float64{s.X * 0.9, s.X * 1.2}, &[2]float64{s.Y * 0.9, s.Y * 1.2}
		}
		out = append(out, s)
	}
	return out
}

func TestPlaneLabelsKeepApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Plane{
			ID: "x", Width: sizes.Draw(t, "width"), Height: 250, Spots: drawSpots(t),
			X:    Dimension{Title: words.Draw(t, "across"), Scale: ms, Log: rapid.Bool().Draw(t, "log x")},
			Y:    Dimension{Title: words.Draw(t, "up"), Scale: ms, Log: rapid.Bool().Draw(t, "log y")},
			Keys: []Key{{Chosen, "pick"}, {Out, "unusable"}},
		}
		for i := range rapid.IntRange(0, 5).Draw(t, "traces") {
			p.Traces = append(p.Traces, Trace{Name: words.Draw(t, "name"), Points: [][2]float64{{10, float64(i)}, {1000, float64(i * 3)}}})
		}
		l := p.draw()
		separate(t, l.labels, l.width, l.height())
	})
}

// The first spot gets its label wherever there is room for it at all, and what
// has no place on a logarithmic axis is left out of it.
func TestPlaneLabelsTheFirst(t *testing.T) {
	p := Plane{
		ID: "x", Width: 600, Height: 250, X: Dimension{Scale: ms}, Y: Dimension{Scale: ms, Log: true},
		Spots:  []Spot{{X: 1, Y: 10, Label: "first", Kind: Chosen}, {X: 1.01, Y: 10.1, Label: "second"}},
		Traces: []Trace{{"free at first", [][2]float64{{1, 0}, {2, 10}, {3, 20}}}},
	}
	svg := p.SVG()
	if !strings.Contains(svg, ">first</text>") {
		t.Error("the first spot has no label")
	}
	if strings.Contains(svg, "NaN") || strings.Contains(svg, "Inf") {
		t.Errorf("a coordinate is no number: %s", svg)
	}
}

func TestCurvesLabelsKeepApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := Curves{ID: "x", Width: sizes.Draw(t, "width"), Scale: ms, AxisTitle: words.Draw(t, "axis")}
		for i := range rapid.IntRange(0, 6).Draw(t, "curves") {
			x := values.Draw(t, "x")
			c.Curves = append(c.Curves, Curve{Name: words.Draw(t, "name"), Color: i, Steps: []Step{{x, 0.5}, {x * 2, 1}}})
		}
		l := c.draw()
		separate(t, l.labels, l.width, l.height())
	})
}

func TestOverlayLabelsKeepApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawStacked(t)
		o := Overlay{
			ID: "x", Width: s.Width, AxisTitle: [2]string{words.Draw(t, "axis"), words.Draw(t, "short axis")}, Columns: s.Columns,
			Dense: rapid.Bool().Draw(t, "dense"),
		}
		for range rapid.IntRange(1, 3).Draw(t, "panels") {
			p := s.Upper
			p.Title, p.Note, p.Linear = words.Draw(t, "title"), words.Draw(t, "note"), rapid.Bool().Draw(t, "linear")
			p.First = rapid.IntRange(0, 3).Draw(t, "first")
			o.Panels = append(o.Panels, p)
		}
		if rapid.Bool().Draw(t, "keys") {
			for range s.Upper.Lines {
				o.Keys = append(o.Keys, words.Draw(t, "key"))
			}
		}
		l := o.draw()
		separate(t, l.labels, l.width, l.height)
	})
}

func TestForestLabelsKeepApart(t *testing.T) {
	effects := rapid.Float64Range(-0.99, 20)
	rapid.Check(t, func(t *rapid.T) {
		f := Forest{ID: "x", Width: sizes.Draw(t, "width"), AxisTitle: words.Draw(t, "axis"), Scale: func(v float64) string { return fmt.Sprintf("%+.3g %%", 100*v) }}
		for range rapid.IntRange(1, 3).Draw(t, "panels") {
			p := Effects{Title: words.Draw(t, "title"), Limit: rapid.Float64Range(0, 2).Draw(t, "limit")}
			for range rapid.IntRange(0, 8).Draw(t, "rows") {
				r := Effect{Label: words.Draw(t, "label"), Text: words.Draw(t, "text"), Verdict: Verdict(rapid.IntRange(0, 3).Draw(t, "verdict"))}
				if rapid.Bool().Draw(t, "known") {
					v := effects.Draw(t, "value")
					r.Value = &v
					if rapid.Bool().Draw(t, "interval") {
						r.Interval = &[2]float64{v - 0.1, v + 0.3}
					}
				}
				p.Rows = append(p.Rows, r)
			}
			f.Panels = append(f.Panels, p)
		}
		l := f.draw()
		separate(t, l.labels, l.width, l.height())
	})
}

func TestSignedTicksEncloseZero(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		low, high := rapid.Float64Range(-50, 0).Draw(t, "low"), rapid.Float64Range(0, 50).Draw(t, "high")
		ticks := signedTicks(low, high)
		if len(ticks) < 2 || len(ticks) > 14 || ticks[0] > low+1e-6 || ticks[len(ticks)-1] < high-1e-6 || !slices.Contains(ticks, 0) {
			t.Fatalf("ticks of [%g, %g]: %v", low, high, ticks)
		}
	})
	if got := fmt.Sprint(signedTicks(-0.06, 0.14)); got != "[-0.1 -0.05 0 0.05 0.1 0.15000000000000002]" {
		t.Error(got)
	}
}

// A run on another machine is not connected with the ones before it.
func TestOverlayBreaksItsLinesBetweenGroups(t *testing.T) {
	o := Overlay{
		ID: "x", Width: 500, Columns: []Column{{Group: "a"}, {Group: "a"}, {Group: "b"}, {Group: "b"}},
		Panels: []Lines{{Scale: ms, Lines: []Line{{"p50", []*Point{{Value: 1}, {Value: 2}, {Value: 3}, {Value: 4}}}}}},
	}
	if got := strings.Count(o.SVG(), `class="run l1"`); got != 2 {
		t.Errorf("%d runs, want 2", got)
	}
	if o.Empty() || !(Overlay{Panels: []Lines{{Lines: []Line{{"p50", []*Point{nil}}}}}}).Empty() {
		t.Error("a chart is empty without a point, and then only")
	}
}

func TestTicksEncloseTheValues(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		low := values.Draw(t, "low")
		high := low * rapid.Float64Range(1, 1e5).Draw(t, "ratio")
		ticks := logTicks(low, high)
		if len(ticks) < 2 || ticks[0] > low || ticks[len(ticks)-1] < high {
			t.Fatalf("log ticks of [%g, %g]: %v", low, high, ticks)
		}
		linear := linearTicks(high)
		if linear[0] != 0 || linear[len(linear)-1] < high*(1-1e-8) || len(linear) > 7 {
			t.Fatalf("linear ticks to %g: %v", high, linear)
		}
	})
}

func TestTicksAreRound(t *testing.T) {
	for _, c := range []struct {
		got  []float64
		want string
	}{
		{logTicks(58, 804), "[50 100 200 500 1000]"},
		{logTicks(60, 61), "[50 100]"},
		{logTicks(0.3, 4000), "[0.1 1 10 100 1000 10000]"},
		{logTicks(100, 100), "[100 200]"},
		{linearTicks(3.08), "[0 1 2 3 4]"},
		{rangeTicks(1.29, 2.45), "[1 1.5 2 2.5]"},
		{rangeTicks(5, 5), "[4 4.5 5 5.5 6]"},
		{rangeTicks(-3, 12), "[-5 0 5 10 15]"},
		{linearTicks(0.0021), "[0 0.0005 0.001 0.0015 0.002 0.0025]"},
		{linearTicks(0), "[0 1]"},
		{linearTicks(math.Inf(1)), "[0 1]"},
	} {
		if got := fmt.Sprint(c.got); got != c.want {
			t.Errorf("ticks %s, want %s", got, c.want)
		}
	}
}

func TestSpreadKeepsOrderAndDistance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ys := make([]float64, rapid.IntRange(0, 6).Draw(t, "n"))
		y := 0.0
		for i := range ys {
			y += rapid.Float64Range(0, 40).Draw(t, "step")
			ys[i] = y
		}
		out := spread(ys, 16, 0, 240)
		for i, v := range out {
			if v < -0.001 || v > 240.001 || i > 0 && v-out[i-1] < 15.999 {
				t.Fatalf("spread(%v) = %v", ys, out)
			}
		}
	})
}

// An unusable size is drawn, but no line leads to it.
func TestMutedColumnsAreNotConnected(t *testing.T) {
	points := []*Point{{Value: 100}, {Value: 50}, {Value: 25}}
	s := Stacked{
		ID: "x", Width: 500, Upper: Lines{Scale: ms, Lines: []Line{{"p50", points}}}, Lower: Bars{Scale: ms, Bars: make([]*Bar, 3)},
		Columns: []Column{{Muted: true}, {}, {}},
	}
	svg := s.SVG()
	if got := strings.Count(svg, `class="mark dim"`); got != 1 {
		t.Errorf("%d muted marks, want 1", got)
	}
	if got := strings.Count(svg, `class="run l1"`); got != 1 {
		t.Errorf("%d runs, want 1", got)
	}
	s.Columns[1].Muted = true
	if strings.Contains(s.SVG(), `class="run`) {
		t.Error("a single point is drawn as a line")
	}
}

// WCAG 2.2 asks for 4.5 of text and 3 of graphics.
func TestTheThemesHaveContrast(t *testing.T) {
	for name, theme := range map[string]Theme{"light": Light, "dark": Dark} {
		for _, ink := range []string{"ink", "muted", "pick", "q1", "q2", "q3", "q4", "q5", "good", "bad", "unsure"} {
			for _, paper := range []string{"paper", "band"} {
				if c := contrast(theme[ink], theme[paper]); c < 4.5 {
					t.Errorf("%s: %s on %s has a contrast of %.2f, want 4.5", name, ink, paper, c)
				}
			}
		}
		for _, shape := range []string{"bar", "faint", "pick", "q1", "q2", "q3", "q4", "q5", "s1", "s2", "s3", "s4", "s5"} {
			if c := contrast(theme[shape], theme["paper"]); c < 3 {
				t.Errorf("%s: the shape %s has a contrast of %.2f, want 3", name, shape, c)
			}
		}
		if c := contrast(theme["on-pick"], theme["pick"]); c < 4.5 {
			t.Errorf("%s: text on the pick has a contrast of %.2f", name, c)
		}
	}
}

// contrast is that of WCAG 2.2. https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
func contrast(a, b string) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func luminance(hex string) float64 {
	var rgb [3]int
	fmt.Sscanf(hex, "#%02x%02x%02x", &rgb[0], &rgb[1], &rgb[2])
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		v := float64(rgb[i]) / 255
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		sum += weight * v
	}
	return sum
}

func FuzzEscape(f *testing.F) {
	f.Add(`<script>"'&`)
	f.Add("\x00\x1b]]>\xff")
	f.Fuzz(func(t *testing.T, text string) {
		s := Sheet{Headline: text, Text: text, Notes: []string{text}, Chart: Stacked{
			ID: "x", Title: text, Desc: text, Width: 500, AxisTitle: [2]string{text, text},
			Columns: []Column{{Labels: [2]string{text, text}, Group: text, Tags: []Tag{{Word: text, Sign: text}}}, {Group: "b"}},
			Upper:   Lines{Title: text, Note: text, Scale: ms, Lines: []Line{{text, []*Point{{Value: 1, Hint: text}, nil}}}},
			Lower:   Bars{Title: text, Note: text, Scale: ms, Bars: []*Bar{{Point{Value: 1, Hint: text}, text}, nil}},
		}}
		reportstest.OnlyDrawing(t, s.SVG())
	})
}

package chart

import (
	"fmt"
	"math"
	"slices"
)

// Plane is points over two axes, each with a meaning of its own. Spots are what
// was measured or computed, each by itself; only Traces are lines.
type Plane struct {
	ID          string
	Title, Desc string
	Width       float64
	Height      float64 // of the plot
	X, Y        Dimension
	Keys        []Key // the signs of the spots; traces are named without
	Traces      []Trace
	Spots       []Spot // from the most to the least important: the first get their labels
}

// Dimension is an axis of a Plane, from the lowest to the highest value.
type Dimension struct {
	Title string
	Scale Scale
	Log   bool // values of nothing and below are not drawn then
}

// Trace is a named line.
type Trace struct {
	Name   string
	Points [][2]float64
}

// Kind is what a spot is to the reader; each has a shape of its own.
type Kind int

// The kinds of spots.
const (
	Chosen  Kind = iota // filled, with a ring
	Good                // filled
	Other               // hollow
	Out                 // a cross
	Meeting             // of two traces: a diamond
	Apart               // a hollow square: what the others are compared with
)

// Key names the spots of a kind.
type Key struct {
	Kind Kind
	Name string
}

// Spot is a point with its intervals, if it has any.
type Spot struct {
	X, Y                 float64
	XInterval, YInterval *[2]float64
	Kind                 Kind
	Label                string
	Hint                 string // shown when the pointer rests on it
}

type planeLayout struct {
	canvas
	Plane
	left, right, width float64
	across, up         axis
	marks              []label // the boxes of the spots
}

// SVG draws the chart.
func (p Plane) SVG() string {
	l := p.draw()
	return l.document(p.ID, p.Title, p.Desc, l.width, l.height(), l.width)
}

func (l *planeLayout) height() float64 { return l.up.bottom + 2*labelStep + 14 }

func (p Plane) draw() *planeLayout {
	l := &planeLayout{Plane: p, width: max(p.Width, 240)}
	l.across, l.up = p.axis(p.X, 0), p.axis(p.Y, 1)
	l.left = edge + 8 + widest(quiet, l.up.ticks, p.Y.Scale)
	l.right = l.width - edge - 8 - quiet.width(p.X.Scale(l.across.ticks[len(l.across.ticks)-1]))/2
	l.across.bottom, l.across.top = l.left, l.right
	y := l.drawKeys() + labelStep + 8
	l.text(edge, y, start, small, small.fit(p.Y.Title, l.width-2*edge))
	l.up.top = y + 12
	l.up.bottom = l.up.top + p.Height
	l.drawGrid()
	for i := len(p.Traces) - 1; i >= 0; i-- {
		l.drawTrace(i)
	}
	for _, s := range slices.Backward(p.Spots) {
		l.drawSpot(s)
	}
	for i, s := range p.Spots {
		l.labelSpot(i, s)
	}
	return l
}

// axis encloses the values of a dimension, 0 across and 1 up.
func (p Plane) axis(d Dimension, of int) axis {
	low, high := math.Inf(1), math.Inf(-1)
	take := func(v float64) {
		if !math.IsInf(v, 0) && !math.IsNaN(v) && (!d.Log || v > 0) {
			low, high = min(low, v), max(high, v)
		}
	}
	for _, t := range p.Traces {
		for _, at := range t.Points {
			take(at[of])
		}
	}
	for _, s := range p.Spots {
		take([2]float64{s.X, s.Y}[of])
		if iv := [2]*[2]float64{s.XInterval, s.YInterval}[of]; iv != nil {
			take(iv[0])
			take(iv[1])
		}
	}
	switch {
	case low > high:
		low, high = 1, 10
	case d.Log:
		return axis{ticks: logTicks(low, high), log: true}
	}
	return axis{ticks: rangeTicks(low, high)}
}

// signs are the shapes of the kinds of spots around a point.
var signs = map[Kind]string{
	Chosen:  "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",
	Good:    "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",
	Other:   "m-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0z",
	Out:     "m-3.5-3.5l7 7m0-7l-7 7",
	Meeting: "m0-5.5l5.5 5.5l-5.5 5.5l-5.5-5.5z",
	Apart:   "m-3.5-3.5h7v7h-7z",
}

func (k Kind) class() string {
	return [...]string{"spot chosen", "spot good", "spot other", "spot out", "spot meet", "spot apart"}[k]
}

func (l *planeLayout) sign(k Kind, x, y float64, hint string) {
	if k == Chosen {
		fmt.Fprintf(&l.b, `<path class="ring" d="M%s %sm-7.5 0a7.5 7.5 0 1 0 15 0a7.5 7.5 0 1 0-15 0z"/>`, px(x), px(y))
	}
	fmt.Fprintf(&l.b, `<path class="%s" d="M%s %s%s"`, k.class(), px(x), px(y), signs[k])
	l.hinted("path", hint)
}

// drawKeys names the traces and the kinds of spots, and returns where it ended.
func (l *planeLayout) drawKeys() float64 {
	var names []string
	for _, t := range l.Traces {
		names = append(names, t.Name)
	}
	for _, k := range l.Keys {
		names = append(names, k.Name)
	}
	return l.keys(names, edge+9, l.width, func(i int, x, y float64) {
		if i < len(l.Traces) {
			l.path(traceClass(i), [][2]float64{{x - 4, y - 4}, {x + 12, y - 4}})
			return
		}
		l.sign(l.Keys[i-len(l.Traces)].Kind, x+5, y-4, "")
	})
}

// traceClass is the hue of a line; each has dashes of its own as well.
func traceClass(i int) string { return fmt.Sprintf("run l%d", i%5+1) }

func (l *planeLayout) drawGrid() {
	last := l.up.bottom + 2*labelStep
	for i, t := range l.up.ticks {
		y := l.up.at(t)
		class := "grid"
		if i == 0 {
			class = "axis"
		}
		l.line(class, l.left, y, l.right, y)
		if last-y >= labelStep {
			l.text(l.left-8, y+4, end, quiet, l.Y.Scale(t))
			last = y
		}
	}
	reached := math.Inf(-1)
	for _, t := range l.across.ticks {
		x := l.across.at(t)
		l.line("grid", x, l.up.top, x, l.up.bottom)
		text := l.X.Scale(t)
		if half := quiet.width(text) / 2; x-half >= max(reached+10, edge) {
			l.text(x, l.up.bottom+17, middle, quiet, text)
			reached = x + half
		}
	}
	l.text(l.left, l.up.bottom+19+labelStep, start, small, small.fit(l.X.Title, l.width-l.left-edge))
}

// drawTrace draws straight lines between the points that the axes have.
func (l *planeLayout) drawTrace(i int) {
	var run [][2]float64
	for _, p := range l.Traces[i].Points {
		if l.X.Log && !(p[0] > 0) || l.Y.Log && !(p[1] > 0) {
			l.path(traceClass(i), run)
			run = nil
			continue
		}
		run = append(run, [2]float64{l.across.at(p[0]), l.up.at(p[1])})
	}
	l.path(traceClass(i), run)
}

func (l *planeLayout) drawSpot(s Spot) {
	x, y := l.across.at(s.X), l.up.at(s.Y)
	if iv := s.YInterval; iv != nil {
		l.whisker("err thin", x, l.up.at(iv[0]), l.up.at(iv[1]))
	}
	box := label{"", x - 5, y - 5, x + 5, y + 5}
	if iv := s.XInterval; iv != nil {
		box.x0, box.x1 = min(box.x0, l.across.at(iv[0])), max(box.x1, l.across.at(iv[1]))
		l.line("err thin", l.across.at(iv[0]), y, l.across.at(iv[1]), y)
	}
	l.sign(s.Kind, x, y, s.Hint)
	l.marks = append(l.marks, box)
}

// labelSpot writes the label of a spot where it meets nothing; it stays away
// where there is no such place.
func (l *planeLayout) labelSpot(i int, s Spot) {
	if s.Label == "" {
		return
	}
	st := body
	if s.Kind == Chosen {
		st = strong
	}
	text := st.fit(s.Label, (l.right-l.left)*0.45)
	x, y, w := l.across.at(s.X), l.up.at(s.Y), st.width(text)
	own := l.marks[len(l.marks)-1-i] // they were drawn from the last to the first
	places := []place{{12, 4, start}, {0, -13, middle}, {0, 22, middle}, {-12, 4, end}, {10, -8, start}, {10, 17, start}, {-10, -8, end}, {-10, 17, end}}
	if s.Kind == Meeting { // not over the lines that go on to the right
		places = []place{{-8, -9, end}, {8, 19, start}, {0, -13, middle}, {0, 22, middle}}
	}
	for _, at := range places {
		to := x + at.dx
		switch { // beside the interval, not over it
		case at.dy == 4 && at.anchor == start:
			to = own.x1 + 7
		case at.dy == 4:
			to = own.x0 - 7
		}
		x0 := map[anchor]float64{start: to, middle: to - w/2, end: to - w}[at.anchor]
		box := label{text, x0 - 2, y + at.dy - st.size, x0 + w + 2, y + at.dy + 0.3*st.size}
		if l.free(i, box) {
			l.text(to, y+at.dy, at.anchor, st, text, "halo")
			return
		}
	}
}

// place is where a label stands by its spot.
type place struct {
	dx, dy float64
	anchor anchor
}

// free reports whether a box is within the plot and meets no label and no spot
// but the i-th, whose own label it is.
func (l *planeLayout) free(i int, box label) bool {
	if box.x0 < l.left || box.x1 > l.width-edge || box.y0 < l.up.top-6 || box.y1 > l.up.bottom {
		return false
	}
	own := len(l.Spots) - 1 - i // they were drawn from the last to the first
	for j, m := range l.marks {
		if j != own && box.meets(m) {
			return false
		}
	}
	return !slices.ContainsFunc(l.labels, box.meets)
}

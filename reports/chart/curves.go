package chart

import (
	"fmt"
	"math"
	"strings"
)

// Curves are cumulative shares over a logarithmic axis: what share of the
// values is at most x.
type Curves struct {
	ID          string
	Title, Desc string
	Width       float64
	AxisTitle   string
	Scale       Scale
	Curves      []Curve
}

// Curve is one distribution. Color is its number among the hues, so that two
// curves of one thing can share it; Dashed tells them apart.
type Curve struct {
	Name   string
	Color  int
	Dashed bool
	Steps  []Step // from the lowest
}

// Step says that Share of the values is at most X.
type Step struct{ X, Share float64 }

// curvesHeight is that of the plot in px.
const curvesHeight = 230.0

// shares are the levels with a grid line; the top one goes without a label.
var shares = []float64{0, 0.25, 0.5, 0.75, 0.95, 1}

type curvesLayout struct {
	canvas
	Curves
	left, right, width float64
	across, up         axis
}

// SVG draws the chart.
func (c Curves) SVG() string {
	l := c.draw()
	return l.document(c.ID, c.Title, c.Desc, l.width, l.height(), l.width)
}

func (l *curvesLayout) height() float64 { return l.up.bottom + 2*labelStep + 14 }

func (c Curves) draw() *curvesLayout {
	l := &curvesLayout{Curves: c, width: max(c.Width, 240)}
	low, high := math.Inf(1), math.Inf(-1)
	for _, curve := range c.Curves {
		for _, s := range curve.Steps {
			if s.X > 0 {
				low, high = min(low, s.X), max(high, s.X)
			}
		}
	}
	if low > high {
		low, high = 1, 10
	}
	l.across = axis{ticks: logTicks(low, high), log: true}
	l.left = edge + 8 + quiet.width("95 %")
	l.right = l.width - edge - quiet.width(c.Scale(l.across.ticks[len(l.across.ticks)-1]))/2
	l.across.bottom, l.across.top = l.left, l.right
	top := l.curveKeys(l.Curves.Curves, l.width) + 14
	l.up = axis{ticks: shares, bottom: top + curvesHeight, top: top}
	l.drawGrid()
	for i := len(c.Curves) - 1; i >= 0; i-- {
		l.drawCurve(c.Curves[i])
	}
	return l
}

func (c Curve) class() string {
	class := fmt.Sprintf("run l%d solid", c.Color%5+1)
	if c.Dashed {
		class = fmt.Sprintf("run l%d dash", c.Color%5+1)
	}
	return class
}

// curveKeys says which curve is which.
func (c *canvas) curveKeys(curves []Curve, width float64) float64 {
	names := make([]string, len(curves))
	for i, curve := range curves {
		names[i] = curve.Name
	}
	return c.keys(names, edge, width, func(i int, x, y float64) {
		c.path(curves[i].class(), [][2]float64{{x, y - 4}, {x + 14, y - 4}})
	})
}

func (l *curvesLayout) drawGrid() {
	for i, s := range shares {
		y := l.up.at(s)
		class := "grid"
		if i == 0 {
			class = "axis"
		}
		l.line(class, l.left, y, l.right, y)
		if i < len(shares)-1 {
			l.text(l.left-8, y+4, end, quiet, fmt.Sprintf("%.0f %%", s*100))
		}
	}
	last := math.Inf(-1)
	for _, t := range l.across.ticks {
		x := l.across.at(t)
		l.line("grid", x, l.up.top, x, l.up.bottom)
		text := l.Scale(t)
		if half := quiet.width(text) / 2; x-half >= max(last+8, edge) {
			l.text(x, l.up.bottom+17, middle, quiet, text)
			last = x + half
		}
	}
	l.text(l.left, l.up.bottom+19+labelStep, start, small, small.fit(l.AxisTitle, l.width-l.left-edge))
}

// drawCurve draws the steps as they are: flat until the next value.
func (l *curvesLayout) drawCurve(c Curve) {
	var d strings.Builder
	for i, s := range c.Steps {
		if i == 0 {
			d.WriteString("M" + rough(l.across.at(s.X)) + " " + rough(l.up.bottom))
		} else {
			d.WriteString("H" + rough(l.across.at(s.X)))
		}
		d.WriteString("V" + rough(l.up.at(s.Share)))
	}
	l.trace(c.class(), d.String())
}

// trace draws a path as it is written.
func (c *canvas) trace(class, d string) {
	if d != "" {
		fmt.Fprintf(&c.b, `<path class="%s" d="%s"/>`, class, d)
	}
}

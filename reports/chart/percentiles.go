package chart

import (
	"math"
	"strconv"
	"strings"
)

// Percentiles are quantile curves over an axis on which each further nine has
// as much room as the one before: 90, 99, 99.9 %. Both axes are logarithmic.
// HdrHistogram draws its percentiles so. https://hdrhistogram.github.io/HdrHistogram/
type Percentiles struct {
	ID          string
	Title, Desc string
	Width       float64
	AxisTitle   string
	Scale       Scale
	Curves      []Curve // Step.X is the value, Step.Share its quantile, below 1
}

type percentilesLayout struct {
	canvas
	Percentiles
	left, right, width float64
	nines              float64 // on the axis
	up                 axis
}

// SVG draws the chart.
func (p Percentiles) SVG() string {
	l := p.draw()
	return l.document(p.ID, p.Title, p.Desc, l.width, l.height(), l.width)
}

func (l *percentilesLayout) height() float64 { return l.up.bottom + 2*labelStep + 14 }

func (p Percentiles) draw() *percentilesLayout {
	l := &percentilesLayout{Percentiles: p, width: max(p.Width, 240), nines: 1}
	low, high := math.Inf(1), math.Inf(-1)
	for _, curve := range p.Curves {
		for _, s := range curve.Steps {
			if s.X > 0 {
				low, high = min(low, s.X), max(high, s.X)
			}
			l.nines = max(l.nines, nines(s.Share))
		}
	}
	if low > high {
		low, high = 1, 10
	}
	l.up = axis{ticks: logTicks(low, high), log: true}
	l.left = edge + 8 + widest(quiet, l.up.ticks, p.Scale)
	l.right = l.width - edge - 26
	l.up.top = l.curveKeys(l.Curves, l.width) + 14
	l.up.bottom = l.up.top + curvesHeight
	l.drawGrid()
	for i := len(p.Curves) - 1; i >= 0; i-- {
		l.drawCurve(p.Curves[i])
	}
	return l
}

// nines is where a quantile stands on the axis: 1 for 0.9, 2 for 0.99.
func nines(q float64) float64 { return -math.Log10(max(1-q, 1e-12)) }

func (l *percentilesLayout) x(q float64) float64 {
	return l.left + nines(q)/l.nines*(l.right-l.left)
}

func (l *percentilesLayout) drawGrid() {
	l.drawLevels(l.up, l.Scale, l.left, l.right)
	last := math.Inf(-1)
	for n, q := range quantilesShown {
		if nines(q) > l.nines+1e-9 {
			break
		}
		x := l.x(q)
		l.line("grid", x, l.up.top, x, l.up.bottom)
		text := strconv.FormatFloat(q*100, 'f', max(0, n-3), 64) + " %"
		if half := quiet.width(text) / 2; x-half >= last+8 && x+half <= l.width-edge {
			l.text(x, l.up.bottom+17, middle, quiet, text)
			last = x + half
		}
	}
	l.text(l.left, l.up.bottom+19+labelStep, start, small, small.fit(l.AxisTitle, l.width-l.left-edge))
}

// quantilesShown have a line each.
var quantilesShown = []float64{0, 0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999, 0.999999, 0.9999999}

// drawCurve draws the values as they are: each from the quantile before to its
// own.
func (l *percentilesLayout) drawCurve(c Curve) {
	var d strings.Builder
	for i, s := range c.Steps {
		if i == 0 {
			d.WriteString("M" + rough(l.x(0)) + " " + rough(l.up.at(s.X)))
		} else {
			d.WriteString("V" + rough(l.up.at(s.X)))
		}
		d.WriteString("H" + rough(l.x(s.Share)))
	}
	l.trace(c.class(), d.String())
}

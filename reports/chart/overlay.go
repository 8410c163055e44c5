package chart

import (
	"math"
	"slices"
)

// Overlay is panels of lines over one x axis, one below the other, each with a
// y axis of its own. In every panel the line of the same number is of the same
// thing: a run among several, or a quantile.
type Overlay struct {
	ID          string // prefix of the ids in it, unique in the page
	Title, Desc string // for those who cannot see it
	Width       float64
	AxisTitle   [2]string // below the columns' labels in full, and in short
	Columns     []Column
	Panels      []Lines
	Keys        []string // names of the lines, above all panels; empty: each panel names its own
	// Dense lets columns be narrower than their labels, of which those without
	// room are left out.
	Dense bool
}

// Measures of the picture in px.
const (
	panelHeight = 170.0
	denseColumn = 13.0
)

// overlayLayout is where things stand in an Overlay.
type overlayLayout struct {
	layout
	panels []Lines
	axes   []axis
	dense  bool
}

// SVG draws the chart.
func (o Overlay) SVG() string {
	l := o.draw()
	return l.document(o.ID, o.Title, o.Desc, l.width, l.height, o.Width)
}

func (o Overlay) draw() *overlayLayout {
	l := o.layout()
	l.drawBands()
	l.drawTags()
	for i, p := range l.panels {
		l.drawAxis(l.axes[i], p.Scale, p.Title, p.Note)
		l.drawLines(p, l.axes[i])
		if len(o.Keys) == 0 {
			l.drawNames(p, l.axes[i])
		}
	}
	if l.dense {
		l.drawSomeLabels()
	} else {
		l.drawLabels()
	}
	return l
}

// layout measures the texts and places the panels below each other.
func (o Overlay) layout() *overlayLayout {
	l := &overlayLayout{
		layout: layout{Stacked: Stacked{ID: o.ID, Width: o.Width, AxisTitle: o.AxisTitle, Columns: o.Columns}},
		panels: o.Panels, dense: o.Dense,
	}
	l.left, l.right = edge, 12
	for _, p := range o.Panels {
		a := p.axis()
		l.axes = append(l.axes, a)
		l.left = max(l.left, edge+8+widest(body, a.ticks, p.Scale))
		for _, line := range p.Lines {
			if len(o.Keys) == 0 {
				l.right = max(l.right, 26+strong.width(line.Name))
			}
		}
	}
	l.place(o)
	l.chooseTexts()

	y := l.drawOverlayKeys(o.Keys) + float64(l.tagLines())*tagStep
	for i, p := range o.Panels {
		y += titleStep + 6 + l.noteStep(p.Title, p.Note)
		if !l.axes[i].log {
			y += valueStep
		}
		l.axes[i].top, l.axes[i].bottom = y, y+panelHeight
		y += panelHeight + panelGap - 8
	}
	l.foot = y + 8 - panelGap + 18
	l.height = l.foot + labelStep + 8
	if l.grouped() {
		l.height += labelStep + 8
	}
	return l
}

// place divides the width among the columns; the margin stands in right.
func (l *overlayLayout) place(o Overlay) {
	least := minColumn
	if o.Dense {
		least = denseColumn
	}
	margin, n := l.right, float64(max(len(o.Columns), 1))
	l.width = max(o.Width, l.left+margin+n*least)
	l.right = l.width - margin
	l.band = (l.right - l.left) / n
}

// axis of a panel: logarithmic, or linear from zero.
func (p Lines) axis() axis {
	low, high := p.extent()
	if p.Linear {
		return axis{ticks: linearTicks(high)}
	}
	return axis{ticks: logTicks(low, high), log: true}
}

// drawOverlayKeys names the lines by their marks and returns the y below, from
// which on there is room.
func (l *overlayLayout) drawOverlayKeys(names []string) float64 {
	if len(names) == 0 {
		return edge
	}
	y := l.keys(names, edge, l.width, func(i int, x, y float64) {
		class := hue(i)
		l.path("run "+class, [][2]float64{{x, y - 4}, {x + 14, y - 4}})
		l.mark(i, "mark "+class, x+7, y-4, "")
	})
	l.above = y + 8
	return l.above
}

// drawSomeLabels names the columns that have room for it, and the axis.
func (l *overlayLayout) drawSomeLabels() {
	last := math.Inf(-1)
	for i, c := range l.Columns {
		text := c.Labels[1]
		half := body.width(text) / 2
		if x := l.x(i); x-half >= max(last+8, edge) && x+half <= l.width-edge {
			l.text(x, l.foot, middle, body, text)
			last = x + half
		}
	}
	y := l.foot + labelStep + 2
	if l.grouped() {
		l.drawGroups(y)
		y += labelStep + 8
	}
	l.text((l.left+l.right)/2, y, middle, small, small.fit(l.AxisTitle[1], l.right-l.left))
}

// Empty reports whether there is nothing to draw.
func (o Overlay) Empty() bool {
	return !slices.ContainsFunc(o.Panels, func(p Lines) bool { return p.measured() })
}

// measured reports whether a panel has any point.
func (p Lines) measured() bool {
	for _, line := range p.Lines {
		if slices.ContainsFunc(line.Points, func(point *Point) bool { return point != nil }) {
			return true
		}
	}
	return false
}

package chart

import (
	"math"
	"slices"
)

// Timeline is panels below each other over one axis of time. A strip above them
// says what ran when.
type Timeline struct {
	ID          string
	Title, Desc string
	Width       float64
	Until       float64 // end of the axis, in s from its start
	Scale       Scale   // writes a time, in s
	AxisTitle   string
	Bands       []Band
	Panels      []Panel
}

// Band is a stretch of time with what ran in it.
type Band struct {
	From, To float64   // in s
	Labels   [2]string // in full, and short where there is little room
	Pick     bool      // the one to look at
}

// Panel is one or more quantities of a kind over time.
type Panel struct {
	Title, Note string
	Log         bool // logarithmic, else from zero
	Scale       Scale
	Courses     []Course // at most five
	Dots        []Dots
}

// Course is a quantity in levels, each held over its stretch of time. Levels
// that do not follow each other directly are not connected. Color is its number
// among the hues.
type Course struct {
	Name   string
	Color  int
	Dashed bool
	Levels []Level // by time
}

// Level is a value from one time to another, in s; NaN where there is none.
type Level struct{ From, To, Value float64 }

// Dots are single values over time.
type Dots struct {
	Name  string
	Color int
	Shape Shape
	At    [][2]float64 // time in s, and value
}

// Shape is how single values are marked.
type Shape int

// The shapes.
const (
	Dot Shape = iota
	Triangle
	Cross
)

// Measures of the picture in px.
const (
	stripHeight = 17.0
	lowPanel    = 84.0
	highPanel   = 150.0 // of a logarithmic one
)

type timelineLayout struct {
	canvas
	Timeline
	left, right, width float64
	across             axis
	panels             []axis
	tops               []float64 // of the panels' titles
	top, bottom        float64   // of strip and panels
}

// SVG draws the chart.
func (t Timeline) SVG() string {
	l := t.draw()
	return l.document(t.ID, t.Title, t.Desc, l.width, l.height(), l.width)
}

func (l *timelineLayout) height() float64 { return l.bottom + 2*labelStep + 14 }

func (t Timeline) draw() *timelineLayout {
	l := &timelineLayout{Timeline: t, width: max(t.Width, 240)}
	if !positive(l.Until) {
		l.Until = 1
	}
	labels := 0.0
	for _, p := range t.Panels {
		a := p.axis()
		labels = max(labels, widest(quiet, a.ticks, p.Scale))
		l.panels = append(l.panels, a)
	}
	l.left = edge + 8 + labels
	l.right = l.width - edge - 4
	l.across = timeAxis(l.Until, l.left, l.right)
	l.place()
	l.drawBands()
	l.drawTimes(l.across, l.panels, l.Scale, l.AxisTitle, l.width)
	for i := range l.Panels {
		l.drawPanel(i)
	}
	return l
}

// axis of the panel's values.
func (p Panel) axis() axis {
	low, high := math.Inf(1), 0.0
	take := func(v float64) {
		if v-v == 0 && (v > 0 || !p.Log) {
			low, high = min(low, v), max(high, v)
		}
	}
	for _, c := range p.Courses {
		for _, level := range c.Levels {
			take(level.Value)
		}
	}
	for _, d := range p.Dots {
		for _, at := range d.At {
			take(at[1])
		}
	}
	switch {
	case !p.Log:
		return axis{ticks: linearTicks(high)}
	case low > high:
		low, high = 1, 10
	}
	return axis{ticks: logTicks(low, high), log: true}
}

// place puts the panels below each other.
func (l *timelineLayout) place() {
	l.top = edge
	y := l.top
	if len(l.Bands) > 0 {
		y += stripHeight + 6
	}
	for i, p := range l.Panels {
		l.tops = append(l.tops, y)
		y = l.legend(i, false) + 11
		height := lowPanel
		if p.Log {
			height = highPanel
		}
		l.panels[i].top, l.panels[i].bottom = y, y+height
		y += height + 12
	}
	l.bottom = y - 12
}

// drawBands shades every other stretch and that of the pick, and names in the
// strip those that have room.
func (l *timelineLayout) drawBands() {
	var shades, picks []box
	for i, b := range l.Bands {
		at := box{l.across.at(b.From), l.top, l.across.at(b.To) - l.across.at(b.From), l.bottom - l.top}
		at.w = max(at.w, 0.5)
		switch {
		case b.Pick:
			picks = append(picks, at)
		case i%2 == 0:
			shades = append(shades, at)
		}
	}
	l.boxes("shade", shades)
	l.boxes("band", picks)
	l.nameBands()
}

// nameBands names the bands of the pick wherever names do not meet, the first
// with its unit, and of the others those that have room for it.
func (l *timelineLayout) nameBands() {
	until := math.Inf(-1) // the end of the last name of the pick
	var taken [][2]float64
	write := func(text string, x float64) {
		half := small.width(text)/2 + 2
		taken = append(taken, [2]float64{x - half, x + half})
		l.text(x, l.top+12.5, middle, small, text)
	}
	for _, b := range l.Bands {
		from, to := l.across.at(b.From), l.across.at(b.To)
		text := b.Labels[0]
		if !math.IsInf(until, -1) && small.width(text)+4 > to-from {
			text = b.Labels[1]
		}
		half := small.width(text)/2 + 2
		x := min(max((from+to)/2, l.left+half), l.right-half)
		if b.Pick && text != "" && x-half >= until {
			write(text, x)
			until = x + half
		}
	}
	for _, b := range l.Bands {
		from, to := l.across.at(b.From), l.across.at(b.To)
		meets := func(t [2]float64) bool { return t[0] < to && from < t[1] }
		if b.Pick || slices.ContainsFunc(taken, meets) {
			continue
		}
		for _, text := range b.Labels {
			if text != "" && small.width(text)+4 <= to-from {
				l.text((from+to)/2, l.top+12.5, middle, small, text)
				break
			}
		}
	}
}

func (l *timelineLayout) drawPanel(i int) {
	p, a := l.Panels[i], l.panels[i]
	l.legend(i, true)
	l.drawLevels(a, p.Scale, l.left, l.right)
	for _, d := range p.Dots {
		l.drawDots(d, a)
	}
	for i := len(p.Courses) - 1; i >= 0; i-- {
		l.drawCourse(p.Courses[i], a)
	}
}

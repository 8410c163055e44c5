package chart

import (
	"fmt"
	"math"
)

// Forest is effects with their intervals around the line of no effect: a row
// each, in panels that share the x axis.
type Forest struct {
	ID          string // prefix of the ids in it, unique in the page
	Title, Desc string // for those who cannot see it
	Width       float64
	Panels      []Effects
	Scale       Scale  // of an effect, with its sign
	AxisTitle   string // which way is better
}

// Effects are those of one quantity. What lies beyond Limit, to either side,
// counts.
type Effects struct {
	Title string
	Limit float64
	Rows  []Effect
}

// Effect is a row: Value is nil where there is none to show.
type Effect struct {
	Label    string
	Value    *float64
	Interval *[2]float64
	Text     string // at the end of the row, the verdict in words
	Verdict  Verdict
	Hint     string
}

// Verdict says how a row is drawn; its text must say the same.
type Verdict int

// The verdicts, each with a mark of its own.
const (
	Plain Verdict = iota
	Worse
	Better
	Unknown
)

// verdictMarks are the numbers of the shapes in marks, and their classes.
var verdictMarks = map[Verdict]struct {
	mark  int
	class string
}{Plain: {0, "plain"}, Worse: {1, "bad"}, Better: {3, "good"}, Unknown: {2, "unsure"}}

// Measures of the picture in px.
const (
	effectStep  = 22.0
	tightWidth  = 520.0 // below it label and verdict stand above the row
	tightStep   = 36.0
	effectsHead = 24.0
	effectsGap  = 10.0
)

type forestLayout struct {
	canvas
	Forest
	left, right, width, bottom float64
	tight                      bool
	scale                      axis // across: bottom is the left end
}

// Empty reports whether there is nothing to draw.
func (f Forest) Empty() bool { return len(f.Panels) == 0 }

// SVG draws the chart.
func (f Forest) SVG() string {
	l := f.draw()
	return l.document(f.ID, f.Title, f.Desc, l.width, l.height(), f.Width)
}

func (f Forest) draw() *forestLayout {
	l := &forestLayout{Forest: f, width: max(f.Width, 240), tight: f.Width < tightWidth}
	labels, texts := 0.0, 0.0
	for _, p := range f.Panels {
		for _, r := range p.Rows {
			labels, texts = max(labels, body.width(r.Label)), max(texts, strong.width(r.Text))
		}
	}
	l.scale = axis{ticks: f.ticks()}
	l.left, l.right = edge+26, l.width-edge-26
	if !l.tight {
		l.left = edge + max(min(labels, l.width*0.25)+14, 26)
		l.right = l.width - edge - max(min(texts, l.width*0.32)+14, 26)
	}
	l.scale.bottom, l.scale.top = l.left, l.right
	l.bottom = edge
	for _, p := range f.Panels {
		l.drawPanel(p, l.bottom)
		l.bottom += effectsHead + float64(len(p.Rows))*l.step() + effectsGap
	}
	l.drawScale()
	return l
}

func (l *forestLayout) height() float64 { return l.bottom + 2*labelStep + 10 }

func (l *forestLayout) step() float64 {
	if l.tight {
		return tightStep
	}
	return effectStep
}

// ticks enclose every effect, interval and limit, with zero among them.
func (f Forest) ticks() []float64 {
	low, high := 0.0, 0.0
	enclose := func(v float64) {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			low, high = min(low, v), max(high, v)
		}
	}
	for _, p := range f.Panels {
		enclose(-1.2 * p.Limit)
		enclose(1.2 * p.Limit)
		for _, r := range p.Rows {
			if r.Value != nil {
				enclose(*r.Value)
			}
			if r.Interval != nil {
				enclose(r.Interval[0])
				enclose(r.Interval[1])
			}
		}
	}
	return signedTicks(low, high)
}

// drawScale writes the labels of the axis that have room, and what it means.
func (l *forestLayout) drawScale() {
	last := math.Inf(-1)
	for _, t := range l.scale.ticks {
		x, text := l.scale.at(t), l.Scale(t)
		half := quiet.width(text) / 2
		if x-half >= max(last+8, edge) && x+half <= l.width-edge {
			l.text(x, l.bottom+6, middle, quiet, text)
			last = x + half
		}
	}
	at := l.scale.at(0)
	l.text(at, l.bottom+10+labelStep, middle, small, small.fit(l.AxisTitle, 2*min(at-edge, l.width-edge-at)))
}

// drawPanel draws the effects of a quantity from y on, over a grid and with the
// limit to either side.
func (l *forestLayout) drawPanel(p Effects, y float64) {
	l.text(edge, y+16, start, heading, heading.fit(p.Title, l.width-2*edge))
	y += effectsHead
	foot := y + float64(len(p.Rows))*l.step()
	for _, t := range l.scale.ticks {
		class := "grid"
		if t == 0 {
			class = "axis"
		}
		l.line(class, l.scale.at(t), y, l.scale.at(t), foot)
	}
	if p.Limit > 0 {
		l.line("limit", l.scale.at(-p.Limit), y, l.scale.at(-p.Limit), foot)
		l.line("limit", l.scale.at(p.Limit), y, l.scale.at(p.Limit), foot)
	}
	for _, r := range p.Rows {
		l.drawEffect(r, y)
		y += l.step()
	}
}

func (l *forestLayout) drawEffect(r Effect, y float64) {
	look := verdictMarks[r.Verdict]
	middleOf, base := y+effectStep/2, y+effectStep/2+4
	if l.tight {
		middleOf, base = y+tightStep-9, y+14
	}
	text := strong.fit(r.Text, l.width*0.6)
	l.text(edge, base, start, body, body.fit(r.Label, l.labelRoom(text)))
	l.text(l.width-edge, base, end, strong, text, "t-"+look.class)
	if r.Interval != nil {
		l.across("whisker "+look.class, middleOf, l.scale.at(r.Interval[0]), l.scale.at(r.Interval[1]))
	}
	switch {
	case r.Value != nil:
		l.mark(look.mark, "mark "+look.class, l.scale.at(*r.Value), middleOf, r.Hint)
	case !l.tight:
		l.text((l.left+l.right)/2, base, middle, small, small.fit("no figure", l.right-l.left))
	}
}

// labelRoom is the width that a row's label may take.
func (l *forestLayout) labelRoom(text string) float64 {
	if l.tight {
		return l.width - 2*edge - strong.width(text) - 8
	}
	return l.left - edge - 8
}

// across draws an interval at y.
func (c *canvas) across(class string, y, low, high float64) {
	const reach = 3 // of the end strokes, to either side
	fmt.Fprintf(&c.b, `<path class="%s" d="M%s %sv%dM%s %sH%sM%s %sv%d"/>`, class,
		px(low), px(y-reach), 2*reach, px(low), px(y), px(high), px(high), px(y-reach), 2*reach)
}

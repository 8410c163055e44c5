package chart

import (
	"fmt"
	"strings"
)

// Strip marks instants of two kinds on one axis of time, a row per
// configuration.
type Strip struct {
	ID          string
	Title, Desc string
	Width       float64
	Until       float64 // end of the axis, in s from its start
	Scale       Scale   // writes a time, in s
	AxisTitle   string
	Keys        [2]string // what the two kinds are; "" for a kind without instants
	Rows        []Instants
}

// Instants are those of a row, in s. Those of the first kind are drawn as tall
// strokes, those of the second as short and paler ones below the line.
type Instants struct {
	Label string
	At    [2][]float64
	Pick  bool
	Muted bool
}

type stripLayout struct {
	canvas
	Strip
	left, right, top, width float64
	across                  axis
}

// stripStep is the height of a row in px.
const stripStep = 24.0

// SVG draws the chart.
func (s Strip) SVG() string {
	l := s.draw()
	return l.document(s.ID, s.Title, s.Desc, l.width, l.height(), l.width)
}

func (l *stripLayout) bottom() float64 { return l.top + float64(len(l.Rows))*stripStep + 4 }

func (l *stripLayout) height() float64 { return l.bottom() + 2*labelStep + 14 }

func (s Strip) draw() *stripLayout {
	l := &stripLayout{Strip: s, width: max(s.Width, 240)}
	if !positive(l.Until) {
		l.Until = 1
	}
	labels := 0.0
	for _, row := range s.Rows {
		labels = max(labels, strong.width(row.Label))
	}
	l.left = edge + min(labels, l.width*0.32) + 10
	l.right = l.width - edge - 4
	l.across = timeAxis(l.Until, l.left, l.right)
	l.top = l.drawKeys() + 8
	for i, row := range s.Rows {
		l.drawBand(row, l.top+float64(i)*stripStep)
	}
	l.drawTimes(l.across, []axis{{top: l.top, bottom: l.bottom()}}, l.Scale, l.AxisTitle, l.width)
	for i, row := range s.Rows {
		l.drawRow(row, l.top+float64(i)*stripStep+2)
	}
	return l
}

func (l *stripLayout) drawKeys() float64 {
	var names []string
	var kinds []int
	for kind, name := range l.Keys {
		if name != "" {
			names, kinds = append(names, name), append(kinds, kind)
		}
	}
	return l.keys(names, l.left, l.width, func(i int, x, y float64) { l.strokes(kinds[i], []float64{x + 7}, y-13) })
}

func (l *stripLayout) drawBand(row Instants, y float64) {
	if row.Pick {
		l.rect("band", edge, y+3, l.width-2*edge, stripStep-2, 4, "")
	}
}

// drawRow draws the label of a row and its instants, at y.
func (l *stripLayout) drawRow(row Instants, y float64) {
	s := body
	switch {
	case row.Pick:
		s = strong
	case row.Muted:
		s = quiet
	}
	l.text(l.left-10, y+stripStep/2+4, end, s, s.fit(row.Label, l.left-10-edge))
	l.line("axis", l.left, y+stripStep/2, l.right, y+stripStep/2)
	for kind, at := range row.At {
		xs := make([]float64, len(at))
		for i, t := range at {
			xs[i] = l.across.at(t)
		}
		l.strokes(kind, xs, y)
	}
}

// strokes draws instants of a kind in a row at y, as one path.
func (l *stripLayout) strokes(kind int, xs []float64, y float64) {
	if len(xs) == 0 {
		return
	}
	from, length := y+4, 8.0
	if kind == 1 {
		from, length = y+stripStep/2, 6.0
	}
	var d strings.Builder
	for _, x := range xs {
		d.WriteString("M" + rough(x) + " " + rough(from) + "v" + rough(length))
	}
	l.trace(fmt.Sprintf("stroke l%d", 2+kind), d.String())
}

package chart

import "fmt"

// Rows are horizontal bars made of segments, a row per configuration, over a
// linear axis from zero.
type Rows struct {
	ID          string
	Title, Desc string
	Width       float64
	Keys        []string // what the segments are, at most five
	Rows        []Row
	Scale       Scale
	AxisTitle   string
}

// Row is a configuration with its bars, one below the other.
type Row struct {
	Label string
	Bars  []Split
	Pick  bool
	Muted bool
}

// Split is a bar of segments, each a share of it by its position in Rows.Keys.
type Split struct {
	Segments []float64
	Text     string // at its end
	Hint     string
}

// Measures of the picture in px.
const (
	barHeight = 13.0
	barStep   = 17.0
	rowGap    = 9.0
)

type rowsLayout struct {
	canvas
	Rows
	left, right, top, width float64
	scale                   axis // across: bottom is the left end
}

// SVG draws the chart.
func (r Rows) SVG() string {
	l := r.draw()
	return l.document(r.ID, r.Title, r.Desc, l.width, l.height(), l.width)
}

func (r Rows) draw() *rowsLayout {
	l := &rowsLayout{Rows: r, width: max(r.Width, 240)}
	l.terse = len(r.Rows) > hintsMost
	labels, texts, high := 0.0, 0.0, 0.0
	for _, row := range r.Rows {
		labels = max(labels, strong.width(row.Label))
		for _, b := range row.Bars {
			texts = max(texts, value.width(b.Text))
			high = max(high, total(b.Segments))
		}
	}
	l.scale = axis{ticks: linearTicks(high)}
	l.left = edge + max(min(labels, l.width*0.32)+10, quiet.width(r.Scale(0))/2)
	l.right = l.width - edge - max(min(texts, l.width*0.3)+8, quiet.width(r.Scale(l.scale.ticks[len(l.scale.ticks)-1]))/2)
	l.scale.bottom, l.scale.top = l.left, l.right
	l.top = l.drawKeys() + 8
	l.drawGrid()
	y := l.top + rowGap/2
	for _, row := range r.Rows {
		y = l.drawRow(row, y)
	}
	return l
}

func total(segments []float64) float64 {
	sum := 0.0
	for _, s := range segments {
		sum += s
	}
	return sum
}

func (l *rowsLayout) bottom() float64 {
	y := l.top
	for _, row := range l.Rows.Rows {
		y += float64(len(row.Bars))*barStep + rowGap
	}
	return y
}

func (l *rowsLayout) height() float64 { return l.bottom() + 2*labelStep + 12 }

// drawKeys explains the segments, in as many lines as they need, and returns
// where it ended.
func (l *rowsLayout) drawKeys() float64 {
	return l.keys(l.Keys, edge, l.width, func(i int, x, y float64) {
		l.rect(fmt.Sprintf("f%d", i%5+1), x, y-9, 11, 11, 2, "")
	})
}

// keys writes a list of names, each after its sign, and returns the y below.
func (c *canvas) keys(names []string, left, width float64, sign func(i int, x, y float64)) float64 {
	return c.keysFrom(names, left, edge, width, sign)
}

// keysFrom is keys from a corner of the picture on.
func (c *canvas) keysFrom(names []string, left, top, width float64, sign func(i int, x, y float64)) float64 {
	const signWidth, gap = 30.0, 18.0
	x, y := left, top+12
	for i, name := range names {
		name = body.fit(name, width-left-signWidth)
		need := signWidth - 12 + body.width(name)
		if x > left && x+need > width-edge {
			x, y = left, y+labelStep+3
		}
		sign(i, x, y)
		c.text(x+signWidth-12, y, start, body, name)
		x += need + gap
	}
	return y
}

func (l *rowsLayout) drawGrid() {
	bottom := l.bottom()
	last := -1e9
	for i, t := range l.scale.ticks {
		x := l.scale.at(t)
		class := "grid"
		if i == 0 {
			class = "axis"
		}
		l.line(class, x, l.top, x, bottom)
		text := l.Scale(t)
		if half := quiet.width(text) / 2; x-half >= last+6 {
			l.text(x, bottom+16, middle, quiet, text)
			last = x + half
		}
	}
	l.text(l.left, bottom+18+labelStep, start, small, small.fit(l.AxisTitle, l.width-l.left-edge))
}

// drawRow draws the bars of a configuration from y on and returns the y below.
func (l *rowsLayout) drawRow(row Row, y float64) float64 {
	height := float64(len(row.Bars)) * barStep
	s := body
	switch {
	case row.Pick:
		s = strong
		l.rect("band", edge, y-rowGap/2+1, l.width-2*edge, height+rowGap-2, 4, "")
	case row.Muted:
		s = quiet
	}
	l.text(l.left-10, y+height/2+3, end, s, s.fit(row.Label, l.left-10-edge))
	for _, b := range row.Bars {
		x := l.left
		for i, v := range b.Segments {
			to := l.scale.at(total(b.Segments[:i+1]))
			if v > 0 {
				l.rect(fmt.Sprintf("f%d", i%5+1), x, y+(barStep-barHeight)/2, to-x, barHeight, 0, b.Hint)
			}
			x = to
		}
		l.text(x+6, y+barStep/2+4, start, value, value.fit(b.Text, l.width-edge-x-6))
		y += barStep
	}
	return y + rowGap
}

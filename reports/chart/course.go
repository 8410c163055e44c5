package chart

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// box is a rectangle.
type box struct{ x, y, w, h float64 }

// boxes draws rectangles as one path, which takes a fraction of the bytes.
func (c *canvas) boxes(class string, all []box) {
	if len(all) == 0 {
		return
	}
	fmt.Fprintf(&c.b, `<path class="%s" d="`, class)
	for _, b := range all {
		c.b.WriteString("M" + px(b.x) + " " + px(b.y) + "h" + px(b.w) + "v" + px(b.h) + "h" + px(-b.w) + "z")
	}
	c.b.WriteString(`"/>`)
}

// legend writes the title of a panel and below it, where there is more than one
// thing to tell apart, what the lines and the dots are. It gives the y where it
// ends, and draws nothing unless told to.
func (l *timelineLayout) legend(i int, draw bool) float64 {
	p, y := l.Panels[i], l.tops[i]
	to := &l.canvas
	if !draw {
		to = &canvas{}
	}
	to.text(edge, y+13, start, heading, heading.fit(p.Title, l.width-2*edge))
	if x := edge + heading.width(p.Title) + 8; p.Note != "" && x+small.width(p.Note) <= l.width-edge {
		to.text(x, y+13, start, small, p.Note)
	}
	y += 16
	var names []string
	for _, c := range p.Courses {
		names = append(names, c.Name)
	}
	for _, d := range p.Dots {
		names = append(names, d.Name)
	}
	if len(names) < 2 {
		return y
	}
	return to.keysFrom(names, edge, y, l.width, func(k int, x, y float64) {
		if k < len(p.Courses) {
			to.path(p.Courses[k].class(), [][2]float64{{x, y - 4}, {x + 14, y - 4}})
			return
		}
		d := p.Dots[k-len(p.Courses)]
		to.shapes(d, [][2]float64{{x + 7, y - 4}})
	})
}

func (c Course) class() string {
	if c.Dashed {
		return fmt.Sprintf("run l%d dash", c.Color%5+1)
	}
	return fmt.Sprintf("run l%d solid", c.Color%5+1)
}

// drawCourse draws the levels as they are, flat, as one path.
func (l *timelineLayout) drawCourse(c Course, a axis) {
	var d strings.Builder
	to, open := math.Inf(-1), false
	for _, level := range c.Levels {
		if level.Value-level.Value != 0 || a.log && level.Value <= 0 {
			open = false
			continue
		}
		x0, x1, y := l.across.at(level.From), l.across.at(level.To), a.at(level.Value)
		x1 = max(x1, x0+0.5)
		if open && math.Abs(level.From-to) < l.Until*1e-9 {
			d.WriteString("V" + rough(y) + "H" + rough(x1))
		} else {
			d.WriteString("M" + rough(x0) + " " + rough(y) + "H" + rough(x1))
		}
		to, open = level.To, true
	}
	l.trace(c.class(), d.String())
}

func (l *timelineLayout) drawDots(d Dots, a axis) {
	var at [][2]float64
	for _, p := range d.At {
		if p[1]-p[1] == 0 && (p[1] > 0 || !a.log) {
			at = append(at, [2]float64{l.across.at(p[0]), a.at(p[1])})
		}
	}
	l.shapes(d, at)
}

// outlines of the shapes around a point.
var outlines = [...]string{Dot: "h0", Triangle: "m0-3l3 5h-6z", Cross: "m-2.6-2.6l5.2 5.2m0-5.2l-5.2 5.2"}

// shapes draws the marks of dots at points of the picture, as one path.
func (c *canvas) shapes(d Dots, at [][2]float64) {
	if len(at) == 0 {
		return
	}
	class := fmt.Sprintf("spot l%d", d.Color%5+1)
	if d.Shape == Dot {
		class = fmt.Sprintf("dots l%d", d.Color%5+1)
	}
	fmt.Fprintf(&c.b, `<path class="%s" d="`, class)
	for _, p := range at {
		c.b.WriteString("M" + rough(p[0]) + " " + rough(p[1]) + outlines[d.Shape])
	}
	c.b.WriteString(`"/>`)
}

// rough writes a coordinate with at most one decimal: charts with many points
// need no more.
func rough(v float64) string { return px(math.Round(v*10) / 10) }

// Any reports whether there is a value.
func (c Course) Any() bool {
	return slices.ContainsFunc(c.Levels, func(l Level) bool { return l.Value-l.Value == 0 })
}

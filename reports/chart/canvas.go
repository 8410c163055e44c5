package chart

import (
	"encoding/xml"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// canvas collects the elements of a picture, and the boxes of its labels so
// that tests can tell whether two of them meet.
type canvas struct {
	gathered map[string]string // paths by their class, while they are gathered
	b        strings.Builder
	labels   []label
	terse    bool // without hints
}

// hintsMost is the number of configurations up to which charts have hints for
// the pointer; those of more would make pages large.
const hintsMost = 40

// label is the box of a text.
type label struct {
	text           string
	x0, y0, x1, y1 float64
}

// meets reports whether two boxes share a point.
func (b label) meets(o label) bool { return b.x0 < o.x1 && o.x0 < b.x1 && b.y0 < o.y1 && o.y0 < b.y1 }

// clear reports whether a text around x stays as far from every label as from
// the picture's left border.
func (c *canvas) clear(x, y float64, s style, text string, away float64) bool {
	w := s.width(text)/2 + away
	box := label{text, x - w, y - 0.8*s.size, x + w, y + 0.22*s.size}
	return box.x0 >= 0 && !slices.ContainsFunc(c.labels, box.meets)
}

// anchor says which end of a text stands at its x.
type anchor string

const (
	start  anchor = "start"
	middle anchor = "middle"
	end    anchor = "end"
)

// text writes a line of text with its baseline at y.
func (c *canvas) text(x, y float64, at anchor, s style, text string, extra ...string) {
	if text == "" {
		return
	}
	class := strings.Join(append([]string{s.class}, extra...), " ")
	fmt.Fprintf(&c.b, `<text x="%s" y="%s" class="%s"`, px(x), px(y), class)
	if at != start {
		fmt.Fprintf(&c.b, ` text-anchor="%s"`, at)
	}
	fmt.Fprintf(&c.b, ">%s</text>", escape(text))
	w := s.width(text)
	x0 := map[anchor]float64{start: x, middle: x - w/2, end: x - w}[at]
	c.labels = append(c.labels, label{text, x0, y - 0.8*s.size, x0 + w, y + 0.22*s.size})
}

func (c *canvas) line(class string, x1, y1, x2, y2 float64) {
	fmt.Fprintf(&c.b, `<line class="%s" x1="%s" y1="%s" x2="%s" y2="%s"/>`, class, px(x1), px(y1), px(x2), px(y2))
}

// rect draws a rectangle with rounded corners where radius is positive.
func (c *canvas) rect(class string, x, y, w, h, radius float64, hint string) {
	fmt.Fprintf(&c.b, `<rect class="%s" x="%s" y="%s" width="%s" height="%s"`, class, px(x), px(y), px(max(w, 0)), px(max(h, 0)))
	if radius > 0 {
		fmt.Fprintf(&c.b, ` rx="%s"`, px(radius))
	}
	c.hinted("rect", hint)
}

// hinted closes the element that was begun, with a hint for the pointer where
// there is one.
func (c *canvas) hinted(element, hint string) {
	if hint == "" || c.terse {
		c.b.WriteString("/>")
		return
	}
	fmt.Fprintf(&c.b, "><title>%s</title></%s>", escape(hint), element)
}

// path draws straight lines through the points.
func (c *canvas) path(class string, points [][2]float64) {
	if len(points) < 2 {
		return
	}
	fmt.Fprintf(&c.b, `<path class="%s" d="M`, class)
	for i, p := range points {
		if i > 0 {
			c.b.WriteByte('L')
		}
		c.b.WriteString(px(p[0]) + " " + px(p[1]))
	}
	c.b.WriteString(`"/>`)
}

// whisker draws an interval at x.
func (c *canvas) whisker(class string, x, low, high float64) {
	const reach = 3 // of the end strokes, to either side
	c.stroke(class, fmt.Sprintf("M%s %sh%dM%s %sV%sM%s %sh%d",
		px(x-reach), px(low), 2*reach, px(x), px(low), px(high), px(x-reach), px(high), 2*reach))
}

// stroke draws a path, or adds it to those of its class where they are gathered.
func (c *canvas) stroke(class, d string) {
	if c.gathered == nil {
		fmt.Fprintf(&c.b, `<path class="%s" d="%s"/>`, class, d)
		return
	}
	c.gathered[class] += d
}

// gather makes one path of all of a class until release: of very many, each in
// an element of its own would take twice the bytes.
func (c *canvas) gather() { c.gathered = map[string]string{} }

func (c *canvas) release() {
	all := c.gathered
	c.gathered = nil
	for _, class := range slices.Backward(slices.Sorted(maps.Keys(all))) { // whiskers below their marks
		c.stroke(class, all[class])
	}
}

// marks are the shapes around a point, one per line: circle, square, triangle,
// diamond, and a triangle upside down.
var marks = []string{
	"m-3.6 0a3.6 3.6 0 1 0 7.2 0a3.6 3.6 0 1 0-7.2 0z",
	"m-3.2-3.2h6.4v6.4h-6.4z",
	"m0-4.6l4.2 7.2h-8.4z",
	"m0-4.4l4.4 4.4l-4.4 4.4l-4.4-4.4z",
	"m0 4.6l4.2-7.2h-8.4z",
}

// mark draws the shape of the line with the given number around a point.
func (c *canvas) mark(number int, class string, x, y float64, hint string) {
	d := "M" + px(x) + " " + px(y) + marks[number%len(marks)]
	if hint == "" {
		c.stroke(class, d)
		return
	}
	fmt.Fprintf(&c.b, `<path class="%s" d="%s"`, class, d)
	c.hinted("path", hint)
}

// document wraps what was drawn into an SVG element. One that came out wider
// than was asked for is marked, so that a page lets it scroll and does not
// shrink its text.
func (c *canvas) document(id, title, desc string, width, height, asked float64) string {
	class := "c"
	if width > asked {
		class = "c big"
	}
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" class="%s" role="img" viewBox="0 0 %s %s" width="%s" height="%s" aria-labelledby="%s-t %s-d"><title id="%s-t">%s</title><desc id="%s-d">%s</desc>%s</svg>`,
		class, px(width), px(height), px(width), px(height), id, id, id, escape(title), id, escape(desc), c.b.String())
}

// px writes a coordinate with at most two decimals.
func px(v float64) string {
	s := strconv.FormatFloat(v, 'f', 2, 64)
	s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	if s == "-0" {
		return "0"
	}
	return s
}

// escape makes text safe as XML character data and in attributes; what XML
// cannot hold becomes U+FFFD.
func escape(s string) string {
	var b strings.Builder
	// A strings.Builder never fails.
	_ = xml.EscapeText(&b, []byte(s))
	return b.String()
}

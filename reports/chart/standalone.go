package chart

import (
	"fmt"
	"strings"
)

// Sheet is a chart as a file of its own: with its title, a text above it, notes
// below it, and its own background, so that it can be read on any page.
type Sheet struct {
	Headline string
	Text     string
	Chart    Drawing
	Notes    []string
}

// Drawing is a chart that a sheet can hold.
type Drawing interface {
	// place draws the chart narrower than it is by itself, in px.
	place(less float64) placed
}

var _, _, _, _ Drawing = Stacked{}, Rows{}, Curves{}, Plane{}

// placed is a chart that was drawn, with what it says of itself.
type placed struct {
	*canvas
	id, title, desc string
	width, height   float64
	signs           []string // that stand for words in it, explained
}

func (s Stacked) place(less float64) placed {
	s.Width -= less
	l := s.draw()
	return placed{&l.canvas, s.ID, s.Title, s.Desc, l.width, l.height, s.Signs()}
}

func (r Rows) place(less float64) placed {
	r.Width -= less
	l := r.draw()
	return placed{&l.canvas, r.ID, r.Title, r.Desc, l.width, l.height(), nil}
}

func (c Curves) place(less float64) placed {
	c.Width -= less
	l := c.draw()
	return placed{&l.canvas, c.ID, c.Title, c.Desc, l.width, l.height(), nil}
}

func (p Plane) place(less float64) placed {
	p.Width -= less
	l := p.draw()
	return placed{&l.canvas, p.ID, p.Title, p.Desc, l.width, l.height(), nil}
}

// margin around a sheet in px.
const sheetMargin = 20.0

// SVG draws the sheet in the light theme.
func (s Sheet) SVG() string {
	p := s.Chart.place(2 * sheetMargin)
	outer, width, height := s.draw(p)
	return outer.document(p.id, p.title, p.desc, width, height, width) + "\n"
}

// draw sets the texts around the chart, which is drawn narrower by the margins.
func (s Sheet) draw(p placed) (c *canvas, width, height float64) {
	c, width = &canvas{}, p.width+2*sheetMargin
	fmt.Fprintf(&c.b, "<style>%s</style>", Light.resolve(CSS))
	body0 := c.b.Len()
	y := sheetMargin + 14
	if s.Headline != "" {
		c.text(sheetMargin, y, start, headline, headline.fit(s.Headline, p.width))
		y += 24
	}
	y = c.paragraph(s.Text, y, body, p.width)
	top := y
	y += p.height + 14
	for _, note := range append(keyNote(p.signs), s.Notes...) {
		y = c.paragraph(note, y, small, p.width)
	}
	height = y + sheetMargin - 14
	c.put(p.canvas, sheetMargin, top)
	c.background(body0, width, height)
	return c, width, height
}

// keyNote explains the signs that stand for words, as one note.
func keyNote(signs []string) []string {
	if len(signs) == 0 {
		return nil
	}
	return []string{strings.Join(signs, " · ")}
}

// paragraph writes a text in lines and returns the y of the line after it.
func (c *canvas) paragraph(text string, y float64, s style, width float64) float64 {
	for _, line := range s.wrap(text, width) {
		c.text(sheetMargin, y, start, s, line)
		y += 17
	}
	return y
}

// put puts what was drawn on another canvas at a position.
func (c *canvas) put(other *canvas, x, y float64) {
	fmt.Fprintf(&c.b, `<g transform="translate(%s %s)">%s</g>`, px(x), px(y), other.b.String())
	for _, t := range other.labels {
		c.labels = append(c.labels, label{t.text, t.x0 + x, t.y0 + y, t.x1 + x, t.y1 + y})
	}
}

// background puts the paper behind all that was drawn from the given offset on.
func (c *canvas) background(from int, width, height float64) {
	drawn := c.b.String()
	c.b.Reset()
	c.b.WriteString(drawn[:from])
	c.rect("paper", 0, 0, width, height, 8, "")
	c.b.WriteString(drawn[from:])
}

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
	Chart    Stacked
	Notes    []string
}

// margin around a sheet in px.
const sheetMargin = 20.0

// SVG draws the sheet in the light theme.
func (s Sheet) SVG() string {
	outer, height := s.draw()
	return outer.document(s.Chart.ID, s.Chart.Title, s.Chart.Desc, s.Chart.Width, height, s.Chart.Width) + "\n"
}

// draw sets the texts around the chart, which is drawn narrower by the margins.
func (s *Sheet) draw() (*canvas, float64) {
	inner := s.Chart
	inner.Width -= 2 * sheetMargin
	l := inner.draw()
	s.Chart.Width = l.width + 2*sheetMargin

	c := &canvas{}
	fmt.Fprintf(&c.b, "<style>%s</style>", Light.resolve(CSS))
	body0 := c.b.Len()
	y := sheetMargin + 14
	if s.Headline != "" {
		c.text(sheetMargin, y, start, headline, headline.fit(s.Headline, l.width))
		y += 24
	}
	y = c.paragraph(s.Text, y, body, l.width)
	top := y
	y += l.height + 14
	for _, note := range append(inner.keyNote(), s.Notes...) {
		y = c.paragraph(note, y, small, l.width)
	}
	height := y + sheetMargin - 14
	c.place(l, sheetMargin, top)
	c.background(body0, s.Chart.Width, height)
	return c, height
}

// keyNote explains the signs that stand for words, as one note.
func (s Stacked) keyNote() []string {
	signs := s.Signs()
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

// place puts a drawn chart at a position.
func (c *canvas) place(l *layout, x, y float64) {
	fmt.Fprintf(&c.b, `<g transform="translate(%s %s)">%s</g>`, px(x), px(y), l.b.String())
	for _, t := range l.labels {
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

package chart

import (
	"fmt"
	"slices"
)

// Stacked is two panels over one x axis: lines above, bars below. Each has a
// y axis of its own, so that no crossing of the two can be taken for a finding.
type Stacked struct {
	ID          string // prefix of the ids in it, unique in the page
	Title, Desc string // for those who cannot see it
	Width       float64
	AxisTitle   [2]string // below the columns' labels in full, and in short
	Columns     []Column
	Upper       Lines
	Lower       Bars
}

// Measures of the picture in px.
const (
	edge        = 1.0   // between text and the picture's border
	tagStep     = 17.0  // between the lines of tags
	titleStep   = 22.0  // for a panel's title
	upperHeight = 210.0 // of the panel of lines
	lowerHeight = 130.0 // of the panel of bars
	panelGap    = 26.0
	labelStep   = 15.0
	valueStep   = 16.0 // for the text above the highest bar
	minColumn   = 34.0
	thinColumn  = 9.0 // where there are many: enough for a mark, not for a label
	manyColumns = 24
)

// layout is where things stand in a Stacked.
type layout struct {
	canvas
	Stacked
	left, right, width, height float64 // left and right are those of the plot
	band                       float64 // width of a column
	short                      bool    // short labels
	signs                      bool    // signs instead of words
	thin                       bool    // so many columns that not each has a label
	upper, lower               axis
	above                      float64 // what stands over the columns' tags takes
	foot                       float64 // baseline of the columns' labels
}

// SVG draws the chart.
func (s Stacked) SVG() string {
	l := s.draw()
	return l.document(s.ID, s.Title, s.Desc, l.width, l.height, s.Width)
}

func (s Stacked) draw() *layout {
	l := s.layout()
	l.drawBands()
	l.drawTags()
	l.drawAxis(l.upper, s.Upper.Scale, s.Upper.Title, s.Upper.Note)
	l.drawAxis(l.lower, s.Lower.Scale, s.Lower.Title, s.Lower.Note)
	l.drawLines(l.Upper, l.upper)
	l.drawNames(l.Upper, l.upper)
	l.drawBars()
	l.drawLabels()
	return l
}

// layout measures the texts and places panels and columns around them.
func (s Stacked) layout() *layout {
	l := &layout{Stacked: s}
	l.terse = len(s.Columns) > hintsMost
	l.upper = axis{ticks: logTicks(s.Upper.extent()), log: true}
	l.lower = axis{ticks: linearTicks(s.Lower.highest())}
	l.left = edge + 8 + max(widest(body, l.upper.ticks, s.Upper.Scale), widest(body, l.lower.ticks, s.Lower.Scale))
	margin := 12.0
	for _, line := range s.Upper.Lines {
		margin = max(margin, 26+strong.width(line.Name))
	}
	n := float64(max(len(s.Columns), 1))
	column := minColumn
	if l.thin = len(s.Columns) > manyColumns; l.thin {
		column = thinColumn
	}
	l.width = max(s.Width, l.left+margin+n*column)
	l.right = l.width - margin
	l.band = (l.right - l.left) / n
	l.chooseTexts()

	y := edge + float64(l.tagLines())*tagStep + titleStep + 6 + l.noteStep(s.Upper.Title, s.Upper.Note)
	l.upper.top, l.upper.bottom = y, y+upperHeight
	y += upperHeight + panelGap + titleStep + valueStep + l.noteStep(s.Lower.Title, s.Lower.Note)
	l.lower.top, l.lower.bottom = y, y+lowerHeight
	l.foot = l.lower.bottom + 18
	l.height = l.foot + labelStep + 8
	if l.grouped() {
		l.height += labelStep + 8
	}
	return l
}

// noteStep is the room for a panel's note below its title, where it does not fit
// beside it.
func (l *layout) noteStep(title, note string) float64 {
	if l.beside(title, note) {
		return 0
	}
	return labelStep
}

func (l *layout) beside(title, note string) bool {
	return edge+heading.width(title)+8+small.width(note) <= l.width-edge
}

// chooseTexts takes the short form of labels and tags where one of the long
// forms is wider than its column.
func (l *layout) chooseTexts() {
	for _, c := range l.Columns {
		l.short = l.short || body.width(c.Labels[0])+6 > l.band
		for _, t := range c.Tags {
			l.signs = l.signs || tag.width(t.Word)+12 > l.band
		}
	}
}

func (l *layout) tagLines() int {
	n := 0
	for _, c := range l.Columns {
		n = max(n, len(c.Tags))
	}
	return n
}

// grouped reports whether the columns stand in more than one group.
func (l *layout) grouped() bool {
	return slices.ContainsFunc(l.Columns, func(c Column) bool { return c.Group != l.Columns[0].Group })
}

// x is the middle of a column.
func (l *layout) x(column int) float64 { return l.left + (float64(column)+0.5)*l.band }

// drawBands marks the column of the pick through both panels.
func (l *layout) drawBands() {
	for i, c := range l.Columns {
		if c.Pick {
			l.rect("band", l.left+float64(i)*l.band+2, l.above+edge, l.band-4, l.foot+7-edge-l.above, 4, "")
		}
	}
}

func (l *layout) drawTags() {
	for _, i := range l.order() {
		for row, t := range l.Columns[i].Tags {
			y := l.above + edge + float64(row)*tagStep + 13
			text := t.Word
			if l.signs {
				text = t.Sign
			}
			s := tag
			if t.Filled {
				s = tagFill
			}
			if l.thin && !l.roomy(l.x(i), y, s, text, 1) {
				continue
			}
			if t.Filled {
				w := s.width(text) + 10
				l.rect("pill", l.x(i)-w/2, y-11, w, 15, 7.5, "")
			}
			l.text(l.x(i), y, middle, s, text)
		}
	}
}

// roomy reports whether a text around x stays away from every label, and within
// the picture.
func (l *layout) roomy(x, y float64, s style, text string, away float64) bool {
	return x+s.width(text)/2+away <= l.width && l.clear(x, y, s, text, away)
}

// order is that in which columns get their texts where not all have room: the
// pick first.
func (l *layout) order() []int {
	var picks, others []int
	for i, c := range l.Columns {
		if c.Pick {
			picks = append(picks, i)
		} else {
			others = append(others, i)
		}
	}
	return append(picks, others...)
}

// drawAxis draws a panel's title, its grid and the labels of its y axis;
// labels without room are left out, their grid lines stay.
func (l *layout) drawAxis(a axis, scale Scale, title, note string) {
	y := a.top - 14
	if !a.log {
		y -= valueStep
	}
	if l.beside(title, note) {
		l.text(edge+heading.width(title)+8, y, start, small, note)
	} else {
		l.text(edge, y, start, small, small.fit(note, l.width-2*edge))
		y -= labelStep
	}
	l.text(edge, y, start, heading, heading.fit(title, l.width-2*edge))
	last := a.bottom + 2*labelStep
	for i, t := range a.ticks {
		ty := a.at(t)
		class := "grid"
		if i == 0 {
			class = "axis"
		}
		l.line(class, l.left, ty, l.right, ty)
		if last-ty >= labelStep {
			l.text(l.left-8, ty+4, end, quiet, scale(t))
			last = ty
		}
	}
}

// drawLabels names the columns and, below them, their groups.
func (l *layout) drawLabels() {
	for _, i := range l.order() {
		c := l.Columns[i]
		s, text := body, c.Labels[0]
		if l.short {
			text = c.Labels[1]
		}
		if c.Pick && (l.thin || strong.width(text)+4 <= l.band) {
			s = strong
		} else if c.Muted {
			s = quiet
		}
		if l.thin {
			if l.roomy(l.x(i), l.foot, s, text, 8) {
				l.text(l.x(i), l.foot, middle, s, text)
			}
			continue
		}
		l.text(l.x(i), l.foot, middle, s, s.fit(text, l.band-4))
	}
	y := l.foot + labelStep + 2
	if l.grouped() {
		l.drawGroups(y)
		y += labelStep + 8
	}
	title := l.AxisTitle[0]
	if l.short {
		title = l.AxisTitle[1]
	}
	l.text((l.left+l.right)/2, y, middle, small, small.fit(title, l.right-l.left))
}

func (l *layout) drawGroups(y float64) {
	for i := 0; i < len(l.Columns); {
		j := i
		for j < len(l.Columns) && l.Columns[j].Group == l.Columns[i].Group {
			j++
		}
		from, to := l.left+float64(i)*l.band+5, l.left+float64(j)*l.band-5
		l.line("axis", from, y-8, to, y-8)
		l.text((from+to)/2, y+6, middle, strong, strong.fit(l.Columns[i].Group, to-from))
		i = j
	}
}

// widest is the width of the widest label of an axis.
func widest(s style, ticks []float64, scale Scale) float64 {
	w := 0.0
	for _, t := range ticks {
		w = max(w, s.width(scale(t)))
	}
	return w
}

// Signs explains the signs that stand for words in this chart: pairs of sign
// and word, empty where the words are written out.
func (s Stacked) Signs() []string {
	l := s.layout()
	var out []string
	for _, c := range s.Columns {
		for _, t := range c.Tags {
			text := fmt.Sprintf("%s %s", t.Sign, t.Word)
			if l.signs && !slices.Contains(out, text) {
				out = append(out, text)
			}
		}
	}
	return out
}

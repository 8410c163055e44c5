package chart

import (
	"fmt"
	"math"
	"slices"
)

// extent is the lowest and the highest value of the panel's lines and their
// intervals; something to draw an axis for where there is none.
func (p Lines) extent() (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, line := range p.Lines {
		for _, point := range line.Points {
			for _, v := range point.values() {
				if v > 0 && !math.IsInf(v, 0) {
					low, high = min(low, v), max(high, v)
				}
			}
		}
	}
	if low > high {
		return 1, 10
	}
	return low, high
}

// highest is the highest value of the panel's bars and their intervals.
func (p Bars) highest() float64 {
	high := 0.0
	for _, b := range p.Bars {
		if b != nil {
			high = max(high, slices.Max(b.values()))
		}
	}
	return high
}

func (p *Point) values() []float64 {
	switch {
	case p == nil:
		return nil
	case p.Interval == nil:
		return []float64{p.Value}
	default:
		return []float64{p.Value, p.Interval[0], p.Interval[1]}
	}
}

// hue is the class of the colour of a line.
func hue(line int) string { return fmt.Sprintf("l%d", line%5+1) }

// drawLines draws the lines from the highest to the lowest, so that the lowest,
// usually the median, lies on top. Columns are connected within a group; muted
// ones are not. The points of a column stand a little apart, so that their
// intervals can be told from each other.
func (l *layout) drawLines(p Lines, a axis) {
	for i := len(p.Lines) - 1; i >= 0; i-- {
		shift := l.shift(i, len(p.Lines))
		l.drawRuns(p, a, i, shift)
		if l.thin {
			l.gather()
		}
		for j, point := range p.Lines[i].Points {
			if point == nil {
				continue
			}
			class := hue(i + p.First)
			if l.Columns[j].Muted {
				class = "dim"
			}
			x := l.x(j) + shift
			if point.Interval != nil {
				l.whisker("whisker "+class, x, a.at(point.Interval[0]), a.at(point.Interval[1]))
			}
			l.mark(i+p.First, "mark "+class, x, a.at(point.Value), point.Hint)
		}
		if l.thin {
			l.release()
		}
	}
}

// shift is how far the points of line i of n stand from the middle of their
// columns.
func (l *layout) shift(i, n int) float64 {
	return (float64(i) - float64(n-1)/2) * min(8, l.band*0.16)
}

// drawRuns connects the points of line i that follow each other.
func (l *layout) drawRuns(p Lines, a axis, i int, shift float64) {
	class := "run " + hue(i+p.First)
	var run [][2]float64
	for j, point := range p.Lines[i].Points {
		if point == nil || l.Columns[j].Muted || j > 0 && l.Columns[j].Group != l.Columns[j-1].Group {
			l.path(class, run)
			run = nil
		}
		if point != nil && !l.Columns[j].Muted {
			run = append(run, [2]float64{l.x(j) + shift, a.at(point.Value)})
		}
	}
	l.path(class, run)
}

// drawNames writes the name of each line at its right end, moved up or down
// where two would meet, then with a thin line to the point that is meant.
func (l *layout) drawNames(p Lines, a axis) {
	type name struct {
		line int
		x, y float64
	}
	var names []name
	for i, line := range p.Lines {
		for j, point := range slices.Backward(line.Points) {
			if point != nil {
				names = append(names, name{i, l.x(j) + l.shift(i, len(p.Lines)), a.at(point.Value)})
				break
			}
		}
	}
	// Of lines that end at the same height the higher quantile is named above.
	slices.SortStableFunc(names, func(a, b name) int {
		if math.Abs(a.y-b.y) > 0.5 {
			return int(math.Copysign(1, a.y-b.y))
		}
		return b.line - a.line
	})
	ys := make([]float64, len(names))
	for i, n := range names {
		ys[i] = n.y
	}
	ys = spread(ys, labelStep+1, a.top, a.bottom)
	for i, n := range names {
		number := n.line + p.First
		l.path("leader", [][2]float64{{n.x + 7, n.y}, {l.right - 2, ys[i]}, {l.right + 3, ys[i]}})
		l.mark(number, "mark "+hue(number), l.right+10, ys[i], "")
		l.text(l.right+18, ys[i]+4, start, strong, p.Lines[n.line].Name, fmt.Sprintf("n%d", number%5+1))
	}
}

// drawBars draws the bars with their whiskers and, where all have room, their
// texts; else that of the pick alone.
func (l *layout) drawBars() {
	width := min(l.band*0.58, 56)
	room := true
	for _, b := range l.Lower.Bars {
		room = room && (b == nil || value.width(b.Text)+4 <= l.band)
	}
	for i, b := range l.Lower.Bars {
		if b == nil {
			if room {
				l.text(l.x(i), l.lower.bottom-5, middle, small, "–")
			}
			continue
		}
		y := l.lower.at(b.Value)
		c := l.Columns[i]
		class := "bar"
		switch {
		case c.Pick:
			class = "bar on"
		case c.Muted:
			class = "bar off"
		}
		l.rect(class, l.x(i)-width/2, y, width, l.lower.bottom-y, 0, b.Hint)
		if b.Interval != nil {
			l.whisker("err", l.x(i), l.lower.at(b.Interval[0]), l.lower.at(b.Interval[1]))
			y = min(y, l.lower.at(b.Interval[1]))
		}
		s := value
		if c.Pick && (l.thin || tag.width(b.Text)+4 <= l.band) {
			s = tag
		}
		if room || c.Pick && l.thin && l.roomy(l.x(i), y-6, tag, b.Text, 2) || c.Pick && s.width(b.Text) <= 2*l.band && i > 0 && i < len(l.Columns)-1 {
			l.text(l.x(i), y-6, middle, s, b.Text)
		}
	}
	l.line("axis", l.left, l.lower.bottom, l.right, l.lower.bottom)
}

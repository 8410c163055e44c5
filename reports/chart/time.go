package chart

import "math"

// timeAxis is an axis of time from left to right, from zero until a time in s.
// Its last tick is its end.
func timeAxis(until, left, right float64) axis {
	const tickWidth = 90 // px, at least
	ticks := timeTicks(until, max(1, int((right-left)/tickWidth)))
	return axis{ticks: append(ticks, until), bottom: left, top: right}
}

// timeTicks are at most about most+1 ticks from zero to below until, in s, at
// steps as clocks have them.
func timeTicks(until float64, most int) []float64 {
	step := 1e-6
	for until/step > float64(most) {
		step = nextStep(step)
	}
	ticks := []float64{0}
	for i := 1; float64(i)*step < until*(1-1e-9); i++ {
		ticks = append(ticks, float64(i)*step)
	}
	return ticks
}

// clockSteps are the steps between a second and a day, in s.
var clockSteps = []float64{1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400}

// nextStep is the next longer step: 1, 2 and 5 times a power of ten of seconds
// below one second and of days above one.
func nextStep(step float64) float64 {
	for _, s := range clockSteps {
		if step >= 0.4999 && s > step*1.0001 {
			return s
		}
	}
	unit := 1.0
	if step >= 86400 {
		unit = 86400
	}
	d := math.Floor(math.Log10(step/unit) + 1e-9)
	switch m := step / unit / math.Pow(10, d); {
	case m < 1.5:
		return 2 * math.Pow(10, d) * unit
	case m < 3:
		return 5 * math.Pow(10, d) * unit
	default:
		return math.Pow(10, d+1) * unit
	}
}

// drawTimes draws an axis of time below the panels and its lines through them.
func (c *canvas) drawTimes(across axis, panels []axis, scale Scale, title string, width float64) {
	bottom := panels[len(panels)-1].bottom
	last := math.Inf(-1)
	for _, t := range across.ticks[:len(across.ticks)-1] {
		x := across.at(t)
		for _, p := range panels {
			c.line("grid", x, p.top, x, p.bottom)
		}
		text := scale(t)
		half := quiet.width(text) / 2
		if at := min(max(x, edge+half), width-edge-half); at-half >= last+8 {
			c.text(at, bottom+17, middle, quiet, text)
			last = at + half
		}
	}
	c.text(across.bottom, bottom+19+labelStep, start, small, small.fit(title, width-across.bottom-edge))
}

// drawLevels draws the lines of a vertical axis with their labels, as far as
// these have room.
func (c *canvas) drawLevels(a axis, scale Scale, left, right float64) {
	last := math.Inf(1)
	for i, t := range a.ticks {
		y := a.at(t)
		class := "grid"
		switch {
		case i == 0:
			class = "axis"
		case last-y < labelStep+1:
			continue
		}
		c.line(class, left, y, right, y)
		c.text(left-8, y+4, end, quiet, scale(t))
		last = y
	}
}

// positive is false for what no axis can end with.
func positive(v float64) bool { return v > 0 && !math.IsInf(v, 0) }

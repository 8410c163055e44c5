package view

import (
	"cmp"
	"slices"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// runClock turns instants of a run into seconds on the axis of its charts. Pauses
// that are longer than all that was measured, as between the parts of a run that
// was resumed, are cut short.
type runClock struct {
	began time.Time
	until float64 // end of the axis, in s
	cuts  []cut
}

// cut is a part of a pause that the axis leaves out.
type cut struct{ from, to time.Time }

// newClock is made for the blocks that began, which it puts in the order of
// their time; without any it goes from began to ended.
func newClock(blocks []measure.Block, began, ended time.Time) *runClock {
	c := &runClock{began: began}
	var active time.Duration
	for _, b := range blocks {
		active += b.Finished.Sub(b.Started)
	}
	last := began
	if len(blocks) > 0 && (began.IsZero() || blocks[0].Started.Before(began)) {
		c.began, last = blocks[0].Started, blocks[0].Started
	}
	for _, b := range blocks {
		if pause := b.Started.Sub(last); pause > active {
			c.cuts = append(c.cuts, cut{last.Add(active / 10), b.Started})
		}
		if b.Finished.After(last) {
			last = b.Finished
		}
	}
	if len(blocks) == 0 {
		last = ended
	}
	c.until = max(c.at(last), 1e-3)
	return c
}

// at is the place of an instant on the axis, in s.
func (c *runClock) at(t time.Time) float64 {
	d := t.Sub(c.began)
	for _, cut := range c.cuts {
		if t.After(cut.from) {
			d -= min(t.Sub(cut.from), cut.to.Sub(cut.from))
		}
	}
	return d.Seconds()
}

// title is that of an axis of this time.
func (c *runClock) title() string {
	if n := len(c.cuts); n > 0 {
		return "time since the start, without " + plural(n, "long pause")
	}
	return "time since the start"
}

// begun are the blocks that were begun and whose samples are in the figures, in
// the order of their time; each has an end.
func begun(blocks []measure.Block, ended time.Time) []measure.Block {
	var out []measure.Block
	for _, b := range blocks {
		if b.State == measure.BlockContended || b.Started.IsZero() {
			continue
		}
		if b.Finished.IsZero() { // it was killed
			b.Finished = ended
			if b.Length > 0 {
				b.Finished = b.Started.Add(b.Length)
			}
		}
		if b.Finished.Sub(b.Started) < time.Millisecond {
			b.Finished = b.Started.Add(time.Millisecond)
		}
		out = append(out, b)
	}
	slices.SortStableFunc(out, func(a, b measure.Block) int { return cmp.Compare(a.Started.UnixNano(), b.Started.UnixNano()) })
	return out
}

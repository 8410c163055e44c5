package measure

import "time"

// Cursor walks over a sealed tally in ascending order of the values.
type Cursor struct {
	Value time.Duration // after Next
	Count int           // how many values are equal to it, at least 1; equal ones may come in several steps

	tally *Tally
	page  int // in sealed
	list  int // of the page
	at    int // next: a position of the list, or lower bits
	rest  int // next of the rest
}

// Cursor starts before the smallest value.
func (t *Tally) Cursor() *Cursor { return &Cursor{tally: t} }

// Next goes to the next value; false at the end.
func (c *Cursor) Next() bool {
	value, count, ok := c.paged()
	if rest := c.tally.rest; c.rest < len(rest) && (!ok || rest[c.rest] < int64(value)) {
		c.Value, c.Count = time.Duration(rest[c.rest]), 1
		c.rest++
		return true
	}
	c.Value, c.Count = value, count
	c.at++
	return ok
}

// paged is the next value of the pages, which Next takes by counting at on.
func (c *Cursor) paged() (time.Duration, int, bool) {
	for ; c.page < len(c.tally.sealed); c.page, c.list, c.at = c.page+1, 0, 0 {
		p := c.tally.sealed[c.page]
		for ; c.list < len(p.lists); c.list, c.at = c.list+1, 0 {
			if list := p.lists[c.list]; c.at < len(list) {
				return time.Duration(p.start+int64(list[c.at])) * time.Microsecond, 1, true
			}
		}
		if p.counts == nil {
			continue
		}
		for ; c.at < pageSize; c.at++ {
			if n := p.countOf(c.at); n > 0 {
				return time.Duration(p.start+int64(c.at)) * time.Microsecond, n, true
			}
		}
	}
	return 0, 0, false
}

// countOf is how many values of a page of sums have the lower bits.
func (p *tallyPage) countOf(low int) int {
	if low == 0 {
		return int(p.counts[0])
	}
	return int(p.counts[low] - p.counts[low-1])
}

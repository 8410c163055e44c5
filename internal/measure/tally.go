package measure

import (
	"slices"
	"sort"
	"time"
)

// Tally is a multiset of durations, exact to the nanosecond. It is made for
// many values in little memory: samples are stored to the microsecond, and a
// whole microsecond below 4.7 hours takes two bytes, or less where many values
// are near each other; anything else takes eight.
//
// First values are added, then it is sealed, then it is read. It does not
// promise what an unsealed tally reads as. Adding is not safe for concurrent
// use, reading is. The zero value is an empty tally.
type Tally struct {
	n     int
	sum   time.Duration
	pages []*tallyPage // by the microseconds' higher bits; nil where nothing is
	rest  []int64      // in ns: no whole microseconds, negative, or too long

	sealed []*tallyPage // the pages that are not nil, ascending
	paged  int          // values in pages
}

const (
	pageBits = 16
	pageSize = 1 << pageBits // microseconds that a page covers
	maxPages = 1 << 18       // 4.7 hours
	maxList  = 2 * pageSize  // values from which a list takes more room than counts
)

// tallyPage is the part of a tally that shares the higher bits.
type tallyPage struct {
	start  int64    // of the page, in microseconds
	before int      // values in the pages before it
	n      int      // values in it
	list   []uint16 // the lower bits of each value, while they are few; sorted once sealed
	// counts are the values by their lower bits, once there are many; the sums
	// of the counts up to each once sealed.
	counts *[pageSize]uint32
	// guide is the lower bits at every guideStep-th value, to find a value by
	// its position without a search.
	guide []uint16
}

// guideShift is the binary logarithm of the values between two guides.
const guideShift = 5

// Add adds a value.
func (t *Tally) Add(d time.Duration) {
	t.n++
	t.sum += d
	us := int64(d) / 1000
	at := us >> pageBits
	if us*1000 != int64(d) || at < 0 || at >= maxPages {
		t.rest = append(t.rest, int64(d))
		return
	}
	if at >= int64(len(t.pages)) {
		t.pages = append(t.pages, make([]*tallyPage, at+1-int64(len(t.pages)))...)
	}
	p := t.pages[at]
	if p == nil {
		p = &tallyPage{start: at << pageBits}
		t.pages[at] = p
	}
	p.add(uint16(us & (pageSize - 1)))
}

func (p *tallyPage) add(low uint16) {
	p.n++
	if p.counts != nil {
		p.counts[low]++
		return
	}
	if len(p.list) == cap(p.list) {
		p.list = slices.Grow(p.list, max(8, len(p.list)))
	}
	p.list = append(p.list, low)
	if len(p.list) >= maxList {
		p.counts = new([pageSize]uint32)
		for _, low := range p.list {
			p.counts[low]++
		}
		p.list = nil
	}
}

// Seal makes the tally ready to be read. Nothing may be added after it.
func (t *Tally) Seal() {
	slices.Sort(t.rest)
	t.sealed, t.paged = nil, 0
	for _, p := range t.pages {
		if p != nil {
			p.before = t.paged
			t.paged += p.n
			p.seal()
			t.sealed = append(t.sealed, p)
		}
	}
}

func (p *tallyPage) seal() {
	if p.counts == nil {
		slices.Sort(p.list)
		return
	}
	p.guide = make([]uint16, 0, p.n>>guideShift+1)
	sum := uint32(0)
	for low, n := range p.counts {
		sum += n
		p.counts[low] = sum
		for len(p.guide)<<guideShift < int(sum) {
			p.guide = append(p.guide, uint16(low))
		}
	}
}

// Len is the number of values.
func (t *Tally) Len() int { return t.n }

// Sum is the sum of the values.
func (t *Tally) Sum() time.Duration { return t.sum }

// At is the value at position i, from 0. Positions are the same for the same
// values, however they were added: first the whole microseconds in ascending
// order, then the rest in ascending order.
func (t *Tally) At(i int) time.Duration {
	if i >= t.paged {
		return time.Duration(t.rest[i-t.paged])
	}
	at := 0
	if len(t.sealed) > 1 {
		at = sort.Search(len(t.sealed), func(k int) bool { return t.sealed[k].before > i }) - 1
	}
	p := t.sealed[at]
	return time.Duration(p.start+p.at(i-p.before)) * time.Microsecond
}

// at is the lower bits of the value at a position of the page.
func (p *tallyPage) at(i int) int64 {
	if p.counts == nil {
		return int64(p.list[i])
	}
	low := int64(p.guide[i>>guideShift])
	for int(p.counts[low]) <= i {
		low++
	}
	return low
}

// AtMost counts the values up to d.
func (t *Tally) AtMost(d time.Duration) int {
	n := sort.Search(len(t.rest), func(i int) bool { return t.rest[i] > int64(d) })
	us := int64(d) / 1000
	if us*1000 > int64(d) {
		us-- // division rounds towards zero
	}
	at := us >> pageBits
	switch {
	case at < 0 || t.paged == 0:
		return n
	case at >= int64(len(t.pages)):
		return n + t.paged
	}
	if p := t.pages[at]; p != nil {
		return n + p.before + p.atMost(uint16(us&(pageSize-1)))
	}
	after := sort.Search(len(t.sealed), func(k int) bool { return t.sealed[k].start > us })
	if after == len(t.sealed) {
		return n + t.paged
	}
	return n + t.sealed[after].before
}

func (p *tallyPage) atMost(low uint16) int {
	if p.counts != nil {
		return int(p.counts[low])
	}
	return sort.Search(len(p.list), func(i int) bool { return p.list[i] > low })
}

// Range is the smallest and the largest value; false for none.
func (t *Tally) Range() (low, high time.Duration, ok bool) {
	if t.n == 0 {
		return 0, 0, false
	}
	c := t.Cursor()
	c.Next()
	low = c.Value
	if t.paged > 0 {
		high = t.At(t.paged - 1)
	}
	if k := len(t.rest); k > 0 {
		if last := time.Duration(t.rest[k-1]); t.paged == 0 || last > high {
			high = last
		}
	}
	return low, high, true
}

package measure

import (
	"slices"
	"sort"
	"sync"
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
	// maxListed is how many values of a page take as much room listed as counted.
	maxListed = 2 * pageSize
)

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

// Seal makes the tally ready to be read. Nothing may be added after it.
func (t *Tally) Seal() {
	spare, _ := spares.Get().(*[]uint16)
	if spare == nil {
		spare = new([]uint16)
	}
	slices.Sort(t.rest)
	t.sealed, t.paged = nil, 0
	for _, p := range t.pages {
		if p != nil {
			p.before = t.paged
			t.paged += p.n
			*spare = p.seal(*spare)
			t.sealed = append(t.sealed, p)
		}
	}
	spares.Put(spare)
}

// spares is memory for sorting, each a *[]uint16.
var spares sync.Pool

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

// AppendMicroseconds appends the values in whole microseconds, in the order of
// At. It is false, and appends nothing, when one of them is none, or is too long
// for that (71 minutes).
func (t *Tally) AppendMicroseconds(to []uint32) ([]uint32, bool) {
	if len(t.rest) > 0 || len(t.pages) > (1<<32)/pageSize {
		return to, false
	}
	for c := t.Cursor(); c.Next(); {
		us := uint32(c.Value / time.Microsecond)
		for range c.Count {
			to = append(to, us)
		}
	}
	return to, true
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

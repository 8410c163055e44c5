package measure

import (
	"maps"
	"slices"
)

// Instants is a multiset of instants to the microsecond, in three bytes each
// where they are not few and far between.
//
// First instants are added, then it is sealed, then it is walked over. The zero
// value is empty. It is not safe for concurrent use.
type Instants struct {
	spans map[int64]*instantSpan // by the microseconds' higher bits
	last  *instantSpan           // that was added to: the next one is likely to go there
	order []*instantSpan         // ascending, once sealed
}

// instantSpan holds the instants of 4.2 s.
type instantSpan struct {
	at     int64 // the higher bits
	n      int
	chunks [][]byte // the lower bits of each, three bytes
}

const (
	spanBits   = 22
	leastChunk = 3 * 16
	mostChunk  = 3 * 1024
)

// Add adds an instant, in microseconds since 1970.
func (m *Instants) Add(us int64) {
	low := us & (1<<spanBits - 1)
	s := m.last
	if at := us >> spanBits; s == nil || s.at != at {
		s = m.span(at)
	}
	s.n++
	last := len(s.chunks) - 1
	if last < 0 || len(s.chunks[last]) == cap(s.chunks[last]) {
		s.chunks = append(s.chunks, make([]byte, 0, min(max(leastChunk, 3*s.n), mostChunk)))
		last++
	}
	s.chunks[last] = append(s.chunks[last], byte(low), byte(low>>8), byte(low>>16))
}

func (m *Instants) span(at int64) *instantSpan {
	if m.spans == nil {
		m.spans = map[int64]*instantSpan{}
	}
	if m.spans[at] == nil {
		m.spans[at] = &instantSpan{at: at}
	}
	m.last = m.spans[at]
	return m.last
}

// Seal puts the instants in order. Nothing may be added after it.
func (m *Instants) Seal() {
	var spare []uint32
	for _, at := range slices.Sorted(maps.Keys(m.spans)) {
		spare = m.spans[at].sort(spare)
		m.order = append(m.order, m.spans[at])
	}
}

// sort uses spare memory and gives it back.
func (s *instantSpan) sort(spare []uint32) []uint32 {
	spare = slices.Grow(spare[:0], 2*s.n)
	all, other := spare[:0:s.n], spare[s.n:2*s.n]
	for _, c := range s.chunks {
		for i := 0; i < len(c); i += 3 {
			all = append(all, lower(c[i:]))
		}
	}
	const few = 2000 // fewer are sorted faster by comparing them
	if s.n < few {
		slices.Sort(all)
	} else {
		sortDigit(other, all, 0)
		sortDigit(all, other, spanBits/2)
	}
	for _, c := range s.chunks {
		for i := 0; i < len(c); i += 3 {
			c[i], c[i+1], c[i+2] = byte(all[0]), byte(all[0]>>8), byte(all[0]>>16)
			all = all[1:]
		}
	}
	return spare
}

// lower is the lower bits that three bytes hold.
func lower(c []byte) uint32 { return uint32(c[0]) | uint32(c[1])<<8 | uint32(c[2])<<16 }

// sortDigit sorts values from one slice into another by half of their bits.
func sortDigit(to, from []uint32, shift uint) {
	const mask = 1<<(spanBits/2) - 1
	var next [mask + 1]int // position of the next value with the digit
	for _, v := range from {
		next[v>>shift&mask]++
	}
	sum := 0
	for d, n := range next {
		next[d] = sum
		sum += n
	}
	for _, v := range from {
		d := v >> shift & mask
		to[next[d]] = v
		next[d]++
	}
}

// InstantCursor walks over sealed instants in ascending order.
type InstantCursor struct {
	Microsecond int64 // since 1970, after Next

	spans  []*instantSpan // yet to come, the first one partly
	chunks [][]byte
	at     int64
	chunk  []byte
}

// Cursor starts before the first instant.
func (m *Instants) Cursor() *InstantCursor { return &InstantCursor{spans: m.order} }

// Next goes to the next instant; false at the end.
func (c *InstantCursor) Next() bool {
	for len(c.chunk) == 0 {
		switch {
		case len(c.chunks) > 0:
			c.chunk, c.chunks = c.chunks[0], c.chunks[1:]
		case len(c.spans) > 0:
			c.at, c.chunks = c.spans[0].at, c.spans[0].chunks
			c.spans = c.spans[1:]
		default:
			return false
		}
	}
	c.Microsecond = c.at<<spanBits + int64(lower(c.chunk))
	c.chunk = c.chunk[3:]
	return true
}

package measure

import (
	"slices"
	"sort"
)

// tallyPage is the part of a tally that shares the higher bits.
type tallyPage struct {
	start  int64 // of the page, in microseconds
	before int   // values in the pages before it
	n      int   // values in it
	// lists are the lower bits of each value, while they are few; in ascending
	// order once sealed. They are many lists, since one that grows leaves as much
	// behind as it holds. The last of them while values are added is open.
	lists [][]uint16
	open  []uint16
	// counts are the values by their lower bits, once there are many; the sums
	// of the counts up to each once sealed.
	counts *[pageSize]uint32
	// guide is the lower bits at every 32nd value, to find a value by its
	// position without a search; nil without counts.
	guide []uint16
}

// guideShift is the binary logarithm of the values between two guides.
const guideShift = 5

// The sizes of lists.
const (
	leastList = 16
	mostList  = 256
)

func (p *tallyPage) add(low uint16) {
	if p.counts != nil {
		p.n++
		p.counts[low]++
		return
	}
	if len(p.open) == cap(p.open) {
		p.grow()
	}
	p.n++
	p.open = append(p.open, low)
	if p.n == maxListed {
		p.count()
	}
}

// grow opens a new list.
func (p *tallyPage) grow() {
	if p.open != nil {
		p.lists = append(p.lists, p.open)
	}
	p.open = make([]uint16, 0, min(max(leastList, p.n), mostList))
}

// count goes from lists to counts.
func (p *tallyPage) count() {
	p.counts = new([pageSize]uint32)
	for _, list := range append(p.lists, p.open) {
		for _, low := range list {
			p.counts[low]++
		}
	}
	p.lists, p.open = nil, nil
}

// seal uses spare memory where it needs some, and gives it back.
func (p *tallyPage) seal(spare []uint16) []uint16 {
	if p.counts == nil {
		p.lists, p.open = append(p.lists, p.open), nil
		return sortLists(p.lists, p.n, spare)
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
	return spare
}

// sortLists sorts n values over all lists, many of them by one byte after the
// other, which takes a fraction of what comparing them does. It uses spare as
// slices.Grow does.
func sortLists(lists [][]uint16, n int, spare []uint16) []uint16 {
	const few = 128
	if len(lists) == 1 && n < few {
		slices.Sort(lists[0])
		return spare
	}
	spare = slices.Grow(spare[:0], 2*n)
	all, other := spare[:0:n], spare[n:2*n]
	for _, list := range lists {
		all = append(all, list...)
	}
	if n < few {
		slices.Sort(all)
	} else {
		sortByte(other, all, 0)
		sortByte(all, other, 8)
	}
	for _, list := range lists {
		all = all[copy(list, all):]
	}
	return spare
}

// sortByte sorts values from one slice into another by the byte at shift.
func sortByte(to, from []uint16, shift uint) {
	var next [256]int // position of the next value with the byte
	for _, v := range from {
		next[v>>shift&0xff]++
	}
	sum := 0
	for b, n := range next {
		next[b] = sum
		sum += n
	}
	for _, v := range from {
		b := v >> shift & 0xff
		to[next[b]] = v
		next[b]++
	}
}

// at is the lower bits of the value at a position of the page.
func (p *tallyPage) at(i int) int64 {
	if p.counts == nil {
		for _, list := range p.lists {
			if i < len(list) {
				return int64(list[i])
			}
			i -= len(list)
		}
	}
	low := int64(p.guide[i>>guideShift])
	for int(p.counts[low]) <= i {
		low++
	}
	return low
}

func (p *tallyPage) atMost(low uint16) int {
	if p.counts != nil {
		return int(p.counts[low])
	}
	n := 0
	for _, list := range p.lists {
		if k := len(list); list[k-1] <= low {
			n += k
			continue
		}
		return n + sort.Search(len(list), func(i int) bool { return list[i] > low })
	}
	return n
}

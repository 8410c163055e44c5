package measure

import (
	"cmp"
	"container/heap"
	"slices"
	"time"
)

// Highest counts durations and keeps the longest of them, as many as Keep says.
// What it keeps does not depend on the order in which they are added. Set Keep
// before the first Add; adding is not safe for concurrent use.
type Highest struct {
	Keep int // how many are kept; 0 keeps none

	n    int
	kept durations // the shortest first
}

// Add counts a duration.
func (h *Highest) Add(d time.Duration) {
	h.n++
	switch {
	case len(h.kept) < h.Keep:
		heap.Push(&h.kept, d)
	case h.Keep > 0 && d > h.kept[0]:
		h.kept[0] = d
		heap.Fix(&h.kept, 0)
	}
}

// Len is how many were added.
func (h *Highest) Len() int { return h.n }

// Descending are those that are kept, the longest first.
func (h *Highest) Descending() []time.Duration {
	out := slices.Clone(h.kept)
	slices.SortFunc(out, func(a, b time.Duration) int { return cmp.Compare(b, a) })
	return out
}

// durations is a heap whose first is the shortest.
type durations []time.Duration

var _ heap.Interface = (*durations)(nil)

func (d durations) Len() int           { return len(d) }
func (d durations) Less(i, j int) bool { return d[i] < d[j] }
func (d durations) Swap(i, j int)      { d[i], d[j] = d[j], d[i] }
func (d *durations) Push(x any)        { *d = append(*d, x.(time.Duration)) }
func (d *durations) Pop() any {
	last := len(*d) - 1
	x := (*d)[last]
	*d = (*d)[:last]
	return x
}

package advice

import (
	"cmp"
	"slices"
)

// front are the indices of the candidates that no other beats in both cost and
// mean latency, the cheapest first: whoever weighs the two, however they do it,
// finds the best of them here.
func front(usable []Candidate) []int {
	best := efficient(priced(usable))
	slices.SortStableFunc(best, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(a.Cost, b.Cost), cmp.Compare(a.MemoryMB, b.MemoryMB), cmp.Compare(a.Index, b.Index))
	})
	var out []int
	for _, c := range best {
		out = append(out, c.Index)
	}
	return out
}

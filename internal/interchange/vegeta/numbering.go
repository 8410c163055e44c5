package vegeta

import (
	"cmp"
	"slices"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// Numbering numbers the samples of each variant as vegeta numbers the results
// of an attack: from 0, in the order of sending, over all blocks. vegeta plot
// relies on it. Every sample is counted first, then numbered.
type Numbering struct {
	sends map[part]int // the positions that a part has
	first map[part]int // the number of a part's first position, once counted
}

// part is one phase of a block, in which samples have positions from 0.
type part struct {
	variant, block int
	phase          measure.Phase
}

func partOf(s *measure.Sample) part { return part{s.Variant, s.Block, s.Phase} }

// Count takes note of a sample.
func (n *Numbering) Count(s *measure.Sample) {
	if n.sends == nil {
		n.sends = map[part]int{}
	}
	n.sends[partOf(s)] = max(n.sends[partOf(s)], s.Seq+1)
}

// Number is the number of a sample that was counted.
func (n *Numbering) Number(s *measure.Sample) uint64 {
	if n.first == nil {
		n.settle()
	}
	return uint64(max(0, n.first[partOf(s)]+s.Seq))
}

// phases in the order in which a block goes through them.
var phases = []measure.Phase{measure.PhaseCold, measure.PhaseWarmup, measure.PhaseLoad}

func (n *Numbering) settle() {
	var parts []part
	for p := range n.sends {
		parts = append(parts, p)
	}
	slices.SortFunc(parts, func(a, b part) int {
		return cmp.Or(cmp.Compare(a.variant, b.variant), cmp.Compare(a.block, b.block),
			cmp.Compare(slices.Index(phases, a.phase), slices.Index(phases, b.phase)))
	})
	n.first = map[part]int{}
	next := 0
	for i, p := range parts {
		if i == 0 || parts[i-1].variant != p.variant {
			next = 0
		}
		n.first[p] = next
		next += n.sends[p]
	}
}

package reports

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// MarkDoubled tells in a summary which variants were measured as many times
// again for their gates: at these gates, and as a warning. Nil is for none.
// blocks are those that were measured: a cap or an interruption may have left
// fewer than were to come.
func (s *Summary) MarkDoubled(d *measure.Doubling, blocks []measure.Block) {
	if d == nil {
		return
	}
	var whole []VariantInfo
	var labels, got []string
	for _, v := range d.Variants {
		if v.Variant >= len(s.Trials) {
			continue
		}
		t := &s.Trials[v.Variant]
		planned := v.Blocks / 2
		switch added := blocksOf(blocks, v.Variant) - planned; {
		case added <= 0:
		case added < planned:
			got = append(got, fmt.Sprintf("%s got %d of %d more rounds", t.Label, added, planned))
		default:
			whole, labels = append(whole, t.Variant), append(labels, t.Label)
		}
	}
	if len(labels) > 0 {
		got = slices.Insert(got, 0, strings.Join(labels, ", ")+" got as many rounds again, once")
	}
	if len(got) == 0 {
		return
	}
	for i := range s.Gates {
		g := &s.Gates[i]
		g.Doubled = g.Variant != nil && slices.Contains(d.Checks, g.Check) && slices.ContainsFunc(whole, g.Variant.Equal)
	}
	s.Warnings = append(s.Warnings, Warning{"gates-doubled", fmt.Sprintf(
		"The rounds of the plan left it open whether the gates hold (%s): %s, and the verdicts are on all samples.",
		strings.Join(d.Checks, ", "), strings.Join(got, "; "))})
}

// blocksOf is how many of the blocks are of a variant.
func blocksOf(blocks []measure.Block, variant int) int {
	n := 0
	for _, b := range blocks {
		if b.Variant == variant {
			n++
		}
	}
	return n
}

package reports

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// MarkDoubled tells in a summary which variants were measured as many times
// again for their gates: at these gates, and as a warning. Nil is for none.
func (s *Summary) MarkDoubled(d *measure.Doubling) {
	if d == nil || len(d.Variants) == 0 {
		return
	}
	var labels []string
	for _, v := range d.Variants {
		if v.Variant < len(s.Trials) {
			labels = append(labels, s.Trials[v.Variant].Label)
		}
	}
	for i := range s.Gates {
		g := &s.Gates[i]
		g.Doubled = g.Variant != nil && slices.Contains(d.Checks, g.Check) &&
			slices.ContainsFunc(d.Variants, func(v measure.Doubled) bool {
				return v.Variant < len(s.Trials) && s.Trials[v.Variant].Variant.Equal(*g.Variant)
			})
	}
	s.Warnings = append(s.Warnings, Warning{"gates-doubled", fmt.Sprintf(
		"The rounds of the plan left it open whether the gates hold (%s): %s got as many rounds again, once, and the verdicts are on all samples.",
		strings.Join(d.Checks, ", "), strings.Join(labels, ", "))})
}

package view

import (
	"strings"

	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// heads are the targets that are compared with a base; empty without a base.
func (v *View) heads() []string {
	var out []string
	based := false
	for _, t := range v.Summary.Scenario.Targets {
		if t.Base {
			based = true
			continue
		}
		out = append(out, format.Short(format.Clean(t.Name), longestName))
	}
	if !based {
		return nil
	}
	return out
}

// ofHeads is " of after" where a base was measured too, which is never picked: it
// says that what is compared leaves it out. "" without a base.
func (v *View) ofHeads() string {
	if h := v.heads(); len(h) > 0 {
		return " of " + strings.Join(h, " and ")
	}
	return ""
}

// ofVariants is " of the variants of after", likewise.
func (v *View) ofVariants() string {
	if of := v.ofHeads(); of != "" {
		return " of the variants" + of
	}
	return ""
}

// eligible is how many trials are not of the base.
func (v *View) eligible() int {
	n := 0
	for _, t := range v.Trials {
		if !t.Base {
			n++
		}
	}
	return n
}

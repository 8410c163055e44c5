package view

import (
	"fmt"
	"strings"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// Variation says of each variant how much environments and calls differ, and
// which invocations stand out; of many variants of those that Shown shows. Empty
// where there is nothing to say.
func (v *View) Variation() []Fact {
	var out []Fact
	for _, t := range v.Shown(MostRows) {
		var parts []string
		if s := t.Variation; s != nil {
			differ := "do not differ"
			if s.BetweenShare > 0 {
				differ = "differ by ±" + whole(s.BetweenShare)
			}
			parts = append(parts, fmt.Sprintf("environments %s, calls of one by ±%s (%s)",
				differ, whole(s.WithinShare), plural(s.Environments, "environment")))
		}
		if text := t.outliers(); text != "" {
			parts = append(parts, text)
		}
		if len(parts) > 0 {
			out = append(out, Fact{Name: t.Name, Text: strings.Join(parts, "; ")})
		}
	}
	return out
}

// outliers is "2 outliers, the largest 1.24 s"; "" without any.
func (t Trial) outliers() string {
	o := t.Outliers
	if o == nil || o.Count == 0 || o.Largest == nil {
		return ""
	}
	if o.Count == 1 {
		return "1 outlier of " + format.Duration(*o.Largest) + ", which is in every figure"
	}
	return fmt.Sprintf("%s outliers, the largest of %s, which are in every figure", format.Count(o.Count), format.Duration(*o.Largest))
}

// Intervals says what the intervals of means and costs were resampled by, and
// what they therefore hold.
func (v *View) Intervals() Fact {
	out := Fact{Name: "Intervals", Text: "95 %"}
	by := map[reports.Grouping]int{}
	for _, t := range v.Trials {
		by[reports.Grouping(t.ResampledBy)]++
	}
	var parts []string
	for _, g := range []reports.Grouping{reports.ByEnvironment, reports.ByBlock, reports.ByInvocation} {
		n := by[g]
		if n == 0 {
			continue
		}
		text := "by " + string(g)
		if n < len(v.Trials) {
			text += fmt.Sprintf(" (%d of %d)", n, len(v.Trials))
		}
		parts = append(parts, text)
	}
	of := "means and costs"
	if v.Servers {
		of = "means"
	}
	if len(parts) > 0 {
		out.Text += ", those of " + of + " resampled " + strings.Join(parts, ", ")
	}
	if by[reports.ByInvocation] > 0 {
		out.Note = "fewer than five environments and five rounds: how those differ is not in them"
	}
	return out
}

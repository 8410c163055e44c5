package view

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// mostFailures is how many reasons are listed for a variant.
const mostFailures = 8

// Failures is the table of what went wrong, the most frequent reasons of each
// variant first. It has no rows where nothing did.
func (v *View) Failures() Table {
	out := Table{Caption: "Errors by their reason", Columns: []Column{
		{Name: v.Noun()}, {Name: "outcome"}, {Name: "reason"}, {Name: "n", Number: true}, {Name: "share", Number: true},
	}}
	for _, t := range v.Trials {
		reasons := slices.SortedFunc(maps.Keys(t.ErrorReasons), func(a, b string) int {
			return cmp.Or(cmp.Compare(t.ErrorReasons[b], t.ErrorReasons[a]), cmp.Compare(a, b))
		})
		for _, key := range reasons[:min(mostFailures, len(reasons))] {
			outcome, reason, found := strings.Cut(key, ": ")
			if !found {
				reason = format.None
			}
			n := t.ErrorReasons[key]
			out.Rows = append(out.Rows, Row{Cells: cells(
				t.Name, format.Clean(outcome), format.Clean(reason), format.Count(n),
				format.Share(float64(n)/float64(max(1, t.Invocations))),
			)})
		}
	}
	return out
}

package prometheus

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// names are the summary's names as labels.
type names struct {
	scenario string
	variants []string // of the trials, each unique
}

// labelsOf cleans the names. Two labels that are the same once they are clean
// are told apart by a number, or the text would have a metric twice.
func labelsOf(s *reports.Summary) names {
	out := names{scenario: format.Clean(s.Scenario.Name)}
	for _, t := range s.Trials {
		label := format.Clean(t.Label)
		for n := 2; slices.Contains(out.variants, label); n++ {
			label = fmt.Sprintf("%s (%d)", format.Clean(t.Label), n)
		}
		out.variants = append(out.variants, label)
	}
	return out
}

// of is the label of a variant, "" where it is that of no trial.
func (n names) of(s *reports.Summary, v *reports.VariantInfo) string {
	if v == nil {
		return ""
	}
	i := slices.IndexFunc(s.Trials, func(t reports.Trial) bool { return t.Variant.Equal(*v) })
	if i < 0 {
		return ""
	}
	return n.variants[i]
}

// sizeOf is the memory in MB, "" for a variant without.
func sizeOf(v reports.VariantInfo) string {
	if v.MemoryMB == 0 {
		return ""
	}
	return strconv.Itoa(v.MemoryMB)
}

// paramsOf writes params as one label: A=1,B=2.
func paramsOf(v reports.VariantInfo) string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(v.Params)) {
		parts = append(parts, format.Clean(name+"="+v.Params[name]))
	}
	return strings.Join(parts, ",")
}

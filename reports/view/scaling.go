package view

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// Scaling says of each variant that had to scale how soon it had, and what was
// throttled and why. Empty where nothing was throttled and no load was a burst.
func (v *View) Scaling() []Fact {
	var out []Fact
	for _, t := range v.Trials {
		var said []string
		if took := t.Concurrency.TimeToScale; took != nil {
			said = append(said, fmt.Sprintf("scaled to %s within %s of a burst", t.scaledTo(), format.Duration(*took)))
		}
		if t.Throttles > 0 {
			said = append(said, fmt.Sprintf("%s of %s throttled", format.Count(t.Throttles), plural(t.Invocations, "invocation")))
		}
		if len(said) > 0 {
			out = append(out, Fact{Name: t.Name, Text: strings.Join(said, ", "), Note: t.throttleReasons()})
		}
	}
	return out
}

// scaledTo is "12 environments", or the requests in flight where the
// environments are not known.
func (t Trial) scaledTo() string {
	if t.Environments == 0 {
		return plural(t.Concurrency.Max, "request") + " in flight"
	}
	most := 0
	if course := t.Concurrency.OverTime; course != nil {
		most = slices.Max(append(course.Environments, 0))
	}
	return plural(most, "environment")
}

// throttleReasons are the platform's, the most frequent first.
func (t Trial) throttleReasons() string {
	reasons := t.Concurrency.Throttles
	var out []string
	for _, r := range slices.SortedFunc(maps.Keys(reasons), func(a, b string) int {
		return cmp.Or(cmp.Compare(reasons[b], reasons[a]), cmp.Compare(a, b))
	}) {
		name := format.Clean(r)
		if name == "" {
			name = "no reason given"
		}
		out = append(out, name+": "+format.Count(reasons[r]))
	}
	return strings.Join(out, ", ")
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return format.Count(n) + " " + noun + "s"
}

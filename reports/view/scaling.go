package view

import (
	"fmt"
	"slices"

	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// Scaling says of each variant that met a burst how soon it had scaled. Empty
// where no load was a burst.
func (v *View) Scaling() []Fact {
	var out []Fact
	for _, t := range v.Shown(MostRows) {
		if took := t.Concurrency.TimeToScale; took != nil {
			out = append(out, Fact{Name: t.Name, Text: fmt.Sprintf("scaled to %s within %s of a burst", t.scaledTo(), format.Duration(*took))})
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

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return format.Count(n) + " " + noun + "s"
}

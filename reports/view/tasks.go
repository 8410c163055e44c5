package view

import (
	"fmt"
	"strings"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// Tasks says of each container elsewhere how its tasks came up, on which CPUs
// they ran, and how long it took to have more of them. Empty where nobody told.
func (v *View) Tasks() []Fact {
	var out []Fact
	for _, t := range v.Shown(MostRows) {
		if t.Tasks == nil {
			continue
		}
		parts := []string{plural(t.Tasks.Count, "task")}
		parts = append(parts, cameUp(t.Tasks)...)
		parts = append(parts, processors(t.Tasks)...)
		for _, s := range t.Tasks.Scaling {
			parts = append(parts, fmt.Sprintf("from %d to %d tasks: all ran after %s and were healthy after %s",
				s.From, s.To, format.Duration(s.Running), format.Duration(s.Healthy)))
		}
		out = append(out, Fact{Name: t.Name, Text: strings.Join(parts, "; ")})
	}
	return out
}

// cameUp is "image pulled in 6.0 s, running 12 s and healthy 13 s after it was pending (medians; at most 14 s)".
func cameUp(t *reports.TaskFigures) (parts []string) {
	if t.Pull.P50 != nil {
		parts = append(parts, "image pulled in "+format.Duration(*t.Pull.P50))
	}
	if t.Running.P50 != nil {
		parts = append(parts, "running "+format.Duration(*t.Running.P50)+" after it was pending")
	}
	if t.Healthy.P50 != nil {
		parts = append(parts, fmt.Sprintf("healthy after %s (medians; at most %s)", format.Duration(*t.Healthy.P50), format.Duration(*t.Healthy.Max)))
	}
	return parts
}

// processors says what the tasks ran on, and how far apart they were.
func processors(t *reports.TaskFigures) (parts []string) {
	for _, c := range t.CPUs {
		text := "CPU model not known"
		if c.Model != "" {
			text = format.Clean(c.Model)
		}
		text += " (" + plural(c.Tasks, "task")
		if c.Mean != nil {
			text += ", mean " + format.Duration(*c.Mean)
		}
		parts = append(parts, text+")")
	}
	if t.Means != nil {
		parts = append(parts, fmt.Sprintf("means of single tasks from %s to %s", format.Duration(t.Means[0]), format.Duration(t.Means[1])))
	}
	return parts
}

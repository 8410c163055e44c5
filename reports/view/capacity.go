package view

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// CapacityTitle heads what a search has found.
const CapacityTitle = "Capacity"

// searched are the trials whose capacity was searched for.
func (v *View) searched() []Trial {
	return slices.DeleteFunc(slices.Clone(v.Trials), func(t Trial) bool { return t.Capacity == nil })
}

// elsewhere are the blocks that were probes at other rates than that of the
// capacity, which the latency of a variant is not of.
func (v *View) elsewhere() map[int]bool {
	out := map[int]bool{}
	for _, t := range v.searched() {
		for _, p := range t.Capacity.Probes {
			out[p.Block] = !p.Counted
		}
	}
	return out
}

// Capacities is the table of the capacity of each variant; without rows where it
// was not searched for.
func (v *View) Capacities() Table {
	out := Table{Caption: "Capacity of each variant", Columns: []Column{
		{Name: v.Noun(), Number: v.Noun() == "memory"}, {Name: "capacity", Number: true}, {Name: "between", Number: true, Rank: 2}, {Name: "limited by", Rank: 1},
		{Name: "p50", Number: true, Rank: 4}, {Name: "p99", Number: true, Rank: 3}, {Name: "probes", Number: true, Rank: 5}, {Name: NotesColumn},
	}}
	for _, t := range v.searched() {
		c := t.Capacity
		out.Rows = append(out.Rows, Row{Pick: t.Pick, Muted: t.Muted(), Cells: cells(
			t.Name, capacityText(c), capacityBounds(c), limiterWords[c.LimitedBy],
			format.MaybeDuration(t.Latency.P50), format.MaybeDuration(t.Latency.P99), format.Count(len(c.Probes)), capacityNote(c),
		)})
	}
	return out
}

// limiterWords say what limits a capacity.
var limiterWords = map[string]string{"slo": "the objective", "generator": "this machine", "range": "the range looked at", "": format.None}

func capacityText(c *reports.Capacity) string {
	switch {
	case c.Rate == nil && c.LimitedBy == "range":
		return "below " + format.Rate(c.From)
	case c.Rate == nil:
		return format.None
	case c.LimitedBy == "slo":
		return format.Rate(*c.Rate)
	}
	return "≥ " + format.Rate(*c.Rate)
}

// capacityBounds are the bounds of a capacity.
func capacityBounds(c *reports.Capacity) string {
	switch {
	case c.Low != nil && c.High != nil:
		return format.Rate(*c.Low) + " to " + format.Rate(*c.High)
	case c.Low != nil:
		return "above " + format.Rate(*c.Low)
	case c.High != nil:
		return "below " + format.Rate(*c.High)
	}
	return format.None
}

func capacityNote(c *reports.Capacity) string {
	switch {
	case !c.Complete:
		return "the search did not come to its end"
	case c.Rate != nil && !c.Sure:
		return "the last check is not sure"
	case c.Spread != nil:
		return fmt.Sprintf("%s searches, %s apart", format.Count(len(c.Searches)), format.Share(*c.Spread))
	}
	return ""
}

// CapacitySentences say what was found of the variant of the answer, or of each
// where there is no answer.
func (v *View) CapacitySentences() []string {
	var out []string
	for _, t := range v.searched() {
		text := format.Clean(t.Capacity.Sentence)
		if len(v.Trials) > 1 {
			text = t.Name + ": " + text
		}
		if subject := v.Subject(); subject == nil || subject.Index == t.Index {
			out = append(out, text)
		}
	}
	return out
}

// capacityFact is the key figure of a trial; none without a search.
func capacityFact(t *Trial) []Fact {
	if t.Capacity == nil {
		return nil
	}
	return []Fact{{Name: CapacityTitle, Text: capacityText(t.Capacity), Note: format.Clean(t.Capacity.Where) + "; " + capacityBounds(t.Capacity) + " with " + format.Share(t.Capacity.Confidence) + " confidence"}}
}

// Probed is the trial whose probes are shown: that of the answer, or the first
// one that was searched; nil without a search.
func (v *View) Probed() *Trial {
	if t := v.Subject(); t != nil && t.Capacity != nil {
		return t
	}
	if all := v.searched(); len(all) > 0 {
		return &all[0]
	}
	return nil
}

// Probes is the table of the probes of Probed, in the order in which they were
// made; without rows where there was no search.
func (v *View) Probes() Table {
	t := v.Probed()
	if t == nil {
		return Table{}
	}
	out := Table{Caption: "Probes of " + t.Name, Columns: []Column{
		{Name: "probe", Number: true}, {Name: "rate", Number: true}, {Name: "achieved", Number: true}, {Name: "for", Number: true}, {Name: "n", Number: true},
		{Name: "errors", Number: true}, {Name: "p50", Number: true}, {Name: "p95", Number: true}, {Name: "p99", Number: true}, {Name: "holds?"}, {Name: NotesColumn},
	}}
	for i, p := range t.Capacity.Probes {
		achieved := format.None
		if p.Achieved != nil {
			achieved = format.Rate(*p.Achieved)
		}
		verdict := cells(probeWord(p))[0]
		verdict.Tone = map[string]Tone{"pass": Good, "fail": Bad, "unsure": Unsure}[p.Verdict]
		row := cells(
			format.Count(i+1), format.Rate(p.Rate), achieved, check.FormatDuration(seconds(p.Seconds)), format.Count(p.N),
			format.Count(p.Errors), format.MaybeDuration(p.P50), format.MaybeDuration(p.P95), format.MaybeDuration(p.P99), "", probeNote(t.Capacity, p),
		)
		row[9] = verdict
		out.Rows = append(out.Rows, Row{Pick: p.Counted, Cells: row})
	}
	return out
}

// probeWord says what a probe has come to.
func probeWord(p reports.CapacityProbe) string {
	switch {
	case p.Verdict == "pass":
		return "yes"
	case p.Verdict == "fail":
		return "no"
	case p.Leans:
		return "seems so"
	}
	return "seems not"
}

func probeNote(c *reports.Capacity, p reports.CapacityProbe) string {
	var notes []string
	if len(c.Searches) > 1 {
		notes = append(notes, "search "+format.Count(p.Search))
	}
	if p.Check {
		notes = append(notes, "last check")
	}
	if p.Machine {
		notes = append(notes, "this machine is to blame")
	}
	return strings.Join(notes, ", ")
}

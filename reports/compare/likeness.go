package compare

import (
	"cmp"
	"fmt"
	"math"
	"strings"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// likeness is one thing that two runs should have in common.
type likeness struct {
	name       string
	base, head string
	// matters says what a difference means; "" where it is only worth knowing.
	matters string
	alike   bool // although the texts differ
}

// Likeness is the table of what makes two runs comparable, or not.
func Likeness(base, head *reports.Summary) view.Table {
	out := view.Table{Caption: "What both runs have in common", Columns: []view.Column{
		{Name: "of the run"}, {Name: "base"}, {Name: "head"}, {Name: "the same?"},
	}}
	all := []likeness{
		{name: "Scenario", base: named(base), head: named(head), matters: "what is found may come from there"},
		{name: "Load", base: base.Scenario.Load, head: head.Scenario.Load, matters: "another load is another measurement"},
		{name: "Blocks of a variant", base: blocks(base), head: blocks(head)},
		{name: "Prices", base: book(base), head: book(head), matters: "where a price changed, cost is compared by billed time"},
		{name: "To its end", base: whole(base), head: whole(head), matters: "a part of a run holds what was measured until it ended"},
		{name: "Sweetspot", base: base.Run.Version, head: head.Run.Version},
	}
	if !view.New(base).Replayed || !view.New(head).Replayed {
		all = append(all, machines(base.Run.Host, head.Run.Host)...)
	}
	for _, l := range all {
		if l.base != "" || l.head != "" {
			out.Rows = append(out.Rows, l.row())
		}
	}
	return out
}

// machines are the likenesses of the hosts.
func machines(a, b reports.Host) []likeness {
	const matters = "times of different machines do not compare"
	return []likeness{
		{name: "CPU", base: a.CPU, head: b.CPU, matters: matters},
		{name: "Cores", base: fmt.Sprint(a.Cores), head: fmt.Sprint(b.Cores), matters: matters},
		{name: "Limits by", base: a.Limits, head: b.Limits, matters: matters},
		{
			name: "Speed reference", base: speed(a), head: speed(b), matters: "the head's machine was " + SpeedChange(a, b) + " than the base's",
			alike: SpeedChange(a, b) == "",
		},
		{name: "System", base: a.OS, head: b.OS},
	}
}

func (l likeness) row() view.Row {
	base, head := format.Clean(l.base), format.Clean(l.head)
	verdict := view.Cell{Text: "✓ yes", Tone: view.Good}
	switch {
	case base == "", head == "":
		verdict = view.Cell{Text: "? not known", Tone: view.Unsure}
	case base == head:
	case l.alike:
		verdict.Text = "✓ about"
	case l.matters != "":
		verdict = view.Cell{Text: "✗ no", Tone: view.Bad, Note: l.matters}
	default:
		verdict = view.Cell{Text: "≠ no", Tone: view.Unsure}
	}
	return view.Row{Cells: []view.Cell{{Text: l.name}, {Text: cmp.Or(base, format.None)}, {Text: cmp.Or(head, format.None)}, verdict}}
}

// named is a scenario with the beginning of its digest.
func named(s *reports.Summary) string {
	const shown = 12
	_, digest, _ := strings.Cut(s.Scenario.Digest, ":")
	return strings.TrimSpace(s.Scenario.Name + " " + digest[:min(shown, len(digest))])
}

// blocks is how many blocks the variants have: "6", "3 to 6".
func blocks(s *reports.Summary) string {
	if len(s.Trials) == 0 {
		return ""
	}
	low, high := math.MaxInt, 0
	for _, t := range s.Trials {
		low, high = min(low, len(t.Blocks)), max(high, len(t.Blocks))
	}
	if low == high {
		return fmt.Sprint(low)
	}
	return fmt.Sprintf("%d to %d", low, high)
}

func book(s *reports.Summary) string {
	b := s.Run.PriceBook
	if b.Name == "" {
		return "none"
	}
	text := strings.TrimSpace(b.Name + " " + b.Region)
	if b.Effective != "" {
		text += ", the oldest of " + b.Effective
	}
	return text
}

func whole(s *reports.Summary) string {
	if s.Run.Complete {
		return "yes"
	}
	return "no"
}

func speed(h reports.Host) string {
	if h.Speed <= 0 {
		return ""
	}
	return format.Number(h.Speed) + " runs/s"
}

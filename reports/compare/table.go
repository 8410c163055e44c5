package compare

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/advice"
	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// Table is the comparison with a row for each variant and statistic.
func (r *Result) Table() view.Table {
	t := view.Table{Caption: "Base and head", Columns: []view.Column{
		{Name: "Variant", Number: true}, {Name: "Statistic"}, {Name: "Base", Number: true, Rank: 2}, {Name: "Head", Number: true, Rank: 2},
		{Name: "Change", Number: true}, {Name: "95 % interval", Number: true, Rank: 1}, {Name: "p", Number: true, Rank: 3},
		{Name: "Blocks", Number: true, Rank: 4}, {Name: "Verdict"},
	}}
	for _, v := range r.Variants {
		for i := range v.Statistics {
			t.Rows = append(t.Rows, found{format.Clean(v.Label), &v.Statistics[i]}.cells())
		}
	}
	return t
}

func (f found) cells() view.Row {
	row := view.Row{Muted: !f.Decides}
	for _, text := range []string{
		f.label, string(f.Statistic), f.value(f.Base), f.value(f.Head), f.change(), f.interval(), f.p(),
		fmt.Sprintf("%d, %d", f.Blocks[0], f.Blocks[1]),
	} {
		row.Cells = append(row.Cells, view.Cell{Text: text})
	}
	row.Cells = append(row.Cells, f.Verdict.cell())
	return row
}

// value is one side's, in its unit.
func (f found) value(x *float64) string {
	switch {
	case x == nil:
		return format.None
	case f.Statistic == Errors:
		return advice.Percent(*x)
	case f.Unit == "ms":
		return format.Duration(*x)
	}
	currency, _, _ := strings.Cut(f.Unit, " ")
	return format.Money(decimal.NewFromFloat(*x), currency)
}

func (f found) change() string {
	if effect := cmp.Or(f.Effect, f.estimated()); effect != nil {
		return f.inUnit(signed(*effect))
	}
	return format.None
}

func (f found) interval() string {
	switch {
	case f.Need > 0:
		return "too few blocks"
	case f.CI95 == nil:
		return format.None
	}
	low, high := signed(f.CI95[0]), signed(f.CI95[1])
	if f.Statistic == Errors {
		low = strings.TrimSuffix(low, " %")
	}
	return low + " to " + f.inUnit(high)
}

func (f found) p() string {
	if f.PHolm == nil {
		return format.None
	}
	return pValue(*f.PHolm)
}

// Cell is the verdict on the whole.
func (r *Result) Cell() view.Cell { return r.Verdict.cell() }

// cell is a word with a sign, which says the same without colour.
func (v Verdict) cell() view.Cell {
	return view.Cell{
		Text: map[Verdict]string{
			Regression: "✗ regression", Improvement: "✓ improvement", NoChange: "no change", Inconclusive: "? inconclusive",
		}[v],
		Tone: map[Verdict]view.Tone{Regression: view.Bad, Improvement: view.Good, Inconclusive: view.Unsure}[v],
	}
}

// Notes say what there is to know beside the table and Caveat: first what was
// found, then the doubts.
func (r *Result) Notes() []string {
	doubts := slices.DeleteFunc(r.Doubts(), func(text string) bool { return text == r.Caveat() })
	return append(r.Findings(), doubts...)
}

// Findings say what decides, then the reasons and notes of the rows, each once,
// and what the figures are.
func (r *Result) Findings() []string {
	out := []string{"The verdict is that of " + r.deciding(" and ") + "; the rest is shown for information."}
	for _, v := range r.Variants {
		for _, row := range v.Statistics {
			if row.Reason != "" {
				out = append(out, "Inconclusive: "+row.Reason+".")
			}
			if row.Note != "" {
				out = append(out, "Note: "+row.Note+".")
			}
		}
	}
	out = append(out, r.remedy())
	if len(r.Variants) > 0 {
		out = append(out, "Base and head are medians of the blocks. The report of a run pools all its samples, so that its figures differ a little.")
	}
	return once(out)
}

// Doubts are the warnings, and what differs between the scenarios.
func (r *Result) Doubts() []string {
	var out []string
	for _, w := range r.Warnings {
		out = append(out, w.Text)
	}
	for _, d := range r.Differences {
		out = append(out, "Scenario: "+d)
	}
	return once(out)
}

// once cleans texts and drops what is there already.
func once(texts []string) []string {
	var out []string
	for _, text := range texts {
		if text = format.Clean(text); text != "" && !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return out
}

// ExitCode is 1 for a regression, 4 where the runs cannot tell, else 0.
// inconclusive turns the 4 into another: "fail" into 1, "warn" and "pass" into 0.
func (r *Result) ExitCode(inconclusive string) int {
	switch {
	case r.Verdict == Regression, r.Verdict == Inconclusive && inconclusive == "fail":
		return 1
	case r.Verdict == Inconclusive && inconclusive == "":
		return 4
	}
	return 0
}

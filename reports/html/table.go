package html

import (
	"fmt"
	"slices"

	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// What a page holds at most, so that it stays below half a megabyte for any
// run: rows of a table, characters of a cell, items of a list that are shown at
// once, and of a list at all.
const (
	mostRows  = 25
	mostText  = 300
	mostItems = 12
	mostLines = 25
)

// table is a table, with the sentence that a folded one shows.
type table struct {
	view.Table
	Folded string
	Keep   bool   // it carries the answer: on paper it is unfolded
	More   string // what was left out; "" for nothing
}

// whole is a table that stands open.
func whole(t view.Table) table { return folded(t, "") }

// long is a table that stands open where it has few rows.
func long(t view.Table) table {
	if len(t.Rows) <= 2*mostItems {
		return whole(t)
	}
	return folded(t, fmt.Sprintf("%s: %s rows", t.Caption, format.Count(len(t.Rows))))
}

// folded is a table that opens on a click on the sentence.
func folded(t view.Table, sentence string) table { return foldedTo(mostRows, t, sentence) }

// foldedTo is a folded table of so many rows at most.
func foldedTo(most int, t view.Table, sentence string) table {
	out := table{Table: t, Folded: sentence}
	if left := len(t.Rows) - most; left > 0 {
		out.Rows = firstRows(most, t.Rows)
		out.More = fmt.Sprintf("%s more rows are in summary.json.", format.Count(left))
	}
	for i := range out.Rows {
		out.Rows[i].Cells = slices.Clone(out.Rows[i].Cells)
		for j := range out.Rows[i].Cells {
			c := &out.Rows[i].Cells[j]
			c.Text, c.Note = format.Short(c.Text, mostText), format.Short(c.Note, mostText)
		}
	}
	return out
}

// firstRows are the first rows, and of those beyond the ones of the pick.
func firstRows(most int, rows []view.Row) []view.Row {
	picks := 0
	for _, r := range rows[most:] {
		if r.Pick {
			picks++
		}
	}
	out := slices.Clone(rows[:max(most-picks, 0)])
	for _, r := range rows[len(out):] {
		if r.Pick && len(out) < most {
			out = append(out, r)
		}
	}
	return out
}

// list is items of which few are shown at once.
type list struct {
	Shown, Folded []view.Fact
	More          string // what was left out; "" for nothing
}

// listed cuts a list and its texts to what a page holds.
func listed(items []view.Fact) list {
	cut := slices.Clone(items[:min(len(items), mostLines)])
	for i := range cut {
		cut[i].Text, cut[i].Note = format.Short(cut[i].Text, 2*mostText), format.Short(cut[i].Note, mostText)
	}
	out := list{Shown: cut[:min(len(cut), mostItems)], Folded: cut[min(len(cut), mostItems):]}
	if left := len(items) - len(cut); left > 0 {
		out.More = fmt.Sprintf("%s more are in summary.json.", format.Count(left))
	}
	return out
}

package table

import (
	"slices"
	"strings"

	"github.com/olekukonko/tablewriter/pkg/twwidth"

	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// gap stands between columns.
const gap = "  "

// marked is the table of variants with a first column of signs: an arrow at the
// pick, and those of the other roles.
func marked(v *view.View) view.Table {
	t := v.Variants(false)
	t.Columns = slices.Insert(t.Columns, 0, view.Column{})
	for i := range t.Rows {
		var signs strings.Builder
		for _, r := range v.Trials[i].Roles() {
			if r == view.RolePick {
				r.Sign = "→"
			}
			signs.WriteString(r.Sign)
		}
		t.Rows[i].Cells = slices.Insert(t.Rows[i].Cells, 0, view.Cell{Text: signs.String()})
	}
	return t
}

// fitted drops columns until the table fits; the names of variants are cut where
// even that is not enough.
func fitted(t view.Table, width int) view.Table {
	t = dropped(t, width)
	if width <= 0 || total(t) <= width {
		return t
	}
	return cutNames(t, max(columnWidth(t, nameColumn)-(total(t)-width), 1))
}

// dropped is the table without the columns that have no room, those of the
// highest rank first.
func dropped(t view.Table, width int) view.Table {
	for width > 0 && total(t) > width {
		worst := 0
		for i, c := range t.Columns {
			if c.Rank > t.Columns[worst].Rank {
				worst = i
			}
		}
		if t.Columns[worst].Rank == 0 {
			break
		}
		t = without(t, worst)
	}
	return t
}

// nameColumn is the position of the variants' names, after the signs.
const nameColumn = 1

// total is the width of a drawn table.
func total(t view.Table) int {
	w := 0
	for i := range t.Columns {
		w += columnWidth(t, i) + len(gap)
	}
	return w - len(gap)
}

func columnWidth(t view.Table, column int) int {
	w := twwidth.Width(t.Columns[column].Head())
	for _, r := range t.Rows {
		w = max(w, twwidth.Width(r.Cells[column].Text))
	}
	return w
}

func without(t view.Table, column int) view.Table {
	out := t
	out.Columns = slices.Delete(slices.Clone(t.Columns), column, column+1)
	out.Rows = slices.Clone(t.Rows)
	for i := range out.Rows {
		out.Rows[i].Cells = slices.Delete(slices.Clone(out.Rows[i].Cells), column, column+1)
	}
	return out
}

func cutNames(t view.Table, width int) view.Table {
	out := t
	out.Columns = slices.Clone(t.Columns)
	out.Columns[nameColumn].Name = cut(out.Columns[nameColumn].Name, width)
	out.Rows = slices.Clone(t.Rows)
	for i := range out.Rows {
		cells := slices.Clone(out.Rows[i].Cells)
		cells[nameColumn].Text = cut(cells[nameColumn].Text, width)
		out.Rows[i].Cells = cells
	}
	return out
}

// cut shortens a text to a width in terminal columns, with an ellipsis.
func cut(s string, width int) string {
	if twwidth.Width(s) <= width {
		return s
	}
	runes := []rune(s)
	for len(runes) > 0 && twwidth.Width(string(runes)+"…") > width {
		runes = runes[:len(runes)-1]
	}
	if len(runes) == 0 && width < 1 {
		return ""
	}
	return string(runes) + "…"
}

package table

import (
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/terminal"
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
			signs.WriteString(sign(r))
		}
		t.Rows[i].Cells = slices.Insert(t.Rows[i].Cells, 0, view.Cell{Text: signs.String()})
	}
	return t
}

// sign is that of a role in the terminal; the pick's is an arrow.
func sign(r view.Role) string {
	if r == view.RolePick {
		return "→"
	}
	return r.Sign
}

// signs explains those that a table of variants has: "→ pick · ● today".
func signs(v *view.View) string {
	var all []string
	for _, t := range v.Trials {
		for _, r := range t.Roles() {
			if text := sign(r) + " " + r.Word; !slices.Contains(all, text) {
				all = append(all, text)
			}
		}
	}
	return strings.Join(all, " · ")
}

// fitted makes a table of variants fit: long names are shortened first, then
// columns are dropped, and the names are cut to the rest where even that is not
// enough.
func fitted(t view.Table, width int) view.Table {
	if width <= 0 {
		return t
	}
	if over := total(t) - width; over > 0 {
		t = cutNames(t, max(columnWidth(t, nameColumn)-over, distinct(t, max(minName, width/3, wordsWidth(t)))))
	}
	t = dropped(t, width)
	if over := total(t) - width; over > 0 {
		t = cutNames(t, max(columnWidth(t, nameColumn)-over, 1))
	}
	return t
}

// minName is how many columns of a name stay while there is another column to
// drop.
const minName = 16

// distinct is the least number of columns, from least on, in which names that
// differ still do.
func distinct(t view.Table, least int) int {
	full := columnWidth(t, nameColumn)
	for width := least; width < full; width++ {
		whole := map[string]string{}
		for _, r := range t.Rows {
			name := r.Cells[nameColumn].Text
			short := shortened(name, width)
			if first, taken := whole[short]; taken && first != name {
				break
			}
			whole[short] = name
		}
		if len(whole) == names(t) {
			return width
		}
	}
	return full
}

// names is how many different ones a table has.
func names(t view.Table) int {
	all := map[string]bool{}
	for _, r := range t.Rows {
		all[r.Cells[nameColumn].Text] = true
	}
	return len(all)
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
	w := terminal.Width(t.Columns[column].Head())
	for _, r := range t.Rows {
		w = max(w, terminal.Width(r.Cells[column].Text))
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
	out.Columns[nameColumn].Name = terminal.Cut(out.Columns[nameColumn].Name, width)
	out.Rows = slices.Clone(t.Rows)
	for i := range out.Rows {
		cells := slices.Clone(out.Rows[i].Cells)
		cells[nameColumn].Text = shortened(cells[nameColumn].Text, width)
		out.Rows[i].Cells = cells
	}
	return out
}

// minWord is how many columns of a word stay in a shortened name: no size and no
// architecture is cut.
const minWord = 6

// shortened is a name in so many columns. Its longest words are cut first, in
// their middle, and then the whole where it must be.
func shortened(name string, width int) string {
	for longest := terminal.Width(name); terminal.Width(name) > width && longest >= minWord; longest-- {
		name = shortWords(name, longest)
	}
	return terminal.CutMiddle(name, width)
}

// shortWords cuts the words of a name to so many columns.
func shortWords(name string, width int) string {
	words := strings.Fields(name)
	for i, w := range words {
		words[i] = terminal.CutMiddle(w, width)
	}
	return strings.Join(words, " ")
}

// wordsWidth is how many columns the names take with all their words cut.
func wordsWidth(t view.Table) int {
	width := 0
	for _, r := range t.Rows {
		width = max(width, terminal.Width(shortWords(r.Cells[nameColumn].Text, minWord)))
	}
	return width
}

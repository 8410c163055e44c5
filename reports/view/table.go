package view

// Tone says how a cell is meant; renderers may colour it, the text alone must
// do without.
type Tone string

// The tones.
const (
	Good   Tone = "good"
	Bad    Tone = "bad"
	Unsure Tone = "unsure"
)

// Table is a table with its cells written.
type Table struct {
	Caption string // what it shows, for those who hear it
	Columns []Column
	Rows    []Row
	Foot    []Cell // the sum of a bill; empty in other tables
}

// Column heads a column.
type Column struct {
	Name   string
	Unit   string // of all its numbers, "" where cells carry their own
	Number bool   // right-aligned
	Rank   int    // the higher, the sooner it is dropped where there is little room; 0 stays
}

// Head is the column's name with its unit.
func (c Column) Head() string {
	if c.Unit == "" {
		return c.Name
	}
	return c.Name + " " + c.Unit
}

// Row is a line of a table.
type Row struct {
	Cells []Cell
	Pick  bool // the recommended variant
	Muted bool // a variant out of the question
}

// Cell is a value with what belongs to it in smaller print.
type Cell struct {
	Text string
	Note string
	Full string // what Text stands for where it is shortened, shown on hover; "" otherwise
	Tone Tone
}

// Fact is a named statement.
type Fact struct {
	Name, Text string
	Note       string // in smaller print
}

// cells makes plain cells.
func cells(texts ...string) []Cell {
	out := make([]Cell, len(texts))
	for i, t := range texts {
		out[i].Text = t
	}
	return out
}

package recordings

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// table reads a CSV file with a header (RFC 4180; lines that start with # are
// comments) row by row.
type table struct {
	csv     *csv.Reader
	name    string
	profile bool
	terms   map[string]term // of our columns, those that the file has
	where   []condition
	row     []string
	line    int
}

// condition keeps the rows that have a text in a column.
type condition struct {
	column, text string
	at           int
	seen         []string // other texts there, the first few
}

// fewTexts is how many other texts of a column are shown.
const fewTexts = 6

// newTable reads the header and finds the selected columns in it.
func newTable(r io.Reader, name string, s Selection) (*table, error) {
	buffered := bufio.NewReader(r)
	if mark, _ := buffered.Peek(3); string(mark) == "\xef\xbb\xbf" {
		_, _ = buffered.Discard(3)
	}
	t := &table{csv: csv.NewReader(buffered), name: name, profile: s.Profile, terms: map[string]term{}}
	t.csv.Comment, t.csv.ReuseRecord, t.csv.FieldsPerRecord, t.csv.TrimLeadingSpace = '#', true, -1, true
	if err := t.next(); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, &Error{File: name, Msg: "the file is empty", Hint: "name a CSV file with a header and rows"}
		}
		return nil, err
	}
	header := make([]string, len(t.row))
	for i, cell := range t.row {
		header[i] = strings.TrimSpace(cell)
	}
	if err := t.find(header, s); err != nil {
		return nil, err
	}
	return t, nil
}

// find looks up in the header what was selected.
func (t *table) find(header []string, s Selection) error {
	columns, needed := SampleColumns(), []string{Memory, Duration}
	if s.Profile {
		columns, needed = ProfileColumns(), ProfileColumns()
	}
	for _, ours := range columns {
		text, given := s.Columns[ours]
		if !given && !slices.Contains(header, ours) {
			if slices.Contains(needed, ours) {
				return &Error{File: t.name, Line: t.line, Msg: "there is no column " + ours + " among " + listed(header),
					Hint: "say which one it is: columns: {" + ours + ": " + example(header) + "}"}
			}
			continue
		}
		if !given {
			text = ours
		}
		found, mistake := newTerm(text, header)
		if mistake != "" {
			return &Error{File: t.name, Line: t.line, Columns: ours, Msg: mistake, Hint: "columns there: " + listed(header)}
		}
		t.terms[ours] = found
	}
	for _, column := range slices.Sorted(maps.Keys(s.Where)) {
		at := slices.Index(header, column)
		if at < 0 {
			return &Error{File: t.name, Line: t.line, Where: column, Msg: "there is no column " + quote(column), Hint: "columns there: " + listed(header)}
		}
		t.where = append(t.where, condition{column: column, text: strings.TrimSpace(s.Where[column]), at: at})
	}
	return nil
}

// next goes to the next row; io.EOF after the last.
func (t *table) next() (err error) {
	t.row, err = t.csv.Read()
	var syntax *csv.ParseError
	switch {
	case errors.As(err, &syntax):
		return &Error{File: t.name, Line: syntax.StartLine, Msg: "this is not CSV: " + syntax.Err.Error(), Hint: `a cell that holds a quote is written "with ""two"" of them"`}
	case err != nil && !errors.Is(err, io.EOF):
		return &Error{File: t.name, Msg: "cannot be read: " + err.Error()}
	case err == nil:
		t.line, _ = t.csv.FieldPos(0)
	}
	return err
}

// kept reports whether the row meets all conditions.
func (t *table) kept() bool {
	for i := range t.where {
		c := &t.where[i]
		text := ""
		if c.at < len(t.row) {
			text = strings.TrimSpace(t.row[c.at])
		}
		if text == c.text {
			continue
		}
		if len(c.seen) < fewTexts && !slices.Contains(c.seen, text) {
			c.seen = append(c.seen, strings.Clone(text))
		}
		return false
	}
	return true
}

// none is the mistake of a file of which no row is kept.
func (t *table) none() *Error {
	for _, c := range t.where {
		if len(c.seen) > 0 {
			return &Error{File: t.name, Where: c.column, Msg: "no row has " + c.column + " = " + quote(c.text), Hint: "others have " + listed(c.seen)}
		}
	}
	return &Error{File: t.name, Line: t.line, Msg: "there are no rows after the header", Hint: "name a CSV file with a header and rows"}
}

// cell is the text of one of our columns, "" where the file lacks it.
func (t *table) cell(ours string) string {
	found, ok := t.terms[ours]
	if !ok || found.at >= len(t.row) {
		return ""
	}
	return strings.TrimSpace(t.row[found.at])
}

func (t *table) mistake(hint, msg string) *Error {
	return &Error{File: t.name, Line: t.line, Msg: msg, Hint: hint}
}

// example is a column to show how one is named.
func example(header []string) string {
	if len(header) == 0 || header[0] == "" {
		return "name"
	}
	return brief(header[0])
}

// listed shows the first few texts in a message.
func listed(texts []string) string {
	shown := make([]string, 0, 12)
	for _, text := range texts {
		if len(shown) == cap(shown)-1 && len(texts) > cap(shown) {
			return strings.Join(shown, ", ") + " and others"
		}
		if text == "" {
			text = `""`
		}
		shown = append(shown, brief(text))
	}
	return strings.Join(shown, ", ")
}

func quote(s string) string { return strconv.Quote(brief(s)) }

// brief cuts a text of the file to what fits in a message, on one line.
func brief(s string) string {
	const longest = 40
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == utf8.RuneError {
			return '?'
		}
		return r
	}, s)
	if r := []rune(s); len(r) > longest {
		return string(r[:longest]) + "…"
	}
	return s
}

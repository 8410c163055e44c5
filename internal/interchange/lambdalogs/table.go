package lambdalogs

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
)

// isTable reports whether a file is CSV: its head line names a field of Logs
// Insights, or the two columns that the console writes.
func isTable(start []byte) bool {
	line, _, _ := bytes.Cut(bytes.TrimSpace(start), []byte("\n"))
	head := heads(strings.Split(string(line), ","))
	has := func(names ...string) bool {
		for _, n := range names {
			for _, h := range head {
				if h == n {
					return true
				}
			}
		}
		return false
	}
	return has("@message", "@duration") || has("timestamp") && has("message")
}

// heads are the names of columns, without what is around them.
func heads(row []string) []string {
	out := make([]string, len(row))
	for i, h := range row {
		out[i] = strings.Trim(strings.TrimSpace(strings.TrimPrefix(h, "\ufeff")), `"`)
	}
	return out
}

// table reads CSV.
func (f *file) table(in io.Reader) error {
	g := &guard{r: in, left: maxPiece}
	r := csv.NewReader(g)
	r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = -1, true, true
	first, err := r.Read()
	if err != nil {
		return err
	}
	head := heads(first)
	for {
		g.next()
		row, err := r.Read()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil && errors.As(err, new(*csv.ParseError)) && !errors.Is(err, errPiece):
			f.unread++
			continue
		case err != nil:
			return err
		}
		named := map[string]string{}
		for i, value := range row {
			if i < len(head) {
				named[head[i]] = value
			}
		}
		if err := f.send(eventOf(named, Event{})); err != nil {
			return err
		}
	}
}

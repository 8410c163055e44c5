package rundir

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// journalLine is one line of the journal: a change that is about to be made, or
// the ID of one that was put back.
type journalLine struct {
	Change *Change `json:"change,omitempty"`
	Undone int     `json:"undone,omitempty"`
}

// journalled is what a journal says.
type journalled struct {
	last int      // highest ID
	open []Change // not put back, in order
}

func (j *journalled) begin(c Change) {
	j.last = c.ID
	j.open = append(j.open, c)
}

func (j *journalled) end(id int) {
	j.open = slices.DeleteFunc(j.open, func(c Change) bool { return c.ID == id })
}

// parseJournal reads a journal, and says how many bytes of it are whole lines. A
// crash may leave a part of a last line, whose change was then never made. Other
// lines that cannot be read are left out and are the error: what they stood for
// is not known.
func parseJournal(text []byte) (changes journalled, whole int64, err error) {
	var errs []error
	for number := 1; ; number++ {
		line, rest, complete := bytes.Cut(text[whole:], []byte("\n"))
		if !complete {
			return changes, whole, errors.Join(errs...)
		}
		whole = int64(len(text) - len(rest))
		if err := changes.read(line); err != nil {
			errs = append(errs, fmt.Errorf("line %d cannot be read, so that what it changed is not known: %w", number, err))
		}
	}
}

// read adds what a line says.
func (j *journalled) read(line []byte) error {
	var l journalLine
	if err := json.Unmarshal(line, &l); err != nil {
		return err
	}
	switch {
	case l.Change != nil && l.Undone == 0 && l.Change.ID > j.last:
		j.begin(*l.Change)
	case l.Change == nil && l.Undone > 0 && l.Undone <= j.last:
		j.end(l.Undone)
	default:
		return errors.New("it is neither a change that follows the ones before it nor one put back")
	}
	return nil
}

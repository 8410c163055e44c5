package rundir

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
)

// JournalFile holds what a run changed of what is not this machine's, a JSON
// line for each change and for each that was put back. Runs that change nothing
// have none.
const JournalFile = "journal.jsonl"

// Change is one change to what is not this machine's: what was made or altered,
// and what it was before, enough to put it back without the process that made it.
type Change struct {
	ID       int             `json:"id"`     // place in the journal, from 1
	Target   string          `json:"target"` // name of the scenario's target
	Action   string          `json:"action"` // the call that makes it, as IAM names it: "lambda:CreateFunction"
	Resource string          `json:"resource"`
	Former   json.RawMessage `json:"former,omitempty"` // state before, in the runner's own form; none of what did not exist
}

// Journal keeps the changes of a run in its directory, so that a crash loses
// none. It may be used from several goroutines.
type Journal struct {
	mu      sync.Mutex
	path    string
	run     string
	file    *os.File // nil until something is written
	size    int64    // of its whole lines, in bytes
	changes journalled
}

// OpenJournal reads the journal of a run, which need not be there: it is made
// with the first change. What cannot be read of it is an error beside the
// journal, which has the rest.
func (d Dir) OpenJournal() (*Journal, error) {
	j := &Journal{path: d.Path(JournalFile), run: d.id()}
	text, err := os.ReadFile(j.path)
	if errors.Is(err, fs.ErrNotExist) {
		return j, nil
	}
	if err != nil {
		return j, err
	}
	j.changes, j.size, err = parseJournal(text)
	if err != nil {
		err = fmt.Errorf("%s: %w", j.path, err)
	}
	return j, err
}

// id is the run's, or what the directory is called where there is no manifest.
func (d Dir) id() string {
	if m, err := d.ReadManifest(); err == nil {
		return m.ID
	}
	return filepath.Base(string(d))
}

// Run is the ID of the run whose journal it is.
func (j *Journal) Run() string { return j.run }

// Before keeps a change that is about to be made, under the next free ID. It
// returns once the change is on the disk; only then may it be made.
func (j *Journal) Before(c Change) (Change, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	c.ID = j.changes.last + 1
	if err := j.write(journalLine{Change: &c}); err != nil {
		return c, fmt.Errorf("%s %s is not done, as it cannot be kept: %w", c.Action, c.Resource, err)
	}
	j.changes.begin(c)
	return c, nil
}

// Undone notes that a change was put back, and that this was verified.
func (j *Journal) Undone(c Change) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := j.write(journalLine{Undone: c.ID}); err != nil {
		return err
	}
	j.changes.end(c.ID)
	return nil
}

// Outstanding are the changes that are not undone, the latest first.
func (j *Journal) Outstanding() []Change {
	j.mu.Lock()
	defer j.mu.Unlock()
	open := slices.Clone(j.changes.open)
	slices.Reverse(open)
	return open
}

// Close ends the writing. The journal can still be read.
func (j *Journal) Close() error {
	if j == nil {
		return nil
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.file == nil {
		return nil
	}
	defer func() { j.file = nil }()
	return j.file.Close()
}

// write appends a line after the last whole one, and waits for the disk.
func (j *Journal) write(l journalLine) error {
	data, err := json.Marshal(l)
	if err != nil {
		return err
	}
	if err := j.open(); err != nil {
		return err
	}
	data = append(data, '\n')
	if _, err = j.file.WriteAt(data, j.size); err == nil {
		err = j.file.Sync()
	}
	if err != nil { // the next line goes where this one began, once that is cut off
		err = errors.Join(err, j.file.Close())
		j.file = nil
		return err
	}
	j.size += int64(len(data))
	return nil
}

// open makes the file, or cuts off what a crash left of a line.
func (j *Journal) open() (err error) {
	if j.file != nil {
		return nil
	}
	// It holds the former state of what is not ours to show, such as variables of
	// a function: it is for the user alone.
	file, err := os.OpenFile(j.path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	if err := errors.Join(file.Truncate(j.size), syncFolder(filepath.Dir(j.path))); err != nil {
		return errors.Join(err, file.Close())
	}
	j.file = file
	return nil
}

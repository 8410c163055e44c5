package runners_test

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/runners"
)

// undoer is a Changer that can only put back, and of that one thing not.
type undoer struct {
	runners.Changer
	stuck  string
	undone []string
}

func (u *undoer) PutBack(_ context.Context, c runners.Change) error {
	if c.Resource == u.stuck {
		return errors.New("AccessDeniedException: no")
	}
	u.undone = append(u.undone, c.Resource)
	return nil
}

// readOnly is a journal that cannot be written.
type readOnly struct{ runners.Journal }

func (readOnly) Undone(runners.Change) error { return errors.New("permission denied") }

// What is put back is said to be so, although the journal cannot keep it.
func TestPutBackThatCannotBeKept(t *testing.T) {
	journal, err := rundir.Dir(t.TempDir()).OpenJournal()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = journal.Close() }()
	if _, err := journal.Before(runners.Change{Target: "a", Action: "x:Make", Resource: "1"}); err != nil {
		t.Fatal(err)
	}
	err = runners.PutBack(t.Context(), &undoer{}, readOnly{journal}, "a", nil)
	if err == nil || !strings.Contains(err.Error(), "1 is put back, ") || !strings.Contains(err.Error(), "permission denied") {
		t.Errorf("the error is %v", err)
	}
}

func TestPutBack(t *testing.T) {
	dir := rundir.Dir(t.TempDir())
	journal, err := dir.OpenJournal()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = journal.Close() }()
	for _, c := range []runners.Change{{Target: "a", Resource: "1"}, {Target: "b", Resource: "2"}, {Target: "a", Resource: "3"}, {Target: "a", Resource: "4"}} {
		c.Action = "x:Make"
		if _, err := journal.Before(c); err != nil {
			t.Fatal(err)
		}
	}
	u := &undoer{stuck: "3"}
	var told []string
	err = runners.PutBack(t.Context(), u, journal, "a", func(c runners.Change, err error) {
		if err == nil {
			told = append(told, c.Resource)
		}
	})
	if err == nil || err.Error() != "x:Make 3 is not put back: AccessDeniedException: no" {
		t.Errorf("the error is %v", err)
	}
	if want := []string{"4", "1"}; !reflect.DeepEqual(u.undone, want) || !reflect.DeepEqual(told, want) {
		t.Errorf("undone %v, told %v, want %v", u.undone, told, want)
	}
	var left []string
	for _, c := range journal.Outstanding() {
		left = append(left, c.Resource)
	}
	if strings.Join(left, " ") != "3 2" {
		t.Errorf("outstanding are %v", left)
	}
	u.stuck = ""
	if err := runners.PutBack(t.Context(), u, journal, "a", nil); err != nil || len(journal.Outstanding()) != 1 {
		t.Errorf("%v, outstanding are %v", err, journal.Outstanding())
	}
}

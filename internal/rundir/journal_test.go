package rundir

import (
	"bytes"
	"encoding/json"
	"os"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

func openJournal(t testing.TB, dir Dir) *Journal {
	t.Helper()
	j, err := dir.OpenJournal()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.Close() })
	return j
}

func keepChange(t testing.TB, j *Journal, action string) Change {
	t.Helper()
	c, err := j.Before(Change{Target: "api", Action: action, Resource: "orders", Former: json.RawMessage(`{"memory":128}`)})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestJournalOfARunThatChangesNothing(t *testing.T) {
	dir := Dir(t.TempDir())
	j := openJournal(t, dir)
	if open := j.Outstanding(); len(open) != 0 {
		t.Errorf("%v is outstanding", open)
	}
	if _, err := os.Stat(dir.Path(JournalFile)); !os.IsNotExist(err) {
		t.Error("a journal without changes has a file")
	}
}

func TestJournalIsOnDiskBeforeTheChange(t *testing.T) {
	dir := Dir(t.TempDir())
	j := openJournal(t, dir)
	first, second := keepChange(t, j, "lambda:CreateFunction"), keepChange(t, j, "lambda:PublishVersion")
	// Another process reads, as after a kill: nothing was closed.
	want := []Change{second, first}
	if got := openJournal(t, dir).Outstanding(); !reflect.DeepEqual(got, want) {
		t.Errorf("outstanding are %+v, want the latest first: %+v", got, want)
	}
	if first.ID != 1 || second.ID != 2 {
		t.Errorf("IDs %d and %d", first.ID, second.ID)
	}
	if err := j.Undone(first); err != nil {
		t.Fatal(err)
	}
	again := openJournal(t, dir)
	if got := again.Outstanding(); len(got) != 1 || got[0].ID != second.ID {
		t.Errorf("outstanding are %+v", got)
	}
	if third := keepChange(t, again, "lambda:PublishVersion"); third.ID != 3 {
		t.Errorf("the ID %d is taken twice", third.ID)
	}
}

func TestJournalKnowsItsRun(t *testing.T) {
	dir := Dir(t.TempDir())
	if err := dir.WriteManifest(&Manifest{Schema: ManifestSchema, ID: "20261127T150405Z-demo-1a2b"}); err != nil {
		t.Fatal(err)
	}
	if run := openJournal(t, dir).Run(); run != "20261127T150405Z-demo-1a2b" {
		t.Error(run)
	}
	if run := openJournal(t, Dir("runs/demo")).Run(); run != "demo" {
		t.Error(run)
	}
}

func TestJournalIsTheUsersAlone(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no modes of files")
	}
	dir := Dir(t.TempDir())
	keepChange(t, openJournal(t, dir), "lambda:CreateFunction")
	info, err := os.Stat(dir.Path(JournalFile))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

// A crash in the middle of a line leaves a part of it. Its change was never made,
// and the journal goes on behind the whole lines.
func TestJournalTorn(t *testing.T) {
	whole := Dir(t.TempDir())
	j := openJournal(t, whole)
	first := keepChange(t, j, "lambda:CreateFunction")
	start, err := os.ReadFile(whole.Path(JournalFile))
	if err != nil {
		t.Fatal(err)
	}
	keepChange(t, j, "lambda:PublishVersion")
	full, err := os.ReadFile(whole.Path(JournalFile))
	if err != nil {
		t.Fatal(err)
	}
	for end := len(start); end < len(full); end++ {
		torn := Dir(t.TempDir())
		if err := os.WriteFile(torn.Path(JournalFile), full[:end], 0o600); err != nil {
			t.Fatal(err)
		}
		j := openJournal(t, torn)
		if got := j.Outstanding(); len(got) != 1 || !reflect.DeepEqual(got[0], first) {
			t.Fatalf("torn at %d: outstanding are %+v", end, got)
		}
		if c := keepChange(t, j, "x:Y"); c.ID != 2 {
			t.Fatalf("torn at %d: ID %d", end, c.ID)
		}
		if got := openJournal(t, torn).Outstanding(); len(got) != 2 || got[0].Action != "x:Y" {
			t.Fatalf("torn at %d: then outstanding are %+v", end, got)
		}
	}
}

// What is damaged in the middle is said, and the rest is still put back.
func TestJournalDamaged(t *testing.T) {
	dir := Dir(t.TempDir())
	j := openJournal(t, dir)
	keepChange(t, j, "a:First")
	keepChange(t, j, "a:Second")
	keepChange(t, j, "a:Third")
	text, err := os.ReadFile(dir.Path(JournalFile))
	if err != nil {
		t.Fatal(err)
	}
	text = bytes.Replace(text, []byte(`{"change":{"id":2`), []byte(`{"chance":{"id":2`), 1)
	if err := os.WriteFile(dir.Path(JournalFile), text, 0o600); err != nil {
		t.Fatal(err)
	}
	damaged, err := dir.OpenJournal()
	if err == nil || !strings.Contains(err.Error(), JournalFile+": line 2 cannot be read") {
		t.Errorf("the error is %v", err)
	}
	open := damaged.Outstanding()
	if len(open) != 2 || open[0].Action != "a:Third" || open[1].Action != "a:First" {
		t.Errorf("outstanding are %+v", open)
	}
}

func TestJournalThatCannotBeWrittenForbidsTheChange(t *testing.T) {
	dir := Dir(t.TempDir())
	if err := os.Mkdir(dir.Path("gone"), 0o700); err != nil {
		t.Fatal(err)
	}
	j := openJournal(t, Dir(dir.Path("gone")))
	if err := os.Remove(dir.Path("gone")); err != nil {
		t.Fatal(err)
	}
	_, err := j.Before(Change{Action: "lambda:CreateFunction", Resource: "orders"})
	if err == nil || !strings.Contains(err.Error(), "lambda:CreateFunction orders is not done") {
		t.Errorf("the error is %v", err)
	}
	if len(j.Outstanding()) != 0 {
		t.Error("a change that was never made is outstanding")
	}
}

func TestJournalFromManyGoroutines(t *testing.T) {
	dir := Dir(t.TempDir())
	j := openJournal(t, dir)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			c, err := j.Before(Change{Action: "a:B"})
			if err != nil {
				t.Error(err)
			}
			if c.ID%2 == 0 {
				if err := j.Undone(c); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if got := openJournal(t, dir).Outstanding(); len(got) != 4 {
		t.Errorf("outstanding are %+v", got)
	}
}

// A journal says the same to who reads it from disk, at any time, as to who
// writes it.
func TestJournalProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		folder, err := os.MkdirTemp("", "journal")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = os.RemoveAll(folder) }()
		dir := Dir(folder)
		j, err := dir.OpenJournal()
		if err != nil {
			t.Fatal(err)
		}
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			if open := j.Outstanding(); len(open) > 0 && rapid.Bool().Draw(t, "undo") {
				err = j.Undone(rapid.SampledFrom(open).Draw(t, "which"))
			} else {
				_, err = j.Before(Change{Target: rapid.String().Draw(t, "target"), Action: "a:B", Resource: rapid.String().Draw(t, "resource")})
			}
			if err != nil {
				t.Fatal(err)
			}
			read, err := dir.OpenJournal()
			if err != nil || !reflect.DeepEqual(read.Outstanding(), j.Outstanding()) {
				t.Fatalf("read %+v, written %+v (%v)", read.Outstanding(), j.Outstanding(), err)
			}
			if rapid.Bool().Draw(t, "another process") {
				if err := j.Close(); err != nil {
					t.Fatal(err)
				}
				j = read
			}
		}
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
	})
}

// Whatever a file holds, reading it ends, its IDs are in order, and what was read
// is read again from its whole lines.
func FuzzJournal(f *testing.F) {
	f.Add([]byte(`{"change":{"id":1,"target":"a","action":"x:Y","resource":"r","former":{"a":1}}}` + "\n" + `{"undone":1}` + "\n"))
	f.Add([]byte(`{"change":{"id":1}}` + "\n" + `{"change":{"id":3}}` + "\nnot JSON\n" + `{"undone":3}` + "\n" + `{"change":{"i`))
	f.Add([]byte("\n\x00\x00"))
	f.Fuzz(func(t *testing.T, text []byte) {
		changes, whole, err := parseJournal(text)
		if whole < 0 || whole > int64(len(text)) || bytes.IndexByte(text[whole:], '\n') >= 0 {
			t.Fatalf("%d bytes of %d are whole lines", whole, len(text))
		}
		last := 0
		for _, c := range changes.open {
			if c.ID <= last || c.ID > changes.last {
				t.Fatalf("the IDs are out of order: %+v", changes)
			}
			last = c.ID
		}
		again, _, errAgain := parseJournal(text[:whole])
		if !reflect.DeepEqual(again, changes) || (errAgain == nil) != (err == nil) {
			t.Fatalf("%+v, then %+v", changes, again)
		}
	})
}

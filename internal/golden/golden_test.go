package golden

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// recorder is a test whose failure is looked at.
type recorder struct {
	testing.TB
	said string
}

func (r *recorder) Helper() {}

func (r *recorder) Errorf(format string, args ...any) { r.said = fmt.Sprintf(format, args...) }

func TestCheck(t *testing.T) {
	file := filepath.Join(t.TempDir(), "x.golden")
	if err := os.WriteFile(file, []byte("one\ntwo\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for got, fails := range map[string]bool{"one\ntwo\n": false, "one\ntwo": true, "one\ntoo\n": true, "": true, "one\ntwo\n\n": true} {
		r := &recorder{TB: t}
		Check(r, file, got)
		if (r.said != "") != fails {
			t.Errorf("%q: %q", got, r.said)
		}
	}
}

func TestDifference(t *testing.T) {
	for _, test := range []struct {
		a, b     string
		line     int
		inA, inB string
	}{
		{"a\nb\nc", "a\nx\nc", 2, "b\n", "x\n"},
		{"a\n", "a", 1, "a\n", "a"},
		{"a\nb\n", "a\n", 2, "b\n", ""},
		{"", "a\n", 1, "", "a\n"},
	} {
		if line, inA, inB := difference(test.a, test.b); line != test.line || inA != test.inA || inB != test.inB {
			t.Errorf("%q, %q: line %d, %q, %q", test.a, test.b, line, inA, inB)
		}
	}
}

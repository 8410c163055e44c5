package github_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sweetspot-bench/sweetspot/reports/github"
)

func TestAppendSummary(t *testing.T) {
	path := filepath.Join(t.TempDir(), "step.md")
	for _, text := range []string{"one", "two\n"} {
		if err := github.AppendSummary(path, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if got, _ := os.ReadFile(path); string(got) != "one\ntwo\n" {
		t.Errorf("the summary is %q", got)
	}
}

// A summary that is too large is dropped as a whole, with what stood in it.
func TestAppendSummaryKeepsBelowTheLimit(t *testing.T) {
	path := filepath.Join(t.TempDir(), "step.md")
	before := strings.Repeat("x", github.SummaryLimit-10)
	if err := os.WriteFile(path, []byte(before), 0o600); err != nil {
		t.Fatal(err)
	}
	err := github.AppendSummary(path, []byte("0123456789"))
	if err == nil || !strings.Contains(err.Error(), "1 MiB") {
		t.Errorf("the error is %v", err)
	}
	if got, _ := os.ReadFile(path); string(got) != before {
		t.Errorf("the summary now has %d bytes", len(got))
	}
	if err := github.AppendSummary(path, []byte("012345678")); err != nil {
		t.Errorf("what fits is refused: %v", err)
	}
}

func TestAppendSummaryRefusesWhatIsNoFile(t *testing.T) {
	dir := t.TempDir()
	for _, path := range []string{dir, filepath.Join(dir, "no", "step.md"), os.DevNull} {
		if err := github.AppendSummary(path, []byte("x")); err == nil {
			t.Errorf("%s was taken", path)
		}
	}
}

package reportstest

import (
	"path/filepath"
	"testing"

	"github.com/sweetspot-bench/sweetspot/reports"
)

// Load reads the summary that all renderers are tested with, for tests of the
// folders next to this one.
func Load(t testing.TB) *reports.Summary {
	t.Helper()
	s, err := reports.ReadSummary(filepath.Join("..", "testdata", "summary.json"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

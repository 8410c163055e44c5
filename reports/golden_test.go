package reports_test

import (
	"bytes"
	"flag"
	"os"
	"testing"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
)

var update = flag.Bool("update", false, "write the golden files")

const golden = "testdata/summary.json"

func TestSummaryGolden(t *testing.T) {
	s, err := reports.Build(reportstest.Full())
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("the summary differs from %s at %s; run the tests with -update if it should", golden, firstDifference(got, want))
	}
}

func firstDifference(got, want []byte) string {
	a, b := bytes.Split(got, []byte("\n")), bytes.Split(want, []byte("\n"))
	for i := range min(len(a), len(b)) {
		if !bytes.Equal(a[i], b[i]) {
			return "line " + string(bytes.TrimSpace(a[i])) + ", want " + string(bytes.TrimSpace(b[i]))
		}
	}
	return "its end"
}

func TestReadSummaryGivesWhatWasWritten(t *testing.T) {
	s, err := reports.ReadSummary(golden)
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("read and written again it differs at %s", firstDifference(got, want))
	}
}

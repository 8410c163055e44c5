package junit_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/internal/golden"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/junit"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
)

func render(t interface{ Fatal(...any) }, s *reports.Summary) string {
	var b bytes.Buffer
	if err := junit.Render(&b, s); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestCombined(t *testing.T) {
	golden.Check(t, "testdata/combined.xml.golden", documents(t)["combined"])
}

func TestServer(t *testing.T) {
	golden.Check(t, "testdata/server.xml.golden", render(t, reportstest.Build(t, reportstest.Server())))
}

func TestGolden(t *testing.T) {
	full, err := reports.ReadSummary("../testdata/summary.json")
	if err != nil {
		t.Fatal(err)
	}
	for name, s := range map[string]*reports.Summary{"full": full, "none": nothing(), "failing": failing()} {
		t.Run(name, func(t *testing.T) {
			golden.Check(t, "testdata/"+name+".xml", render(t, s))
		})
	}
}

// nothing is a run without an answer.
func nothing() *reports.Summary {
	return &reports.Summary{
		Scenario:       reports.ScenarioInfo{Name: "none"},
		Recommendation: reports.Recommendation{Sentence: "No size is usable.", Reasons: []string{"No size is usable.", "128 MB is unusable: it is broken."}},
	}
}

// failing is a run with gates of one name and several verdicts.
func failing() *reports.Summary {
	return &reports.Summary{
		Scenario:       reports.ScenarioInfo{Name: "failing"},
		Recommendation: reports.Recommendation{MemoryMB: new(512), Sentence: "512 MB is the only size measured."},
		Trials:         []reports.Trial{{Label: "512 MB arm64", Variant: reports.VariantInfo{MemoryMB: 512, Architecture: "arm64"}}},
		Gates: []reports.GateResult{
			{
				Check: "p95 < 800ms", Verdict: reports.Fail, Level: "error", Value: new(901.5), Bound: new(870.25), Limit: 800, Unit: "ms", N: 100,
				At: &reports.Position{File: "perf/failing.yaml", Line: 12, Column: 13}, Reason: "p95 is at least 870 ms with 95 % confidence", Variant: &reports.VariantInfo{MemoryMB: 512, Architecture: "arm64"},
			},
			{Check: "p95 < 800ms", Verdict: reports.Fail, Level: "warn", Reason: "the same as a warning"},
			{Check: "p95 < 800ms", Verdict: reports.Inconclusive, Level: "error", Reason: `<no "data"> & none`},
		},
	}
}

// Any bytes in any string must give XML that parses, with a case per gate.
func TestAlwaysWellFormed(t *testing.T) { rapid.Check(t, alwaysWellFormed) }

// FuzzAlwaysWellFormed tries what a fuzzer finds worth trying.
func FuzzAlwaysWellFormed(f *testing.F) { f.Fuzz(rapid.MakeFuzz(alwaysWellFormed)) }

func alwaysWellFormed(t *rapid.T) {
	text := func(name string) string { return string(rapid.SliceOf(rapid.Byte()).Draw(t, name)) }
	s := &reports.Summary{
		Scenario:       reports.ScenarioInfo{Name: text("name"), Digest: text("digest")},
		Run:            reports.RunInfo{ID: text("id"), Version: text("version")},
		Recommendation: reports.Recommendation{Sentence: text("sentence"), Reasons: []string{text("reason")}},
	}
	verdicts := []reports.Verdict{reports.Pass, reports.Fail, reports.Inconclusive}
	for range rapid.IntRange(0, 4).Draw(t, "gates") {
		s.Gates = append(s.Gates, reports.GateResult{
			Check: text("check"), Reason: text("why"), Unit: text("unit"), Level: rapid.SampledFrom([]string{"error", "warn"}).Draw(t, "level"),
			Verdict: rapid.SampledFrom(verdicts).Draw(t, "verdict"), Variant: &reports.VariantInfo{Target: text("target")},
		})
	}
	out := render(t, s)
	if err := violation(out); err != nil {
		t.Fatalf("%v:\n%s", err, out)
	}
	if n := elements(t, out, "testcase"); n != len(s.Gates)+1 {
		t.Fatalf("%d test cases for %d gates and the recommendation:\n%s", n, len(s.Gates), out)
	}
}

// elements counts an element's starts and fails on anything that is not XML.
func elements(t *rapid.T, doc, name string) int {
	n := 0
	d := xml.NewDecoder(strings.NewReader(doc))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return n
		}
		if err != nil {
			t.Fatalf("not XML: %v\n%s", err, doc)
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == name {
			n++
		}
	}
}

type failingWriter struct{}

func (failingWriter) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestRenderReportsWriteErrors(t *testing.T) {
	if err := junit.Render(failingWriter{}, &reports.Summary{}); err == nil {
		t.Error("a failing writer went unnoticed")
	}
}

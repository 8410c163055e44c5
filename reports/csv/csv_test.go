package csv_test

import (
	"bytes"
	stdcsv "encoding/csv"
	"errors"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/internal/golden"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/csv"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
)

func render(t interface{ Fatal(...any) }, s *reports.Summary) string {
	var b bytes.Buffer
	if err := csv.Render(&b, s); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// table reads what was rendered back, by the names of the columns.
func table(t interface{ Fatal(...any) }, text string) []map[string]string {
	records, err := stdcsv.NewReader(strings.NewReader(text)).ReadAll() // refuses lines of another length
	if err != nil {
		t.Fatal(err, text)
	}
	var rows []map[string]string
	for _, record := range records[1:] {
		row := map[string]string{}
		for i, cell := range record {
			if _, twice := row[records[0][i]]; twice {
				t.Fatal("two columns are called " + records[0][i])
			}
			row[records[0][i]] = cell
		}
		rows = append(rows, row)
	}
	return rows
}

func TestGolden(t *testing.T) {
	golden.Check(t, "testdata/full.csv", render(t, reportstest.Load(t)))
	golden.Check(t, "testdata/server.csv", render(t, reportstest.Build(t, reportstest.Server())))
}

func TestCellsAreTheSummarys(t *testing.T) {
	s := reportstest.Load(t)
	out := render(t, s)
	if strings.Count(out, "\r\n") != strings.Count(out, "\n") || !strings.HasSuffix(out, "\r\n") {
		t.Error("a line does not end in CR LF")
	}
	rows := table(t, out)
	if len(rows) != len(s.Trials) {
		t.Fatalf("%d rows for %d trials", len(rows), len(s.Trials))
	}
	picks := 0
	for i, row := range rows {
		trial := s.Trials[i]
		if row["recommended"] == "true" {
			picks++
		}
		if row["variant"] != trial.Label || row["cost_per_million"] != trial.Cost.PerMillion.String() || row["latency_p999_ms"] != "" {
			t.Errorf("%s: got %v", trial.Label, row)
		}
	}
	if picks != 1 {
		t.Errorf("%d rows are recommended", picks)
	}
}

func TestTextIsNoFormula(t *testing.T) {
	for in, want := range map[string]string{
		"":                           "",
		"512 MB":                     "512 MB",
		"=1+1":                       "'=1+1",
		"+1":                         "'+1",
		"-1":                         "'-1",
		"@SUM(A1)":                   "'@SUM(A1)",
		"\t=1+1":                     "'=1+1",
		"\r=1+1":                     "'=1+1",
		" \u202e=1+1":                "'=1+1",
		"\x1b[31m=1+1":               "'=1+1",
		"＝1+1":                       "'＝1+1",
		"a\nb":                       "a b",
		"=HYPERLINK(\"http://x\",0)": "'=HYPERLINK(\"http://x\",0)",
	} {
		if got := csv.Text(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

// Numbers stay numbers, also below zero.
func TestNumbersStayNumbers(t *testing.T) {
	s := &reports.Summary{Trials: []reports.Trial{{}}}
	s.Trials[0].Latency.Mean = new(-1.5)
	if got := table(t, render(t, s))[0]["latency_mean_ms"]; got != "-1.5" {
		t.Errorf("got %q", got)
	}
}

// Whatever a name holds, there is a row a trial, and no cell begins a formula.
func TestNothingBreaksOut(t *testing.T) { rapid.Check(t, nothingBreaksOut) }

// FuzzNothingBreaksOut tries what a fuzzer finds worth trying.
func FuzzNothingBreaksOut(f *testing.F) { f.Fuzz(rapid.MakeFuzz(nothingBreaksOut)) }

func nothingBreaksOut(t *rapid.T) {
	text := func(name string) string {
		return rapid.SampledFrom([]string{"", "=", "+", "-", "@", "\t=", "\r\n=", "\"", "\",\"=", "\u202e", "\x1b[2J"}).Draw(t, name+" start") +
			rapid.String().Draw(t, name)
	}
	s := &reports.Summary{Scenario: reports.ScenarioInfo{Name: text("name")}, Run: reports.RunInfo{ID: text("id")}}
	for range rapid.IntRange(1, 3).Draw(t, "trials") {
		s.Trials = append(s.Trials, reports.Trial{
			Label: text("label"), UnusableReason: text("reason"),
			Variant: reports.VariantInfo{Target: text("target"), Params: map[string]string{"A": text("param")}},
			Cost:    &reports.Cost{Currency: text("currency")},
		})
	}
	rows := table(t, render(t, s))
	if len(rows) != len(s.Trials) {
		t.Fatalf("%d rows for %d trials", len(rows), len(s.Trials))
	}
	for _, row := range rows {
		for name, cell := range row {
			if strings.IndexFunc(cell, unicode.IsControl) >= 0 || cell != "" && strings.ContainsAny(cell[:1], "=+-@") {
				t.Fatalf("%s: %q", name, cell)
			}
		}
	}
}

type failingWriter struct{}

func (failingWriter) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestRenderReportsWriteErrors(t *testing.T) {
	if err := csv.Render(failingWriter{}, &reports.Summary{}); err == nil {
		t.Error("a failing writer went unnoticed")
	}
}

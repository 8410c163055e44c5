package gobench_test

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"golang.org/x/perf/benchfmt"
	"golang.org/x/perf/benchmath"
	"golang.org/x/perf/benchproc"
	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/internal/golden"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/gobench"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
)

type fataler interface{ Fatal(...any) }

func render(t fataler, s *reports.Summary) string {
	var b bytes.Buffer
	if err := gobench.Render(&b, s); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// parse reads results as benchstat does; a line that it does not understand
// fails the test.
func parse(t fataler, text string) (results []*benchfmt.Result, units benchfmt.UnitMetadataMap) {
	r := benchfmt.NewReader(strings.NewReader(text), "results")
	for r.Scan() {
		switch record := r.Result().(type) {
		case *benchfmt.Result:
			results = append(results, record.Clone())
		case *benchfmt.SyntaxError:
			t.Fatal(record, text)
		}
	}
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	return results, r.Units()
}

func TestGolden(t *testing.T) {
	golden.Check(t, "testdata/full.bench", render(t, reportstest.Load(t)))
	golden.Check(t, "testdata/server.bench", render(t, reportstest.Build(t, reportstest.Server())))
}

// What benchstat makes of the blocks is what the summary says of them.
func TestBenchstatReadsIt(t *testing.T) {
	s := reportstest.Load(t)
	results, units := parse(t, render(t, s))
	var parser benchproc.ProjectionParser
	by, err := parser.Parse("/memory", nil)
	if err != nil {
		t.Fatal(err)
	}
	samples := map[string][]float64{}
	for _, r := range results {
		value, ok := r.Value("p95-sec")
		if !ok {
			t.Fatal("no p95 in seconds:", r.Values)
		}
		size := by.Project(r).Get(by.Fields()[0])
		samples[size] = append(samples[size], value)
	}
	if len(samples) != len(s.Trials) {
		t.Fatalf("%d sizes of %d trials", len(samples), len(s.Trials))
	}
	trial := s.Trials[2]
	blocks := samples["512MB"]
	if len(blocks) != len(trial.Blocks) || math.Abs(blocks[0]*1000-*trial.Blocks[0].P95) > 1e-9 {
		t.Errorf("512 MB: %v s, want the %d blocks of the summary", blocks, len(trial.Blocks))
	}
	if units.GetBetter("p95-ns") != -1 || units.GetBetter("sec/op") != -1 {
		t.Error("less is not better")
	}
	small := benchmath.NewSample(samples["128MB"], &benchmath.DefaultThresholds)
	large := benchmath.NewSample(samples["3008MB"], &benchmath.DefaultThresholds)
	if a, b := benchmath.AssumeNothing.Summary(small, 0.95), benchmath.AssumeNothing.Summary(large, 0.95); a.Center <= b.Center {
		t.Errorf("128 MB takes %v s, 3008 MB %v s", a.Center, b.Center)
	}
	for key, want := range map[string]string{"goos": "linux", "goarch": "amd64", "pkg": "sweetspot/thumbnail", "run": "", "cpu": "AMD EPYC"} {
		if got := results[0].GetConfig(key); got != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
}

// Runs of one scenario on one machine have the same settings, or benchstat would
// not set one beside the other.
func TestRunsCanBeCompared(t *testing.T) {
	settings := func(id, version, host string) []benchfmt.Config {
		s := reportstest.Load(t)
		s.Run.ID, s.Run.Version, s.Run.Host.OS = id, version, host
		s.Run.StartedAt = s.Run.StartedAt.Add(time.Hour)
		results, _ := parse(t, render(t, s))
		return results[0].Config
	}
	a, b := settings("a", "1.0", "linux/amd64 kernel 6.1"), settings("b", "1.1", "linux/amd64 kernel 6.2")
	if fmt.Sprint(a) != fmt.Sprint(b) || len(a) != 5 {
		t.Errorf("the settings are\n%v and\n%v", a, b)
	}
}

// Whatever the names hold, each block is one result of a name of its own variant,
// and no line is taken for a setting.
func TestNothingBreaksOut(t *testing.T) { rapid.Check(t, nothingBreaksOut) }

// FuzzNothingBreaksOut tries what a fuzzer finds worth trying.
func FuzzNothingBreaksOut(f *testing.F) { f.Fuzz(rapid.MakeFuzz(nothingBreaksOut)) }

func nothingBreaksOut(t *rapid.T) {
	text := func(name string) string {
		return rapid.SampledFrom([]string{"", "x-8", " ", "/", "=", "\nBenchmarkEvil 1 1 ns/op\n", "\ncpu: evil\n", "\u2028", "%", "\xff"}).Draw(t, name+" start") +
			rapid.String().Draw(t, name)
	}
	s := &reports.Summary{Scenario: reports.ScenarioInfo{Name: text("name"), Load: text("load")}, Run: reports.RunInfo{ID: "id", Host: reports.Host{CPU: text("cpu"), OS: text("os")}}}
	variants := map[string]bool{}
	for range rapid.IntRange(1, 4).Draw(t, "trials") {
		v := reports.VariantInfo{Target: text("target"), Architecture: text("architecture"), Params: map[string]string{"A": text("param")}}
		if key := v.Target + "\x00" + v.Architecture + "\x00" + v.Params["A"]; variants[key] {
			continue
		} else {
			variants[key] = true
		}
		s.Trials = append(s.Trials, reports.Trial{Variant: v, Blocks: []reports.Block{{N: 3, Mean: new(1.5)}}, Cost: &reports.Cost{Currency: text("currency")}})
	}
	results, _ := parse(t, render(t, s))
	names := map[string]bool{}
	for _, r := range results {
		base, parts := r.Name.Parts()
		if names[string(r.Name)] = true; strings.ContainsAny(string(base), "/=") || len(parts) > 3 {
			t.Fatalf("%q has the parts %q", r.Name, parts)
		}
		if len(r.Config) > 5 || r.GetConfig("pkg") == "" {
			t.Fatalf("the settings are %v", r.Config)
		}
	}
	if len(results) != len(s.Trials) || len(names) != len(s.Trials) {
		t.Fatalf("%d results of %d names for %d trials", len(results), len(names), len(s.Trials))
	}
}

func TestBlocksWithoutSuccessHaveNoLine(t *testing.T) {
	s := &reports.Summary{Trials: []reports.Trial{{Blocks: []reports.Block{{N: 2, Errors: 2}, {N: 0}, {N: 2, Errors: 1, Mean: new(1.0)}}}}}
	results, _ := parse(t, render(t, s))
	if len(results) != 1 || results[0].Iters != 1 {
		t.Errorf("got %v", results)
	}
	if v, ok := results[0].Value("errors/op"); !ok || v != 0.5 {
		t.Errorf("errors/op %v", v)
	}
}

type failingWriter struct{}

func (failingWriter) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestRenderReportsWriteErrors(t *testing.T) {
	if err := gobench.Render(failingWriter{}, &reports.Summary{}); err == nil {
		t.Error("a failing writer went unnoticed")
	}
}

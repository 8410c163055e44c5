package prometheus_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/internal/golden"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/prometheus"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
)

type fataler interface{ Fatal(...any) }

func render(t fataler, s *reports.Summary) string {
	var b bytes.Buffer
	if err := prometheus.Render(&b, s); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func parse(t fataler, text string) map[string]*dto.MetricFamily {
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, err := parser.TextToMetricFamilies(strings.NewReader(text))
	if err != nil {
		t.Fatal(err, text)
	}
	return families
}

func summaries(t *testing.T) map[string]*reports.Summary {
	return map[string]*reports.Summary{
		"full":   reportstest.Load(t),
		"server": reportstest.Build(t, reportstest.Server()),
		"empty":  {},
	}
}

func TestGolden(t *testing.T) {
	for name, s := range summaries(t) {
		golden.Check(t, "testdata/"+name+".prom", render(t, s))
	}
}

// The rules are those of `promtool check metrics`.
func TestLint(t *testing.T) {
	for name, s := range summaries(t) {
		problems, err := promlint.New(strings.NewReader(render(t, s))).Lint()
		if err != nil {
			t.Fatal(name, err)
		}
		for _, p := range problems {
			t.Errorf("%s: %s: %s", name, p.Metric, p.Text)
		}
	}
}

// The textfile collector refuses timestamps, and metrics of one name with
// different labels.
func TestTextfileCollectorTakesIt(t *testing.T) {
	for name, family := range parse(t, render(t, reportstest.Load(t))) {
		if family.GetType() != dto.MetricType_GAUGE || family.GetHelp() == "" {
			t.Errorf("%s is a %v with the help %q", name, family.GetType(), family.GetHelp())
		}
		for _, m := range family.Metric {
			if m.TimestampMs != nil || len(m.Label) != len(family.Metric[0].Label) {
				t.Errorf("%s: %v", name, m)
			}
		}
	}
}

func TestValuesAreTheSummarys(t *testing.T) {
	s := reportstest.Load(t)
	families := parse(t, render(t, s))
	latency := value(t, families, "sweetspot_trial_latency_seconds", map[string]string{"variant": s.Trials[2].Label, "stat": "p95"})
	if want := *s.Trials[2].Latency.P95 / 1000; latency != want {
		t.Errorf("p95 %v, want %v", latency, want)
	}
	if n := len(families["sweetspot_gate_limit"].Metric); n != len(s.Gates) {
		t.Errorf("%d gates, want %d", n, len(s.Gates))
	}
	picked := 0.0
	for _, m := range families["sweetspot_recommended"].Metric {
		picked += m.GetGauge().GetValue()
	}
	if picked != 1 {
		t.Errorf("%v variants are recommended", picked)
	}
	finished := value(t, families, "sweetspot_summary_finished_timestamp_seconds", map[string]string{"scenario": s.Scenario.Name})
	if int64(finished) != s.Run.FinishedAt.Unix() {
		t.Errorf("finished at %v, want %v", finished, s.Run.FinishedAt.Unix())
	}
}

func value(t *testing.T, families map[string]*dto.MetricFamily, name string, labels map[string]string) float64 {
	t.Helper()
	for _, m := range families[name].GetMetric() {
		have := map[string]string{}
		for _, l := range m.Label {
			have[l.GetName()] = l.GetValue()
		}
		all := true
		for k, v := range labels {
			all = all && have[k] == v
		}
		if all {
			return m.GetGauge().GetValue()
		}
	}
	t.Fatalf("there is no %s of %v", name, labels)
	return 0
}

// Whatever the names hold, the text parses and has a series a variant.
func TestNothingBreaksOut(t *testing.T) { rapid.Check(t, nothingBreaksOut) }

// FuzzNothingBreaksOut tries what a fuzzer finds worth trying.
func FuzzNothingBreaksOut(f *testing.F) { f.Fuzz(rapid.MakeFuzz(nothingBreaksOut)) }

func nothingBreaksOut(t *rapid.T) {
	text := func(name string) string {
		return rapid.SampledFrom([]string{"", "\"} 1\n", "\\", "\\n", "\u202e", "\x1b[2J", "\r\n", "\xff"}).Draw(t, name+" start") +
			rapid.String().Draw(t, name)
	}
	s := &reports.Summary{Scenario: reports.ScenarioInfo{Name: text("name")}, Run: reports.RunInfo{ID: text("id"), Version: text("version")}}
	for range rapid.IntRange(1, 4).Draw(t, "trials") {
		s.Trials = append(s.Trials, reports.Trial{
			Label:   text("label"),
			Variant: reports.VariantInfo{Target: text("target"), Params: map[string]string{text("key"): text("param")}},
		})
		s.Gates = append(s.Gates, reports.GateResult{Check: text("check"), Payload: text("payload"), Unit: text("unit"), Level: text("level"), Variant: &s.Trials[0].Variant})
		s.Warnings = append(s.Warnings, reports.Warning{Code: text("code")})
	}
	families := parse(t, render(t, s))
	for name, want := range map[string]int{"sweetspot_trial_info": len(s.Trials), "sweetspot_gate_limit": len(s.Gates), "sweetspot_summary_info": 1} {
		if got := len(families[name].GetMetric()); got != want {
			t.Fatalf("%d of %s, want %d", got, name, want)
		}
	}
	for name := range families {
		if !strings.HasPrefix(name, "sweetspot_") {
			t.Fatalf("a metric %s broke out", name)
		}
	}
}

type failingWriter struct{}

func (failingWriter) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestRenderReportsWriteErrors(t *testing.T) {
	if err := prometheus.Render(failingWriter{}, &reports.Summary{}); err == nil {
		t.Error("a failing writer went unnoticed")
	}
}

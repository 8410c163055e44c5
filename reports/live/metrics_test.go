package live

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/runners"
)

// scrape reads a tap's metrics as Prometheus does.
func scrape(t *testing.T, tap *Tap) (families map[string]*dto.MetricFamily, text []byte) {
	t.Helper()
	server, err := Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	}()
	server.Serve(tap)
	response, err := http.Get(server.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if text, err = io.ReadAll(response.Body); err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("status %d, %v: %s", response.StatusCode, err, text)
	}
	parser := expfmt.NewTextParser(model.UTF8Validation)
	if families, err = parser.TextToMetricFamilies(bytes.NewReader(text)); err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return families, text
}

// sum adds up the values of a family's metrics with these labels.
func sum(f *dto.MetricFamily, labels string) (total float64) {
	for _, m := range f.GetMetric() {
		var has []string
		for _, l := range m.GetLabel() {
			has = append(has, l.GetName()+"="+l.GetValue())
		}
		matches := true
		for _, want := range strings.Fields(labels) {
			matches = matches && strings.Contains(" "+strings.Join(has, " ")+" ", " "+want+" ")
		}
		if matches {
			total += m.GetCounter().GetValue() + m.GetGauge().GetValue() + float64(m.GetHistogram().GetSampleCount())
		}
	}
	return total
}

func TestMetricsAreTheSamples(t *testing.T) {
	var tap *Tap
	var samples []measure.Sample
	synctest.Test(t, func(t *testing.T) {
		samples = watched(t, func(run Run) *Tap {
			tap = New(run)
			return tap
		})
	})
	families, text := scrape(t, tap)
	count := func(keep func(*measure.Sample) bool) (n float64) {
		for i := range samples {
			if keep(&samples[i]) {
				n++
			}
		}
		return n
	}
	boom := count(func(s *measure.Sample) bool { return s.Phase == measure.PhaseLoad && s.Reason == "Boom" })
	if boom == 0 {
		t.Fatal("nothing failed")
	}
	for _, want := range []struct {
		name, labels string
		value        float64
	}{
		{"run_info", "scenario=live", 1},
		{"blocks", "", 2},
		{"blocks_finished_total", "", 2},
		{"requests_in_flight", "", 0},
		{"requests_intended_total", "", 60},
		{"requests_sent_total", "", float64(len(samples))},
		{"requests_sent_total", "phase=load", 60},
		{"samples_total", "", float64(len(samples))},
		{"samples_total", "phase=load outcome=ok", 60 - boom},
		{"samples_total", "phase=load outcome=function reason=Boom", boom},
		{"cold_starts_total", "", 2},
		{"latency_seconds", "", count(func(s *measure.Sample) bool { return s.OK() })},
		{"latency_seconds", "cold=true", 2},
		{"send_lag_seconds", "", float64(len(samples))},
		{"billed_seconds_total", "", float64(len(samples)) * 0.025},
	} {
		if got := sum(families["sweetspot_"+want.name], want.labels); fmt.Sprintf("%.6f", got) != fmt.Sprintf("%.6f", want.value) {
			t.Errorf("%s{%s} is %g, want %g", want.name, want.labels, got, want.value)
		}
	}
	if got := sum(families["sweetspot_spend_total"], "currency=USD"); got <= 0 {
		t.Errorf("spend %g", got)
	}
	buckets(t, families["sweetspot_latency_seconds"])
	problems, err := promlint.New(bytes.NewReader(text)).Lint()
	if err != nil || len(problems) > 0 {
		t.Errorf("promlint: %v %v", problems, err)
	}
}

// buckets checks that those of the warm latencies hold what 25 ms make of them.
func buckets(t *testing.T, f *dto.MetricFamily) {
	t.Helper()
	for _, m := range f.GetMetric() {
		for _, l := range m.GetLabel() {
			if l.GetName() != "cold" || l.GetValue() != "false" {
				continue
			}
			for _, b := range m.GetHistogram().GetBucket() {
				want := uint64(0)
				if b.GetUpperBound() >= 0.05 {
					want = m.GetHistogram().GetSampleCount()
				}
				if b.GetCumulativeCount() != want {
					t.Errorf("%v: %d samples of 25 ms up to %g s, want %d", m.GetLabel(), b.GetCumulativeCount(), b.GetUpperBound(), want)
				}
			}
		}
	}
}

// A function that gives each error a type of its own does not make a metric of
// each.
func TestLabelsAreFew(t *testing.T) {
	tap := New(Run{ID: "run", Variants: []Variant{{Label: "512 MB"}}, Traffic: &runners.Traffic{}})
	tap.BlockStarted(measure.Block{})
	tap.PhaseStarted(measure.Block{}, measure.PhaseLoad)
	for n := range 1000 {
		tap.Sampled(&measure.Sample{Outcome: measure.OutcomeFunction, Reason: fmt.Sprint(n, strings.Repeat("\xffé", 1000))})
		tap.State()
	}
	families, _ := scrape(t, tap)
	f := families["sweetspot_samples_total"]
	if len(f.GetMetric()) > maxReasons+2 || sum(f, "outcome=function") != 1000 {
		t.Errorf("%d metrics of %g samples", len(f.GetMetric()), sum(f, "outcome=function"))
	}
}

func TestMetricsAddress(t *testing.T) {
	for text, want := range map[string]string{
		"9464": "127.0.0.1:9464", ":9464": "127.0.0.1:9464", "0.0.0.0:9464": "0.0.0.0:9464", "[::1]:0": "[::1]:0", "localhost:80": "localhost:80",
		"": "", ":": "", "9464.5": "", "70000": "", "-1": "", "host": "", "host:http": "", "http://host:80": "",
	} {
		got, err := MetricsAddress(text)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q is %q (%v), want %q", text, got, err, want)
		}
	}
}

func TestAnAddressInUseIsSaid(t *testing.T) {
	server, err := Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	address := server.listener.Addr().String()
	if _, err := Listen(address); err == nil || !strings.Contains(err.Error(), address) {
		t.Errorf("%v", err)
	}
}

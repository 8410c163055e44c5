package onaws

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/smithy-go/encoding/cbor"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// invoked are the samples of n invocations of a variant, one after the other, as
// the sweep would have them.
func invoked(t *testing.T, r *Runner, v scenarios.Variant, n int) (samples []measure.Sample) {
	t.Helper()
	for range n {
		sent := time.Now()
		s := r.Invoke(t.Context(), v, hello)
		s.Sent, s.End, s.Phase = sent, time.Now(), measure.PhaseLoad
		samples = append(samples, s)
	}
	return samples
}

func TestEnvironmentsComeFromTheLogs(t *testing.T) {
	cloud := startCloud(t, sandbox.Account{})
	cloud.logs.late = 60 * time.Millisecond // they lag
	cloud.deploy(t, nil)
	r := cloud.runner(t, "", 512)
	v := r.scenario.Plan().Variants[0]
	if err := r.Apply(t.Context(), v); err != nil {
		t.Fatal(err)
	}
	samples := invoked(t, r, v, 3)
	for i := range samples {
		if !r.Lacks(&samples[i]) || samples[i].Environment != "" {
			t.Errorf("%+v", samples[i])
		}
	}
	r.Complete(t.Context(), v, samples)
	for i, s := range samples {
		if s.Environment == "" || s.Environment != samples[0].Environment || r.Lacks(&s) || s.Stale || s.Estimated {
			t.Errorf("%d: %+v", i, s)
		}
	}
	if samples[0].Cold != measure.ColdWaited || samples[1].Cold != measure.ColdNone {
		t.Errorf("%s, %s", samples[0].Cold, samples[1].Cold)
	}
	if err := r.Restore(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// Where the answer has no tail, the figures stand in the log, or the metrics.
func TestFiguresBySourceInOrder(t *testing.T) {
	for _, tc := range []struct {
		name      string
		deaf      bool // the log group gets nothing
		mean      float64
		estimated bool
		billed    time.Duration
		warns     string
	}{
		{name: "logs"},
		{name: "metrics", deaf: true, mean: 12.4, estimated: true, billed: 13 * time.Millisecond, warns: "estimated"},
		{name: "nothing", deaf: true, warns: "no billed time"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			cloud := startCloud(t, sandbox.Account{})
			cloud.deploy(t, nil)
			cloud.logs.mute, cloud.logs.deaf = true, tc.deaf
			cloud.before = func(w http.ResponseWriter, r *http.Request) bool {
				if !strings.HasSuffix(r.URL.Path, "/GetMetricData") {
					return false
				}
				w.Header().Set("Content-Type", "application/cbor")
				w.Header().Set("Smithy-Protocol", "rpc-v2-cbor")
				results := cbor.List{}
				if tc.mean > 0 {
					results = cbor.List{
						cbor.Map{"Id": cbor.String("sum"), "Values": cbor.List{cbor.Float64(tc.mean), cbor.Float64(3 * tc.mean)}},
						cbor.Map{"Id": cbor.String("n"), "Values": cbor.List{cbor.Float64(1), cbor.Float64(3)}},
					}
				}
				_, _ = w.Write(cbor.Encode(cbor.Map{"MetricDataResults": results}))
				return true
			}
			r := cloud.runner(t, "", 512)
			var warned []string
			r.warn = func(text string) { warned = append(warned, text) }
			v := r.scenario.Plan().Variants[0]
			if err := r.Apply(t.Context(), v); err != nil {
				t.Fatal(err)
			}
			samples := invoked(t, r, v, 2)
			if samples[0].Billed != 0 || samples[0].RequestID == "" {
				t.Fatalf("%+v", samples[0])
			}
			r.Complete(t.Context(), v, samples)
			for _, s := range samples {
				if s.Estimated != tc.estimated || tc.billed > 0 && s.Billed != tc.billed || !tc.deaf && (s.Billed == 0 || s.MaxMemoryMB == 0) {
					t.Errorf("%+v", s)
				}
			}
			if text := strings.Join(warned, "\n"); !strings.Contains(text, tc.warns) || (tc.warns == "") != (text == "") {
				t.Errorf("warned %q", text)
			}
		})
	}
}

// A function may log as JSON: its report is read all the same. One that hides it
// is refused with what to do.
func TestLogFormats(t *testing.T) {
	cloud := startCloud(t, sandbox.Account{})
	cloud.deploy(t, func(in *lambda.CreateFunctionInput) {
		in.LoggingConfig = &types.LoggingConfig{LogFormat: types.LogFormatJson}
	})
	r := cloud.runner(t, "", 512)
	v := r.scenario.Plan().Variants[0]
	if err := r.Apply(t.Context(), v); err != nil {
		t.Fatal(err)
	}
	if s := r.Invoke(t.Context(), v, hello); !s.OK() || s.Billed == 0 || s.Cold != measure.ColdWaited || s.MaxMemoryMB == 0 || s.Stale {
		t.Errorf("%+v", s)
	}
}

func TestAHiddenReportIsRefusedWithTheRemedy(t *testing.T) {
	cloud := startCloud(t, sandbox.Account{})
	cloud.deploy(t, func(in *lambda.CreateFunctionInput) {
		in.LoggingConfig = &types.LoggingConfig{LogFormat: types.LogFormatJson, SystemLogLevel: types.SystemLogLevelWarn}
	})
	r := cloud.runner(t, "", 512)
	err := r.Check(t.Context(), r.scenario.Plan().Variants)
	if err == nil || !strings.Contains(err.Error(), "WARN") || !strings.Contains(err.Error(), "SystemLogLevel=INFO") {
		t.Errorf("%v", err)
	}
}

// The clock tells who waited for an init.
func TestKindsOfColdStart(t *testing.T) {
	const init, run = 200 * time.Millisecond, 30 * time.Millisecond
	for _, tc := range []struct {
		name        string
		told        measure.Cold
		took        time.Duration
		provisioned bool
		want        measure.Cold
	}{
		{"warm", measure.ColdNone, run, false, measure.ColdNone},
		{"waited", measure.ColdWaited, init + run, false, measure.ColdWaited},
		{"waited beside provisioned ones", measure.ColdWaited, init + run, true, measure.ColdWaited},
		{"sooner than that can be", measure.ColdWaited, run + time.Millisecond, false, measure.ColdProactive},
		{"provisioned", measure.ColdWaited, run + time.Millisecond, true, measure.ColdProvisioned},
		{"restored", measure.ColdRestored, run, false, measure.ColdRestored},
		{"initialised again", measure.ColdReinit, run, false, measure.ColdReinit},
	} {
		if got := kind(&measure.Sample{Cold: tc.told, Init: init, Duration: run}, tc.took, tc.provisioned); got != tc.want {
			t.Errorf("%s: %s, want %s", tc.name, got, tc.want)
		}
	}
}

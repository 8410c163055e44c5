package reports_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// A single server leaves nothing to choose: the answer is what was measured,
// and gates alone settle the exit code.
func TestSingleServer(t *testing.T) {
	in := reportstest.Server()
	s := reportstest.Build(t, in)
	rec := s.Recommendation
	if rec.Variant != nil || rec.MemoryMB != nil || !rec.MeasuredOnly {
		t.Errorf("recommendation %+v", rec)
	}
	for _, want := range []string{"orders answered 584 of 600 requests at 100/s: p50 ", ", p95 ", ", p99 ", "2.67 % failed (most often function: HTTP 503)", "sent within"} {
		if !strings.Contains(rec.Sentence, want) {
			t.Errorf("no %q in %q", want, rec.Sentence)
		}
	}
	verdicts := map[string]reports.Verdict{}
	for _, g := range s.Gates {
		verdicts[g.Check] = g.Verdict
	}
	if verdicts["p95 < 20ms"] != reports.Pass || verdicts["errors < 1%"] != reports.Fail || verdicts["mean < 6ms"] != reports.Inconclusive {
		t.Errorf("verdicts %v", verdicts)
	}
	if code := s.ExitCode(""); code != reports.ExitDone {
		t.Errorf("exit code %d: the failing gates only warn", code)
	}
	in.Scenario.Gates[1].Level = scenarios.LevelError
	if code := reportstest.Build(t, in).ExitCode(""); code != reports.ExitFailed {
		t.Errorf("exit code %d with a failed gate", code)
	}
	data, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, never := range []string{`"memory_mb":0`, `"architecture":""`, "secret", `"name":"test"`} {
		if strings.Contains(string(data), never) {
			t.Errorf("the summary holds %s", never)
		}
	}
	if !s.Scenario.Targets[0].Loopback || s.Warnings[0].Code != "shared-machine" {
		t.Errorf("nothing says that the server shared the machine: %+v, %+v", s.Scenario.Targets, s.Warnings)
	}
}

// However badly a server does, a complete run of it is one.
func TestServerThatNeverAnswers(t *testing.T) {
	in := reportstest.Server()
	in.Scenario.Gates = nil
	samples := in.Samples.(measure.List)
	for i := range samples {
		samples[i].Outcome, samples[i].Status, samples[i].Reason = measure.OutcomeTransport, 0, "connection reset"
	}
	s := reportstest.Build(t, in)
	if want := "orders answered none of 600 requests: transport: connection reset."; s.Recommendation.Sentence != want {
		t.Errorf("%q, want %q", s.Recommendation.Sentence, want)
	}
	if s.ExitCode("") != reports.ExitDone || s.Trials[0].ErrorReasons["transport: connection reset"] != 600 {
		t.Errorf("code %d, %v", s.ExitCode(""), s.Trials[0].ErrorReasons)
	}
	in.Scenario.Gates = []scenarios.Gate{reportstest.Gate("errors", check.Less, reportstest.Share(0.5), "", scenarios.LevelError)}
	if code := reportstest.Build(t, in).ExitCode(""); code != reports.ExitFailed {
		t.Errorf("exit code %d with a failed gate", code)
	}
}

// A generator that was late says so in the answer.
func TestServerUnderAGeneratorThatWasLate(t *testing.T) {
	in := reportstest.Server()
	samples := in.Samples.(measure.List)
	for i := range samples {
		samples[i].Sent = samples[i].Intended.Add(50 * time.Millisecond)
		samples[i].End = samples[i].Sent.Add(5 * time.Millisecond)
	}
	s := reportstest.Build(t, in)
	if !strings.HasPrefix(s.Recommendation.Sentence, "Do not rely on this: the load generator itself was late") {
		t.Errorf("%q", s.Recommendation.Sentence)
	}
	if s.Gates[0].Verdict != reports.Inconclusive {
		t.Errorf("a gate on an invalid measurement: %+v", s.Gates[0])
	}
}

// A server whose time-outs make it useless is said to be too slow.
func TestServerThatTimesOut(t *testing.T) {
	in := reportstest.Server()
	samples := in.Samples.(measure.List)
	for i := range samples {
		if i%10 == 0 {
			samples[i].Outcome, samples[i].Reason = measure.OutcomeTimeout, "no answer in time"
		}
	}
	rec := reportstest.Build(t, in).Recommendation
	if len(rec.Reasons) != 1 || rec.Reasons[0] != "orders is too slow: 60 of 598 invocations timed out." {
		t.Errorf("%q", rec.Reasons)
	}
}

func TestNothingWasMeasuredOfAServer(t *testing.T) {
	in := reportstest.Server()
	in.Samples, in.Blocks = nil, nil
	if got := reportstest.Build(t, in).Recommendation.Sentence; got != "orders was not measured." {
		t.Errorf("%q", got)
	}
}

// Several servers are compared by their latency.
func TestFastestServer(t *testing.T) {
	s := reportstest.Build(t, reportstest.Servers())
	rec := s.Recommendation
	if rec.Variant == nil || rec.Variant.Target != "new" || rec.MemoryMB != nil || rec.MeasuredOnly || s.ExitCode("") != reports.ExitDone {
		t.Fatalf("recommendation %+v", rec)
	}
	for _, text := range append(rec.Reasons, rec.Sentence) {
		for _, never := range []string{"cost", "$", "MB", "cheap", "memory"} {
			if strings.Contains(text, never) {
				t.Errorf("%q speaks of %s", text, never)
			}
		}
	}
	if !strings.HasPrefix(rec.Sentence, "new is the fastest variant: ") || !strings.Contains(rec.Sentence, "2 times faster than orders") {
		t.Errorf("%q", rec.Sentence)
	}
}

// A server that fails most requests is not picked for how fast the others were.
func TestFastestServerThatMostlyFails(t *testing.T) {
	in := reportstest.Servers()
	samples := in.Samples.(measure.List)
	for i := range samples {
		if samples[i].Variant == 1 && i%5 < 3 {
			samples[i].Outcome, samples[i].Status, samples[i].Reason = measure.OutcomeFunction, 500, "HTTP 500"
		}
	}
	for _, complete := range []bool{true, false} {
		in.Complete = complete
		rec := reportstest.Build(t, in).Recommendation
		if rec.Variant == nil || rec.Variant.Target != "orders" || len(rec.Unusable) != 1 ||
			!strings.HasPrefix(rec.Unusable[0].Reason, "fails more often than it answers: 360 of 600 requests failed") {
			t.Errorf("complete %v: %+v", complete, rec)
		}
	}
}

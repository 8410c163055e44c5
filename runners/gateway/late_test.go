package gateway

import (
	"context"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// A function that the gateway stopped waiting for is billed for all of its
// time, and not for its whole time-out.
func TestIntegrationTimeoutIsBilledAsItRan(t *testing.T) {
	b := start(t, `{routes: [{route: "POST /act", map: {do: body.do, ms: body.ms}, timeout: 50ms}]}`, `{handler: "builtin:chaos", timeout: 20s}`,
		`[{name: slow, json: {do: sleep, ms: 300}, request: POST /act}]`)
	slow := b.invoke(t, "slow")
	if !b.Lacks(&slow) {
		t.Fatalf("nothing is lacking of %+v", slow)
	}
	samples := []measure.Sample{slow}
	b.Complete(t.Context(), b.variants[0], samples)
	s := samples[0]
	if s.Outcome != measure.OutcomeTimeout || s.Duration < 300*time.Millisecond || s.Billed < s.Duration || s.Billed >= 20*time.Second || s.Environment == "" || s.RequestID == slow.RequestID {
		t.Errorf("completed: %+v", s)
	}
	if b.Lacks(&s) {
		t.Error("a completed sample still lacks something")
	}
	for _, whole := range []measure.Sample{{Outcome: measure.OutcomeOK}, {Outcome: measure.OutcomeTimeout, Reason: "function timeout"}, {Outcome: measure.OutcomeFunction, Reason: "integration timeout"}} {
		if b.Lacks(&whole) {
			t.Errorf("%+v is said to lack something", whole)
		}
	}
}

// What does not come, or comes to nobody, ends with the context.
func TestCompleteGivesUp(t *testing.T) {
	b := start(t, `{api: rest, routes: ["POST /"]}`, pets, `[{name: p, json: {}, request: "POST /"}]`)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	samples := []measure.Sample{{Outcome: measure.OutcomeTimeout, RequestID: "nobody's"}}
	b.Complete(ctx, b.variants[0], samples)
	if samples[0].Billed != 0 {
		t.Errorf("%+v", samples[0])
	}
}

package lambda

import (
	"fmt"
	"os"
	"testing"
	"time"

	awslambda "github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambda/messages"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/runners"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// traceVariable makes this binary a function that fails with the trace it sees.
const traceVariable = "SWEETSPOT_TEST_TRACE"

func serveTrace() {
	awslambda.Start(func() error {
		return messages.InvokeResponse_Error{Type: os.Getenv("_X_AMZN_TRACE_ID"), Message: "the trace is the type"}
	})
}

// The function itself sees the trace that its sample names, and none where the
// scenario asks for none.
func TestTheFunctionSeesItsTrace(t *testing.T) {
	s, variants := scenarioOf(t, fmt.Sprintf(`{command: [%q], env: {%s: "1"}}`, os.Args[0], traceVariable), 1024)
	as := &scenarios.Tracing{Headers: []scenarios.TraceHeader{scenarios.TraceXRay}, Sampled: true}
	trace := runners.NewTrace(as, 1, 0, measure.PhaseLoad, 0, time.Now())
	ctx := runners.WithTrace(t.Context(), trace)
	for _, asked := range []bool{false, true} {
		want := "" // an error without a type has no reason
		if s.Tracing = nil; asked {
			s.Tracing, want = as, "Root="+trace.ID()+";Sampled=1"
		}
		_, runner := start(t, s)
		if err := runner.Apply(t.Context(), variants[0]); err != nil {
			t.Fatal(err)
		}
		sample := runner.Invoke(ctx, variants[0], scenarios.Payload{Body: []byte("{}")})
		if sample.Outcome != measure.OutcomeFunction || sample.Reason != want {
			t.Errorf("tracing %v: the function saw %q, want %q (%+v)", asked, sample.Reason, want, sample)
		}
	}
}

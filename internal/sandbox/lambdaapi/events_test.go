package lambdaapi

import (
	"context"
	"errors"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
)

func TestEventIsInvokedOnce(t *testing.T) {
	done := make(chan sandbox.Request, 10)
	fake := &fakeInvoker{answer: func(_ context.Context, r sandbox.Request) (*sandbox.Result, error) {
		done <- r
		return echo(r), nil
	}}
	b := start(t, Options{Invoker: fake})
	b.mustCreate(t, "fn")
	out := b.mustInvoke(t, &lambda.InvokeInput{FunctionName: new("fn"), InvocationType: types.InvocationTypeEvent, Payload: []byte(`{"a":1}`)})
	if out.StatusCode != http.StatusAccepted || len(out.Payload) != 0 {
		t.Errorf("answer %+v", out)
	}
	if r := <-done; string(r.Payload) != `{"a":1}` || r.Revision.FunctionName != "fn" {
		t.Errorf("invoked %+v", r)
	}
	if err := b.server.Close(); err != nil {
		t.Fatal(err)
	}
	if len(done) != 0 {
		t.Error("the event was invoked again")
	}
	_, err := b.Invoke(t.Context(), &lambda.InvokeInput{FunctionName: new("fn"), InvocationType: types.InvocationTypeEvent})
	var tooMany *types.TooManyRequestsException
	if !errors.As(err, &tooMany) || tooMany.Reason != types.ThrottleReasonCallerRateLimitExceeded {
		t.Errorf("an event after the end: %v", err)
	}
}

// TestEventRetries follows a queue through its delays in virtual time.
func TestEventRetries(t *testing.T) {
	throttle := &sandbox.ThrottleError{Reason: "ConcurrentInvocationLimitExceeded", Message: "Rate Exceeded."}
	failed := func() (*sandbox.Result, error) { return &sandbox.Result{FunctionError: "Unhandled"}, nil }
	succeeded := func() (*sandbox.Result, error) { return &sandbox.Result{}, nil }
	throttled := func() (*sandbox.Result, error) { return nil, throttle }
	gone := func() (*sandbox.Result, error) { return nil, faultf(codeNotFound, "gone") }
	for _, tc := range []struct {
		name    string
		answers []func() (*sandbox.Result, error) // the last one repeats
		at      []time.Duration                   // of each attempt
	}{
		{"success", []func() (*sandbox.Result, error){succeeded}, []time.Duration{0}},
		{"failure", []func() (*sandbox.Result, error){failed}, []time.Duration{0, time.Minute, 3 * time.Minute}},
		{"failure once", []func() (*sandbox.Result, error){failed, succeeded}, []time.Duration{0, time.Minute}},
		{"throttles", []func() (*sandbox.Result, error){throttled, throttled, throttled, succeeded}, []time.Duration{0, time.Second, 3 * time.Second, 7 * time.Second}},
		{"gone", []func() (*sandbox.Result, error){gone}, []time.Duration{0}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				begin := time.Now()
				var at []time.Duration
				q := newEventQueue(t.Context(), func(context.Context, *invocation) (*sandbox.Result, error) {
					i := min(len(at), len(tc.answers)-1)
					at = append(at, time.Since(begin))
					return tc.answers[i]()
				}, []time.Duration{time.Minute, 2 * time.Minute})
				if !q.add(&invocation{}) {
					t.Fatal("the event was refused")
				}
				q.close()
				if len(at) != len(tc.at) {
					t.Fatalf("attempts at %v, want %v", at, tc.at)
				}
				for i := range at {
					if at[i] != tc.at[i] {
						t.Errorf("attempts at %v, want %v", at, tc.at)
					}
				}
				if q.count != 0 || q.bytes != 0 {
					t.Errorf("%d events, %d bytes left", q.count, q.bytes)
				}
			})
		})
	}
}

func TestThrottledEventGetsTooOld(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		q := newEventQueue(t.Context(), func(context.Context, *invocation) (*sandbox.Result, error) {
			return nil, &sandbox.ThrottleError{}
		}, nil)
		q.add(&invocation{})
		q.close()
		if took := time.Since(begin); took < maxEventAge || took > maxEventAge+maxEventBackoff {
			t.Errorf("given up after %v, want %v", took, maxEventAge)
		}
	})
}

func TestEventQueueIsBounded(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var running atomic.Int64
	block := func(ctx context.Context, _ *invocation) (*sandbox.Result, error) {
		running.Add(1)
		<-ctx.Done()
		return nil, ctx.Err()
	}
	q := newEventQueue(ctx, block, nil)
	big := &invocation{request: sandbox.Request{Payload: make([]byte, maxEventBytes)}}
	for range maxQueuedBytes / maxEventBytes {
		if !q.add(big) {
			t.Fatal("refused before the bytes were full")
		}
	}
	if q.add(big) {
		t.Error("an event beyond the bound of bytes was taken")
	}
	for q.count < maxEvents {
		if !q.add(&invocation{}) {
			t.Fatal("refused before the queue was full")
		}
	}
	if q.add(&invocation{}) {
		t.Error("an event beyond the bound was taken")
	}
	cancel()
	q.close()
	if n := running.Load(); n != maxEvents {
		t.Errorf("%d events ran, want %d", n, maxEvents)
	}
	if q.add(&invocation{}) {
		t.Error("an event was taken after the end")
	}
}

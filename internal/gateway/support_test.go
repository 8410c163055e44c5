package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/gateway/answers"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
)

var epoch = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)

// functions are stand-ins for a sandbox's, by name; they note their events.
type functions struct {
	mu     sync.Mutex
	events map[string][][]byte
	does   map[string]func(ctx context.Context, event []byte) (*sandbox.Result, error)
}

func (f *functions) Invoke(ctx context.Context, name string, event []byte, _ string) (*sandbox.Result, error) {
	f.mu.Lock()
	if f.events == nil {
		f.events = map[string][][]byte{}
	}
	f.events[name] = append(f.events[name], append([]byte(nil), event...))
	f.mu.Unlock()
	if do := f.does[name]; do != nil {
		return do(ctx, event)
	}
	return nil, fmt.Errorf("Function not found: %s", name)
}

// calls is how often a function was called.
func (f *functions) calls(name string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.events[name])
}

// last is the last event of a function.
func (f *functions) last(t testing.TB, name string) map[string]any {
	t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.events[name]) == 0 {
		t.Fatalf("function %s was not called", name)
	}
	var m map[string]any
	if err := json.Unmarshal(f.events[name][len(f.events[name])-1], &m); err != nil {
		t.Fatal(err)
	}
	return m
}

type behaviour = func(context.Context, []byte) (*sandbox.Result, error)

// says is a function that returns a payload.
func says(payload string) behaviour {
	return func(context.Context, []byte) (*sandbox.Result, error) {
		return &sandbox.Result{
			Payload: []byte(payload), Outcome: measure.OutcomeOK, Cold: measure.ColdNone, Environment: "env-1",
			Report: sandbox.Report{RequestID: "f-1", Duration: 1500 * time.Microsecond, Billed: 2 * time.Millisecond, MaxMemoryMB: 40},
		}, nil
	}
}

// fails is a function that ends with an error.
func fails(outcome measure.Outcome, errorType, text string) behaviour {
	return func(context.Context, []byte) (*sandbox.Result, error) {
		payload, err := json.Marshal(map[string]string{"errorType": errorType, "errorMessage": text})
		return &sandbox.Result{Payload: payload, FunctionError: "Unhandled", Outcome: outcome, Report: sandbox.Report{ErrorType: errorType}}, err
	}
}

func throttled(context.Context, []byte) (*sandbox.Result, error) {
	return nil, &sandbox.ThrottleError{Reason: "ConcurrentInvocationLimitExceeded", Message: "Rate Exceeded."}
}

// hangs is a function that never ends by itself.
func hangs(ctx context.Context, _ []byte) (*sandbox.Result, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

var proxyOK = says(`{"statusCode":200,"headers":{"Content-Type":"text/plain"},"body":"ok"}`)

// clock is a clock that a test moves.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

func newGateway(t testing.TB, c Config, f *functions) *Gateway {
	t.Helper()
	g, err := New(c, f)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// ask sends a request without a network.
func ask(g http.Handler, method, target string, change ...func(*http.Request)) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, http.NoBody)
	for _, c := range change {
		c(r)
	}
	w := httptest.NewRecorder()
	g.ServeHTTP(w, r)
	return w
}

func header(name, value string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Add(name, value) }
}

func body(contentType, text string) func(*http.Request) {
	return func(r *http.Request) {
		with := httptest.NewRequest(r.Method, r.URL.String(), strings.NewReader(text))
		r.Body, r.ContentLength = with.Body, with.ContentLength
		r.Header.Set("Content-Type", contentType)
	}
}

// isRow checks an answer against its row of the table.
func isRow(t *testing.T, w *httptest.ResponseRecorder, api answers.API, cause answers.Cause) {
	t.Helper()
	row, ok := answers.Of(api, cause)
	if !ok {
		t.Fatalf("the table has no row for %s %s", api, cause)
	}
	got := errors.Join(
		differ("status", w.Code, row.Status), differ("body", w.Body.String(), row.Body),
		differ("error type", w.Header().Get("X-Amzn-Errortype"), row.ErrorType),
		differ("cause", w.Header().Get(HeaderCause), string(cause)),
	)
	if got != nil {
		t.Errorf("%s %s: %v", api, cause, got)
	}
}

func differ[T comparable](what string, got, want T) error {
	if got == want {
		return nil
	}
	return fmt.Errorf("%s is %v, want %v", what, got, want)
}

package gateway

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/gateway/answers"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
)

// TestAnswersOfFunctionsThatFail sends every way in which a function can end
// badly through every API, and wants the table's row.
func TestAnswersOfFunctionsThatFail(t *testing.T) {
	big := strings.Repeat("x", maxALB)
	for cause, does := range map[answers.Cause]behaviour{
		answers.FunctionError:      fails(measure.OutcomeFunction, "Runtime.ExitError", "exit status 1"),
		answers.FunctionTimeout:    fails(measure.OutcomeTimeout, "Sandbox.Timedout", "Task timed out after 3.00 seconds"),
		answers.FunctionThrottled:  throttled,
		answers.IntegrationFailure: nil,
		answers.MalformedResponse:  says(`{"statusCode":"no"}`),
		answers.ResponseSize:       fails(measure.OutcomeFunction, tooLarge, "Response payload size exceeded maximum allowed payload size (6291556 bytes)."),
	} {
		for _, api := range answers.APIs {
			f := &functions{does: map[string]behaviour{"fn": does}}
			g := newGateway(t, Config{API: api, Figures: true, Routes: []Route{{Path: "/x", Function: "fn"}}}, f)
			isRow(t, ask(g, "GET", "/x"), api, cause)
		}
	}
	f := &functions{does: map[string]behaviour{"fn": says(`{"statusCode":200,"body":"` + big + `"}`)}}
	g := newGateway(t, Config{API: answers.ALB, Figures: true, Routes: []Route{{Path: "*", Function: "fn"}}}, f)
	isRow(t, ask(g, "GET", "/x"), answers.ALB, answers.ResponseSize)
}

func TestIntegrationTimeout(t *testing.T) {
	for _, api := range []answers.API{answers.REST, answers.HTTP} {
		f := &functions{does: map[string]behaviour{"fn": hangs}}
		g := newGateway(t, Config{API: api, Figures: true, Routes: []Route{{Path: "/x", Function: "fn", Timeout: MinTimeout}}}, f)
		w := ask(g, "GET", "/x")
		isRow(t, w, api, answers.IntegrationTimeout)
		if w.Header().Get(HeaderIntegration) == "" {
			t.Errorf("%s: the integration's latency is missing", api)
		}
		if got := w.Header().Get(HeaderDetail); got != "the function did not answer within 50ms" {
			t.Errorf("%s: the detail is %q", api, got)
		}
	}
}

// TestLate: a function that the gateway stopped waiting for runs on, and what
// became of it is told by the request's id.
func TestLate(t *testing.T) {
	release := make(chan struct{})
	f := &functions{does: map[string]behaviour{"slow": func(ctx context.Context, _ []byte) (*sandbox.Result, error) {
		<-release
		return &sandbox.Result{Report: sandbox.Report{Billed: 7 * time.Second}}, ctx.Err()
	}, "fast": proxyOK, "throttled": throttled}}
	told := make(chan string, 3)
	g := newGateway(t, Config{API: answers.REST, Figures: true, Late: func(id string, r *sandbox.Result) {
		told <- id + " " + r.Report.Billed.String()
	}, Routes: []Route{{Path: "/slow", Function: "slow", Timeout: MinTimeout}, {Path: "/fast", Function: "fast"}, {Path: "/throttled", Function: "throttled"}}}, f)
	isRow(t, ask(g, "GET", "/throttled"), answers.REST, answers.FunctionThrottled)
	if w := ask(g, "GET", "/fast"); w.Code != http.StatusOK {
		t.Errorf("status %d", w.Code)
	}
	w := ask(g, "GET", "/slow")
	isRow(t, w, answers.REST, answers.IntegrationTimeout)
	close(release)
	if got, want := <-told, w.Header().Get("X-Amzn-Requestid")+" 7s"; got != want {
		t.Errorf("told %q, want %q", got, want)
	}
	if len(told) != 0 {
		t.Error("it was told of a request that was in time")
	}
}

// TestCallerWhoLeaves: the function's call does not end with its caller.
func TestCallerWhoLeaves(t *testing.T) {
	f := &functions{does: map[string]behaviour{"fn": func(ctx context.Context, _ []byte) (*sandbox.Result, error) {
		if ctx.Err() != nil {
			t.Error("the function's call ended with its caller")
		}
		return proxyOK(ctx, nil)
	}}}
	g := newGateway(t, Config{API: answers.HTTP, Routes: []Route{{Path: "/x", Function: "fn"}}}, f)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	w := httptest.NewRecorder()
	g.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/x", nil).WithContext(ctx))
	if w.Code != http.StatusOK {
		t.Errorf("status %d", w.Code)
	}
}

func TestRequestSize(t *testing.T) {
	for api, limit := range map[answers.API]int{answers.REST: 10 << 20, answers.HTTP: 10 << 20, answers.URL: 6 << 20, answers.ALB: 1 << 20} {
		f := &functions{does: map[string]behaviour{"fn": proxyOK}}
		g := newGateway(t, Config{API: api, Figures: true, Routes: []Route{{Path: "/x", Function: "fn"}}}, f)
		isRow(t, ask(g, "POST", "/x", body("text/plain", strings.Repeat("x", limit+1))), api, answers.RequestSize)
		chunked := func(r *http.Request) { r.ContentLength = -1 }
		isRow(t, ask(g, "POST", "/x", body("text/plain", strings.Repeat("x", limit+1)), chunked), api, answers.RequestSize)
		if f.calls("fn") != 0 {
			t.Errorf("%s: the function was called", api)
		}
		fits := min(limit, 5<<20) // Lambda's 6 MB hold the whole event
		if w := ask(g, "POST", "/x", body("text/plain", strings.Repeat("x", fits))); w.Code != http.StatusOK {
			t.Errorf("%s: %d bytes: status %d", api, fits, w.Code)
		}
	}
}

func TestNoRoute(t *testing.T) {
	for _, api := range []answers.API{answers.REST, answers.HTTP, answers.ALB} {
		f := &functions{does: map[string]behaviour{"fn": proxyOK}}
		g := newGateway(t, Config{API: api, Figures: true, Routes: []Route{{Method: "GET", Path: "/x", Function: "fn"}}}, f)
		isRow(t, ask(g, "GET", "/y"), api, answers.NoRoute)
		isRow(t, ask(g, "POST", "/x"), api, answers.NoRoute)
	}
}

func TestFigures(t *testing.T) {
	f := &functions{does: map[string]behaviour{"fn": says(`{"statusCode":200,"headers":{"x-sweetspot-cause":"quota"},"body":""}`)}}
	c := Config{API: answers.REST, Figures: true, Routes: []Route{{Path: "/x", Function: "fn"}}}
	h := ask(newGateway(t, c, f), "GET", "/x").Header()
	for name, want := range map[string]string{
		"X-Sweetspot-Duration-Us": "1500", "X-Sweetspot-Billed-Ms": "2", "X-Sweetspot-Max-Memory-Mb": "40", "X-Sweetspot-Environment": "env-1",
		"X-Sweetspot-Cold": "none", "X-Sweetspot-Outcome": "ok", HeaderFunctionID: "f-1", HeaderCause: "", HeaderCache: "",
	} {
		if got := h.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	for _, name := range []string{HeaderLatency, HeaderIntegration, "X-Amzn-Requestid", "X-Amz-Apigw-Id", "X-Amzn-Trace-Id"} {
		if h.Get(name) == "" {
			t.Errorf("%s is missing", name)
		}
	}
	c.Figures = false
	for name := range ask(newGateway(t, c, f), "GET", "/x").Header() {
		if strings.HasPrefix(name, "X-Sweetspot-") && name != HeaderCause {
			t.Errorf("without figures there is %s", name)
		}
	}
}

func TestStageInPath(t *testing.T) {
	for _, c := range []struct {
		api         answers.API
		stage, path string
		status      int
	}{
		{answers.REST, "", "/prod/x", 200}, {answers.REST, "", "/x", 200}, {answers.REST, "v2", "/v2/x", 200},
		{answers.REST, "v2", "/v2x", 403}, {answers.HTTP, "", "/x", 200}, {answers.HTTP, "", "/prod/x", 404},
		{answers.HTTP, "dev", "/dev/x", 200}, {answers.HTTP, "$default", "/x", 200},
	} {
		f := &functions{does: map[string]behaviour{"fn": proxyOK}}
		g := newGateway(t, Config{API: c.api, Stage: Stage{Name: c.stage}, Routes: []Route{{Path: "/x", Function: "fn"}}}, f)
		if w := ask(g, "GET", c.path); w.Code != c.status {
			t.Errorf("%s stage %q: %s is %d, want %d", c.api, c.stage, c.path, w.Code, c.status)
		}
	}
}

func TestMapped(t *testing.T) {
	f := &functions{does: map[string]behaviour{
		"pets":  says(`[{"name":"Beagle"}]`),
		"fails": fails(measure.OutcomeFunction, "UnknownPetType", "no pets of type Cow: there are Dog"),
	}}
	responses := []Response{{Pattern: "no pets of type.*", Status: 404, Headers: map[string]string{"X-Reason": "stock"}}}
	g := newGateway(t, Config{API: answers.REST, Figures: true, Routes: []Route{
		{Method: "GET", Path: "/lambdaapi/v1/pets/{type}", Function: "pets", Mapping: map[string]string{"type": "path.type"}},
		{Method: "GET", Path: "/fails/{type}", Function: "fails", Mapping: map[string]string{"type": "$path.type", "page": "query.page"}, Responses: responses},
		{Method: "GET", Path: "/busy", Function: "busy", Mapping: map[string]string{}},
	}}, f)
	w := ask(g, "GET", "/lambdaapi/v1/pets/Dog")
	if w.Code != 200 || w.Body.String() != `[{"name":"Beagle"}]` || w.Header().Get("Content-Type") != "application/json" {
		t.Errorf("%d %s %s", w.Code, w.Body, w.Header())
	}
	if event := f.last(t, "pets"); len(event) != 1 || event["type"] != "Dog" {
		t.Errorf("the event is %v", event)
	}
	if w := ask(g, "GET", "/fails/Cow?page=2"); w.Code != 404 || w.Header().Get("X-Reason") != "stock" || w.Header().Get("X-Sweetspot-Outcome") != "function" {
		t.Errorf("%d %s", w.Code, w.Header())
	}
	isRow(t, ask(g, "GET", "/busy"), answers.REST, answers.IntegrationFailure)
}

func TestHeadHasNoBody(t *testing.T) {
	f := &functions{does: map[string]behaviour{"fn": proxyOK}}
	g := newGateway(t, Config{API: answers.HTTP, Routes: []Route{{Path: "/x", Function: "fn"}}}, f)
	if w := ask(g, "HEAD", "/x"); w.Body.Len() != 0 || w.Header().Get("Content-Length") != "2" {
		t.Errorf("%q %s", w.Body, w.Header())
	}
}

func TestLatencyHoldsTheIntegration(t *testing.T) {
	f := &functions{does: map[string]behaviour{"fn": func(ctx context.Context, e []byte) (*sandbox.Result, error) {
		time.Sleep(3 * time.Millisecond)
		return proxyOK(ctx, e)
	}}}
	g := newGateway(t, Config{API: answers.REST, Figures: true, Routes: []Route{{Path: "/x", Function: "fn"}}}, f)
	h := ask(g, "GET", "/x").Header()
	integration, latency := number(t, h.Get(HeaderIntegration)), number(t, h.Get(HeaderLatency))
	if integration < 3000 || latency < integration {
		t.Errorf("integration %d µs, latency %d µs of a function that takes 3 ms", integration, latency)
	}
}

package answers

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// TestTableIsWhole: each row is well formed and sourced, and each cause has a
// row for each API, or a reason why it cannot happen there.
func TestTableIsWhole(t *testing.T) {
	absent := map[API][]Cause{
		HTTP: {Quota, MissingKey},                                                                                              // no usage plans
		URL:  {IntegrationTimeout, StageThrottle, Quota, AuthorizerDenied, AuthorizerFailed, MissingKey, NoRoute},              // none of them is there, and every path is the function's
		ALB:  {StageThrottle, Quota, AuthorizerDenied, AuthorizerFailed, MissingToken, MissingKey, BadSignature, AccessDenied}, // it authenticates with OIDC or Cognito, which are not here
	}
	for _, api := range APIs {
		for _, cause := range Causes {
			if _, ok := Of(api, cause); ok == slices.Contains(absent[api], cause) {
				t.Errorf("%s %s: in the table: %v", api, cause, ok)
			}
		}
	}
	for _, a := range Table() {
		if !strings.HasPrefix(a.Source, "https://") {
			t.Errorf("%s %s: source %q is no address", a.API, a.Cause, a.Source)
		}
		if a.Basis == Documented && !strings.Contains(a.Source, "amazon.com") && !strings.Contains(a.Source, "repost.aws") {
			t.Errorf("%s %s: documented by %s", a.API, a.Cause, a.Source)
		}
		if a.Status < 400 || a.Status > 599 || http.StatusText(a.Status) == "" {
			t.Errorf("%s %s: status %d", a.API, a.Cause, a.Status)
		}
		if a.ContentType() == "application/json" && a.Body != "" && !json.Valid([]byte(a.Body)) {
			t.Errorf("%s %s: body %s is no JSON", a.API, a.Cause, a.Body)
		}
	}
}

// TestFirstRowIsStrongest: the emulator sends the first row of a cause.
func TestFirstRowIsStrongest(t *testing.T) {
	a, _ := Of(REST, FunctionThrottled)
	if a.Status != 500 {
		t.Errorf("a throttled function behind a REST proxy is %d, not 500", a.Status)
	}
	if a, _ := Of(HTTP, FunctionThrottled); a.Status != 500 {
		t.Errorf("behind an HTTP API it is %d, not 500", a.Status)
	}
}

func head(pairs ...string) http.Header {
	h := http.Header{}
	for i := 0; i < len(pairs); i += 2 {
		h.Set(pairs[i], pairs[i+1])
	}
	return h
}

func TestClassify(t *testing.T) {
	internal := head("x-amzn-ErrorType", "InternalServerErrorException")
	for _, c := range []struct {
		name      string
		api       API
		e         Evidence
		confirmed Cause
		by        string
		possible  []Cause
		text      string
	}{
		{"a success has no verdict", REST, Evidence{Status: 200}, "", "", nil, ""},
		{"a throttled function is a 500 like others", REST, Evidence{Status: 500, Header: internal, Body: []byte(`{"message": "Internal server error"}`)}, "", "",
			[]Cause{FunctionThrottled, IntegrationFailure}, "unknown 5xx: function throttled or integration failure"},
		{"the function's metric confirms it", REST, Evidence{Status: 500, Header: internal, Body: []byte(`{"message":"Internal server error"}`), FunctionOutcome: "throttle"}, FunctionThrottled, "metric", nil, "function_throttled (by metric)"},
		{"a log confirms it", REST, Evidence{Status: 500, IntegrationError: "Lambda invocation failed with status: 429. Rate Exceeded."}, FunctionThrottled, "log", nil, ""},
		{"an outcome that the status does not fit confirms nothing", REST, Evidence{Status: 500, Header: internal, FunctionOutcome: "timeout"}, "", "", nil, ""},
		{"a function that ran well was too slow", HTTP, Evidence{Status: 503, Body: []byte(`{"message":"Service Unavailable"}`), FunctionOutcome: "ok"}, IntegrationTimeout, "metric", []Cause{IntegrationTimeout}, ""},
		{"a function that ran well said what the API does not take", REST, Evidence{Status: 502, Header: internal, FunctionOutcome: "ok"}, "", "", []Cause{MalformedResponse, ResponseSize}, "unknown 5xx: malformed response or response size"},
		{"out of memory is a function error", REST, Evidence{Status: 502, Header: internal, FunctionOutcome: "oom"}, FunctionError, "metric", []Cause{FunctionError}, ""},
		{"a refused signature is not the function's", HTTP, Evidence{Status: 403, Body: []byte(`{"message":"Forbidden"}`), FunctionOutcome: "ok"}, "", "", []Cause{AuthorizerDenied, MissingToken, BadSignature, AccessDenied}, ""},
		{"502 has many causes", REST, Evidence{Status: 502, Header: internal}, "", "", []Cause{FunctionError, FunctionTimeout, MalformedResponse, ResponseSize}, ""},
		{"the time-out of an execution log", REST, Evidence{Status: 504, ResponseType: "INTEGRATION_TIMEOUT"}, IntegrationTimeout, "log", nil, ""},
		{"429 of a stage, by header and body", REST, Evidence{Status: 429, Header: head("x-amzn-ErrorType", "TooManyRequestsException"), Body: []byte(`{"message":"Too Many Requests"}`)}, StageThrottle, "header", nil, ""},
		{"429 of a quota", REST, Evidence{Status: 429, Header: head("x-amzn-ErrorType", "LimitExceededException"), Body: []byte(`{"message":"Limit Exceeded"}`)}, Quota, "header", nil, ""},
		{"429 without anything", REST, Evidence{Status: 429}, "", "", []Cause{StageThrottle, Quota}, "unknown 4xx: stage throttle or quota"},
		{"a 429 of an HTTP API has no header", HTTP, Evidence{Status: 429, Body: []byte(`{"message":"Too Many Requests"}`)}, "", "", []Cause{StageThrottle}, "unknown 4xx: stage throttle"},
		{"429 of a function URL", URL, Evidence{Status: 429, Header: head("x-amzn-errortype", "TooManyRequestsException:http://internal.amazon.com/"), Body: []byte(`{"Reason":"ConcurrentInvocationLimitExceeded","Type":"User","message":"Rate Exceeded."}`)}, FunctionThrottled, "header", nil, ""},
		{"503 of an HTTP API", HTTP, Evidence{Status: 503, Body: []byte(`{"message":"Service Unavailable"}`)}, "", "", []Cause{FunctionThrottled, IntegrationTimeout}, ""},
		{"a reason of a load balancer's log", ALB, Evidence{Status: 502, IntegrationError: "LambdaThrottling"}, FunctionThrottled, "log", nil, ""},
		{"no page of a load balancer", ALB, Evidence{Status: 504, Body: []byte(`{"message":"slow"}`)}, "", "", nil, "unknown 5xx"},
		{"the function's own 404", REST, Evidence{Status: 404, Body: []byte(`{"message":"no such pet"}`)}, "", "", nil, ""},
		{"the function's own 500", REST, Evidence{Status: 500, Body: []byte(`{"message":"database"}`)}, "", "", nil, "unknown 5xx"},
		{"no route and no signature look alike", REST, Evidence{Status: 403, Header: head("x-amzn-ErrorType", "MissingAuthenticationTokenException"), Body: []byte(`{"message":"Missing Authentication Token"}`)}, "", "", []Cause{MissingToken, NoRoute}, ""},
		{"our own gateway says it", REST, Evidence{Status: 500, Header: head(CauseHeader, "function_throttled")}, FunctionThrottled, "header", nil, ""},
		{"nobody's word", REST, Evidence{Status: 500, Header: head(CauseHeader, "gremlins"), Body: []byte(`{"message": "x"}`)}, "", "", nil, "unknown 5xx"},
	} {
		v := Classify(c.api, c.e)
		if v.Confirmed != c.confirmed || v.By != c.by {
			t.Errorf("%s: confirmed %q by %q, want %q by %q", c.name, v.Confirmed, v.By, c.confirmed, c.by)
		}
		if c.possible != nil && !slices.Equal(v.Possible, c.possible) {
			t.Errorf("%s: possible %v, want %v", c.name, v.Possible, c.possible)
		}
		if c.text != "" && v.Text != c.text {
			t.Errorf("%s: text %q, want %q", c.name, v.Text, c.text)
		}
	}
}

// TestClassifyReadsItsOwnTable: every row, sent as it stands, has its cause
// among the possible ones.
func TestClassifyReadsItsOwnTable(t *testing.T) {
	for _, a := range Table() {
		h := http.Header{}
		for name, value := range a.Header() {
			h.Set(name, value)
		}
		v := Classify(a.API, Evidence{Status: a.Status, Header: h, Body: []byte(a.Body)})
		if !slices.Contains(v.Possible, a.Cause) {
			t.Errorf("%s %s: possible %v", a.API, a.Cause, v.Possible)
		}
		if v.Confirmed != "" && v.Confirmed != a.Cause {
			t.Errorf("%s %s: confirmed as %s", a.API, a.Cause, v.Confirmed)
		}
	}
}

// FuzzClassify: whatever comes back, a cause is confirmed only with a word for
// how, and 5xx answers always have a text.
func FuzzClassify(f *testing.F) {
	f.Add("rest", 502, "InternalServerErrorException", `{"message": "Internal server error"}`, "", "timeout")
	f.Add("alb", 502, "", "<html>", "LambdaThrottling", "")
	f.Add("http", 503, "", "", "Rate Exceeded", "")
	f.Add("url", 429, ":", `{"message":"Rate Exceeded."}`, "", "throttle")
	f.Fuzz(func(t *testing.T, api string, status int, kind, body, log, outcome string) {
		v := Classify(API(api), Evidence{Status: status, Header: head("X-Amzn-Errortype", kind), Body: []byte(body), IntegrationError: log, FunctionOutcome: outcome})
		if (v.Confirmed == "") != (v.By == "") {
			t.Fatalf("confirmed %q by %q", v.Confirmed, v.By)
		}
		if status >= 500 && v.Text == "" {
			t.Fatal("a 5xx without a text")
		}
	})
}

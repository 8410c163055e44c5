package gateway

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/sandbox/builtin"
	"github.com/sweetspot-bench/sweetspot/runners/lambda"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

func TestMain(m *testing.M) {
	// The sandbox re-executes this very binary for the built-in functions.
	if name, ok := builtin.Requested(); ok {
		builtin.Serve(name)
	}
	os.Exit(m.Run())
}

// bench is a runner of a scenario's only target with what it warned of.
type bench struct {
	*Runner
	variants []scenarios.Variant
	payloads map[string]scenarios.Payload
	warned   []string
}

// start makes a runner of a gateway before a function.
func start(tb testing.TB, gateway, function, payloads string) *bench {
	tb.Helper()
	s, err := scenarios.Parse("test.yaml", tb.TempDir(), fmt.Appendf(nil, `
version: 1
name: test
target: {kind: gateway, provider: local, gateway: %s, function: %s}
matrix: {memory_mb: [1769]}
load: {stages: [{rate: 10/s, for: 10s}]}
payloads: %s
`, gateway, function, payloads))
	if err != nil {
		tb.Fatal(err)
	}
	local, err := lambda.StartLocal(lambda.LocalOptions{})
	if err != nil {
		tb.Fatal(err)
	}
	b := &bench{variants: s.Plan().Variants, payloads: map[string]scenarios.Payload{}}
	b.Runner = New(local, s, 0, true, func(text string) { b.warned = append(b.warned, text) })
	for _, p := range s.Payloads {
		b.payloads[p.Name] = p
	}
	tb.Cleanup(func() {
		for range 2 { // the second finds nothing to do
			if err := b.Restore(tb.Context()); err != nil && tb.Context().Err() == nil {
				tb.Errorf("restore: %v", err)
			}
		}
		if err := local.Close(); err != nil {
			tb.Errorf("close: %v", err)
		}
	})
	return b
}

// invoke sends a payload to the first variant, which it makes live.
func (b *bench) invoke(tb testing.TB, payload string) measure.Sample {
	tb.Helper()
	if err := b.Apply(tb.Context(), b.variants[0]); err != nil {
		tb.Fatal(err)
	}
	return b.Invoke(tb.Context(), b.variants[0], b.payloads[payload])
}

const pets = `{handler: "builtin:pets"}`

// Every API brings the request to the function, and the sample carries what the
// platform measured of it.
func TestSamplesCarryThePlatformsFigures(t *testing.T) {
	for name, tt := range map[string]struct{ gateway, path string }{
		"REST, mapped": {`{api: rest, routes: [{route: "GET /lambdaapi/v1/pets/{type}", map: {type: path.type}}]}`, "/lambdaapi/v1/pets/Dog"},
		"REST, proxy":  {`{api: rest, routes: ["GET /pets/{type}"]}`, "/pets/Dog"},
		"HTTP 2.0":     {`{api: http, routes: ["GET /pets/{type}"]}`, "/pets/Dog"},
		"HTTP 1.0":     {`{api: http, payload_format: 1.0, routes: ["GET /pets/{type}"]}`, "/pets/Dog"},
		"URL":          {`{api: url}`, "/"},
		"ALB":          {`{api: alb}`, "/"},
	} {
		t.Run(name, func(t *testing.T) {
			b := start(t, tt.gateway, pets, `[{name: dog, request: "`+tt.path+`"}]`)
			if err := b.Check(t.Context(), b.variants); err != nil || len(b.warned) > 0 {
				t.Fatal(err, b.warned)
			}
			first, second := b.invoke(t, "dog"), b.invoke(t, "dog")
			if !first.OK() || first.Cold != measure.ColdWaited || first.Init <= 0 || first.Status != 200 {
				t.Errorf("first: %+v", first)
			}
			if !second.OK() || second.Cold != measure.ColdNone || second.Init != 0 || second.Environment != first.Environment || second.RequestID == first.RequestID {
				t.Errorf("second: %+v", second)
			}
			if second.Duration <= 0 || second.Billed < second.Duration || second.MaxMemoryMB <= 0 || second.BytesIn == 0 || second.Gateway <= 0 {
				t.Errorf("figures: %+v", second)
			}
			if err := b.Recycle(t.Context(), b.variants[0]); err != nil {
				t.Fatal(err)
			}
			if third := b.invoke(t, "dog"); third.Cold != measure.ColdWaited || third.Environment == first.Environment {
				t.Errorf("after recycling: %+v", third)
			}
		})
	}
}

// Each cause of an error has its outcome and its name.
func TestErrorsHaveTheirCause(t *testing.T) {
	const acts = `{route: "POST /act", map: {do: body.do, ms: body.ms}`
	for name, tt := range map[string]struct {
		gateway, payload, function string
		outcome                    measure.Outcome
		reason                     string
		status                     int
	}{
		"function error behind a proxy": {`{api: rest}`, `{}`, `{handler: "builtin:hello"}`, measure.OutcomeFunction, "malformed response", 502},
		"function error, mapped": {`{routes: [` + acts + `, errors: {".*": 503}}]}`, `{do: error}`, `{handler: "builtin:chaos"}`,
			measure.OutcomeFunction, "function error", 503},
		"function error behind a 200": {`{routes: [` + acts + `}]}`, `{do: error}`, `{handler: "builtin:chaos"}`,
			measure.OutcomeFunction, "function error behind 200", 200},
		"time-out of the function": {`{routes: [` + acts + `, errors: {".*": 504}}]}`, `{do: timeout}`, `{handler: "builtin:chaos", timeout: 1s}`,
			measure.OutcomeTimeout, "function timeout", 504},
		"time-out of the integration": {`{routes: [` + acts + `, timeout: 100ms}]}`, `{do: sleep, ms: 2000}`, `{handler: "builtin:chaos", timeout: 5s}`,
			measure.OutcomeTimeout, "integration timeout", 504},
		"stage throttle": {`{routes: [` + acts + `}], throttle: {rate: 0/s, burst: 0}}`, `{do: ok}`, `{handler: "builtin:chaos"}`,
			measure.OutcomeThrottle, "stage throttle", 429},
		"a status of the function's own": {`{api: http}`, `{}`, `{handler: "builtin:pets"}`, measure.OutcomeOK, "", 200},
	} {
		t.Run(name, func(t *testing.T) {
			b := start(t, tt.gateway, tt.function, `[{name: p, request: POST /act, json: `+tt.payload+`}]`)
			if got := b.invoke(t, "p"); got.Outcome != tt.outcome || got.Reason != tt.reason || got.Status != tt.status {
				t.Errorf("%s %q with status %d, want %s %q with %d", got.Outcome, got.Reason, got.Status, tt.outcome, tt.reason, tt.status)
			}
		})
	}
}

// What the function answers itself is its own, even where the gateway's answers
// look the same.
func TestOwnAnswersAreTheFunctions(t *testing.T) {
	needPython(t)
	dir := t.TempDir()
	code := "import json\ndef handler(event, context):\n    status, body = json.loads(event['body'])\n    return {'statusCode': status, 'body': body}\n"
	if err := os.WriteFile(dir+"/own.py", []byte(code), 0o600); err != nil {
		t.Fatal(err)
	}
	answers := []string{`429, ""`, `429, '{"message":"Too Many Requests"}'`, `500, ""`, `502, ""`, `503, ""`, `504, ""`, `504, '{"message": "Endpoint request timed out"}'`}
	for _, api := range []string{"rest", "http", "url", "alb"} {
		var payloads []string
		for i, a := range answers {
			payloads = append(payloads, fmt.Sprintf("{name: p%d, request: POST /, json: [%s]}", i, a))
		}
		b := start(t, "{api: "+api+"}", `{python: "`+dir+`/own.py:handler"}`, "["+strings.Join(payloads, ", ")+"]")
		for i, a := range answers {
			got := b.invoke(t, fmt.Sprintf("p%d", i))
			if want := "HTTP " + a[:3]; got.Outcome != measure.OutcomeFunction || got.Reason != want {
				t.Errorf("%s, own %s: %s %q, want %s %q", api, a, got.Outcome, got.Reason, measure.OutcomeFunction, want)
			}
		}
	}
}

// What a request must prove, it proves; an expected status is a success.
func TestRequestsProveWhoTheyAre(t *testing.T) {
	authorizer := func(effect string) string {
		return `{function: {python: "auth.py:` + effect + `"}, simple: true, ttl: 0s}`
	}
	for name, tt := range map[string]struct {
		gateway string
		want    measure.Outcome
		status  int
	}{
		"signature, REST": {`{api: rest, auth: iam}`, measure.OutcomeOK, 200},
		"signature, HTTP": {`{api: http, auth: iam}`, measure.OutcomeOK, 200},
		"signature, URL":  {`{api: url, auth: iam}`, measure.OutcomeOK, 200},
		"key":             {`{api: rest, auth: key, key: "0123456789-0123456789"}`, measure.OutcomeOK, 200},
		"quota":           {`{api: rest, auth: key, plan: {throttle: {rate: 0/s, burst: 0}}}`, measure.OutcomeThrottle, 429},
		"token":           {`{api: http, auth: bearer, token: "let me in", authorizer: ` + authorizer("judge") + `}`, measure.OutcomeOK, 200},
		"wrong token":     {`{api: http, auth: bearer, token: "nobody", authorizer: ` + authorizer("judge") + `}`, measure.OutcomeFunction, 403},
		"expected refusal": {`{api: http, auth: bearer, token: "nobody", expect: [403], authorizer: ` + authorizer("judge") + `}`,
			measure.OutcomeOK, 403},
	} {
		t.Run(name, func(t *testing.T) {
			if strings.Contains(tt.gateway, "python") {
				needPython(t)
			}
			dir := t.TempDir()
			code := "def judge(event, context):\n    return {'isAuthorized': event['headers'].get('authorization') == 'Bearer let me in'}\n"
			if err := os.WriteFile(dir+"/auth.py", []byte(code), 0o600); err != nil {
				t.Fatal(err)
			}
			gateway := strings.ReplaceAll(tt.gateway, "auth.py", dir+"/auth.py")
			b := start(t, gateway, pets, `[{name: p, request: "GET /a%20b?x=1&x=%2F&y="}]`)
			if got := b.invoke(t, "p"); got.Outcome != tt.want || got.Status != tt.status {
				t.Errorf("%s %q with status %d, want %s with %d", got.Outcome, got.Reason, got.Status, tt.want, tt.status)
			}
		})
	}
}

// With a cache the second answer needs no function; a variant without has none.
func TestTheCacheIsAVariant(t *testing.T) {
	b := start(t, `{api: rest, routes: ["GET /pets/{type}"], cache: {ttl: 60s}}`, pets,
		`[{name: dog, request: GET /pets/Dog}, {name: cat, request: GET /pets/Cat}]`)
	if s := b.invoke(t, "dog"); s.Duration == 0 {
		t.Errorf("the first: %+v", s)
	}
	if s := b.invoke(t, "dog"); !s.OK() || s.Duration != 0 || s.Billed != 0 || s.Environment != "" || s.Gateway <= 0 {
		t.Errorf("from the cache: %+v", s)
	}
	if s := b.invoke(t, "cat"); s.Duration == 0 {
		t.Errorf("another path: %+v", s)
	}
	off := b.variants[0]
	off.Index, off.Params = 1, []scenarios.ParamValue{{Name: scenarios.SettingCache, Value: scenarios.CacheOff, Setting: true}}
	if err := b.Apply(t.Context(), off); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if s := b.Invoke(t.Context(), off, b.payloads["dog"]); s.Duration == 0 {
			t.Errorf("without a cache: %+v", s)
		}
	}
}

func TestCheckFindsAPayloadWithoutARoute(t *testing.T) {
	b := start(t, `{api: rest, routes: ["GET /pets/{type}", "GET /"]}`, pets, `[{name: p, request: GET /cats}]`)
	err := b.Check(t.Context(), b.variants)
	if err == nil || !strings.Contains(err.Error(), "has no route for GET /cats") {
		t.Errorf("%v", err)
	}
	if len(b.live) > 0 {
		t.Error("something is left")
	}
}

// An error of a first answer is warned of once, not refused: it may be what the
// load is to count.
func TestCheckWarnsOfAFirstError(t *testing.T) {
	b := start(t, `{api: rest}`, `{handler: "builtin:hello"}`, `[{name: a, request: GET /a}, {name: b, request: GET /b}]`)
	if err := b.Check(t.Context(), b.variants); err != nil {
		t.Fatal(err)
	}
	if len(b.warned) != 1 || !strings.Contains(b.warned[0], "status 502: malformed response") {
		t.Errorf("warned %q", b.warned)
	}
}

// Why an authorizer failed is told where only people read it.
func TestCheckSaysWhyAnAuthorizerFailed(t *testing.T) {
	needPython(t)
	dir := t.TempDir()
	if err := os.WriteFile(dir+"/auth.py", []byte("def judge(event, context):\n    return {'isAuthorized': 1}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	b := start(t, `{api: http, auth: bearer, token: "let me in", authorizer: {function: {python: "`+dir+`/auth.py:judge"}, simple: true}}`, pets, `[{name: p, request: GET /}]`)
	if err := b.Check(t.Context(), b.variants); err != nil {
		t.Fatal(err)
	}
	if len(b.warned) != 1 || !strings.Contains(b.warned[0], "authorizer failed (the authorizer's answer cannot be read: isAuthorized cannot be a number)") {
		t.Errorf("warned %q", b.warned)
	}
}

func TestPatienceOutlastsTheGateway(t *testing.T) {
	for _, tt := range []struct {
		gateway, function, want time.Duration
	}{{0, 3 * time.Second, 35 * time.Second}, {100 * time.Second, 3 * time.Second, 105 * time.Second}, {0, 900 * time.Second, 905 * time.Second}} {
		got := patience(scenarios.Target{Gateway: &scenarios.Gateway{Timeout: tt.gateway}, Function: &scenarios.Function{Timeout: tt.function}})
		if got != tt.want {
			t.Errorf("%s for %+v, want %s", got, tt, tt.want)
		}
	}
}

func needPython(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("python3 is not on PATH")
	}
}

package gateway

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/sweetspot-bench/sweetspot/internal/gateway/answers"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
)

const (
	accessKey = "AKIDEXAMPLE"
	secretKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
)

// sign signs a request as the SDK does.
func sign(t *testing.T, service, secret string, at time.Time) func(*http.Request) {
	return func(r *http.Request) {
		t.Helper()
		r.URL.Host = r.Host
		sum := sha256.Sum256(nil)
		err := v4.NewSigner().SignHTTP(context.Background(), aws.Credentials{AccessKeyID: accessKey, SecretAccessKey: secret}, r, hex.EncodeToString(sum[:]), service, "us-east-1", at)
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestIAM(t *testing.T) {
	for api, service := range map[answers.API]string{answers.REST: "execute-api", answers.HTTP: "execute-api", answers.URL: "lambda"} {
		f := &functions{does: map[string]behaviour{"fn": proxyOK}}
		g := newGateway(t, Config{
			API: api, Figures: true, Now: (&clock{t: epoch}).now, Credentials: map[string]string{accessKey: secretKey},
			Routes: []Route{{Path: "/x", Function: "fn", Auth: AuthIAM}},
		}, f)
		if w := ask(g, "GET", "/x?a=1", sign(t, service, secretKey, epoch)); w.Code != 200 {
			t.Errorf("%s: a good signature is %d %s", api, w.Code, w.Body)
		}
		raw, err := json.Marshal(f.last(t, "fn")["requestContext"])
		if err != nil || !strings.Contains(string(raw), `"accessKey":"`+accessKey+`"`) {
			t.Errorf("%s: the caller is not in the event: %s", api, raw)
		}
		calls := f.calls("fn")
		for name, change := range map[string]func(*http.Request){
			"unsigned": func(*http.Request) {}, "wrong secret": sign(t, service, "other", epoch),
			"old": sign(t, service, secretKey, epoch.Add(-6*time.Minute)), "other service": sign(t, "s3", secretKey, epoch),
		} {
			w := ask(g, "GET", "/x?a=1", change)
			cause := answers.BadSignature
			if name == "unsigned" {
				cause = answers.MissingToken
			}
			if got := w.Header().Get(HeaderCause); w.Code != 403 || got != string(cause) {
				t.Errorf("%s %s: %d %s, cause %s", api, name, w.Code, w.Body, got)
			}
			if strings.Contains(w.Body.String()+w.Header().Get(HeaderDetail), secretKey) {
				t.Errorf("%s %s: the answer shows the secret", api, name)
			}
		}
		if f.calls("fn") != calls {
			t.Errorf("%s: the function was called for a bad signature", api)
		}
	}
}

func TestIAMBodies(t *testing.T) {
	for _, c := range []struct {
		api    answers.API
		change func(*http.Request)
		kind   string
		body   string
	}{
		{answers.REST, func(*http.Request) {}, "MissingAuthenticationTokenException", `{"message":"Missing Authentication Token"}`},
		{answers.REST, sign(t, "execute-api", secretKey, epoch.Add(-6*time.Minute)), "InvalidSignatureException", "Signature expired: "},
		{answers.REST, header("Authorization", "Bearer x"), "IncompleteSignatureException", "Authorization header requires"},
		{answers.HTTP, func(*http.Request) {}, "", `{"message":"Forbidden"}`},
		{answers.HTTP, sign(t, "execute-api", "other", epoch), "", `{"message":"Forbidden"}`},
		{answers.URL, func(*http.Request) {}, "AccessDeniedException", `{"Message":"Forbidden"}`},
		{answers.URL, sign(t, "lambda", "other", epoch), "InvalidSignatureException", "does not match"},
	} {
		f := &functions{does: map[string]behaviour{"fn": proxyOK}}
		g := newGateway(t, Config{
			API: c.api, Now: (&clock{t: epoch}).now, Credentials: map[string]string{accessKey: secretKey},
			Routes: []Route{{Path: "/x", Function: "fn", Auth: AuthIAM}},
		}, f)
		w := ask(g, "GET", "/x", c.change)
		if w.Code != 403 || w.Header().Get("X-Amzn-Errortype") != c.kind || !strings.Contains(w.Body.String(), c.body) {
			t.Errorf("%s: %d %q %s, want %q %s", c.api, w.Code, w.Header().Get("X-Amzn-Errortype"), w.Body, c.kind, c.body)
		}
	}
}

// policyFor answers with a policy over the given resource.
func policyFor(effect, resource, context string) behaviour {
	return says(`{"principalId":"user","policyDocument":{"Version":"2012-10-17","Statement":[{"Action":"execute-api:Invoke","Effect":"` + effect + `","Resource":"` + resource + `"}]},"context":` + context + `}`)
}

const arnOfX = "arn:aws:execute-api:us-east-1:000000000000:local/prod/GET/x"

func TestAuthorizers(t *testing.T) {
	allow := policyFor("Allow", arnOfX, `{"tenant":"t1","n":5,"b":true}`)
	for _, c := range []struct {
		name       string
		api        answers.API
		authorizer Authorizer
		does       behaviour
		change     func(*http.Request)
		cause      answers.Cause
		status     int
		body       string // part
	}{
		{"token allows", answers.REST, Authorizer{Kind: "token"}, allow, header("Authorization", "t"), "", 200, "ok"},
		{"token is missing", answers.REST, Authorizer{Kind: "token"}, allow, nil, answers.MissingToken, 401, `{"message":"Unauthorized"}`},
		{"token is not valid", answers.REST, Authorizer{Kind: "token", Validation: "Bearer .*"}, allow, header("Authorization", "t"), answers.MissingToken, 401, "Unauthorized"},
		{"token is valid", answers.REST, Authorizer{Kind: "token", Validation: "Bearer .*"}, allow, header("Authorization", "Bearer t"), "", 200, "ok"},
		{"policy denies", answers.REST, Authorizer{Kind: "token"}, policyFor("Deny", "*", "{}"), header("Authorization", "t"), answers.AuthorizerDenied, 403, "with an explicit deny"},
		{"policy allows another", answers.REST, Authorizer{Kind: "token"}, policyFor("Allow", strings.Replace(arnOfX, "GET", "POST", 1), "{}"), header("Authorization", "t"), answers.AuthorizerDenied, 403, `{"Message":"User is not authorized to access this resource"}`},
		{"policy with wildcards", answers.REST, Authorizer{Kind: "token"}, policyFor("Allow", "arn:aws:execute-api:*:*:local/*/GET/?", "{}"), header("Authorization", "t"), "", 200, "ok"},
		{"says Unauthorized", answers.REST, Authorizer{Kind: "token"}, fails(measure.OutcomeFunction, "Error", "Unauthorized"), header("Authorization", "t"), answers.AuthorizerDenied, 401, `{"message":"Unauthorized"}`},
		{"fails", answers.REST, Authorizer{Kind: "token"}, fails(measure.OutcomeFunction, "Error", "x"), header("Authorization", "t"), answers.AuthorizerFailed, 500, `{"message":null}`},
		{"is throttled", answers.REST, Authorizer{Kind: "token"}, throttled, header("Authorization", "t"), answers.AuthorizerFailed, 500, ""},
		{"makes no sense", answers.REST, Authorizer{Kind: "token"}, says(`{"principalId":"u"}`), header("Authorization", "t"), answers.AuthorizerFailed, 500, ""},
		{"context is an object", answers.REST, Authorizer{Kind: "token"}, policyFor("Allow", "*", `{"a":{}}`), header("Authorization", "t"), answers.AuthorizerFailed, 500, ""},
		{"request allows", answers.REST, Authorizer{Identity: []string{"header.X-Token", "query.q"}}, allow, both(header("X-Token", "t"), query("q=1")), "", 200, "ok"},
		{"request without one source", answers.REST, Authorizer{Identity: []string{"header.X-Token", "query.q"}}, allow, header("X-Token", "t"), answers.MissingToken, 401, ""},
		{"simple yes", answers.HTTP, Authorizer{Simple: true}, says(`{"isAuthorized":true,"context":{"tenant":{"id":1}}}`), nil, "", 200, "ok"},
		{"simple no", answers.HTTP, Authorizer{Simple: true}, says(`{"isAuthorized":false}`), nil, answers.AuthorizerDenied, 403, `{"message":"Forbidden"}`},
		{"simple nothing", answers.HTTP, Authorizer{Simple: true}, says(`{}`), nil, answers.AuthorizerFailed, 500, `{"message":"Internal Server Error"}`},
		{"policy of an HTTP API", answers.HTTP, Authorizer{}, policyFor("Allow", "*", "{}"), nil, "", 200, "ok"},
		{"policy of an HTTP API denies", answers.HTTP, Authorizer{}, policyFor("Deny", "*", "{}"), nil, answers.AuthorizerDenied, 403, `{"message":"Forbidden"}`},
		{"identity of an HTTP API", answers.HTTP, Authorizer{Identity: []string{"header.Authorization"}}, allow, nil, answers.MissingToken, 401, `{"message":"Unauthorized"}`},
	} {
		f := &functions{does: map[string]behaviour{"fn": proxyOK, "auth": c.does}}
		c.authorizer.Function = "auth"
		if c.api == answers.REST && c.authorizer.Identity == nil && c.authorizer.Kind == "" {
			t.Fatal("a REST authorizer of a test needs an identity")
		}
		g := newGateway(t, Config{API: c.api, Figures: true, Authorizers: map[string]Authorizer{"a": c.authorizer}, Routes: []Route{{Path: "/x", Function: "fn", Auth: "a"}}}, f)
		change := c.change
		if change == nil {
			change = func(*http.Request) {}
		}
		w := ask(g, "GET", "/x", change)
		if w.Code != c.status || w.Header().Get(HeaderCause) != string(c.cause) || !strings.Contains(w.Body.String(), c.body) {
			t.Errorf("%s: %d %s, cause %q (%s); want %d %s, %q", c.name, w.Code, w.Body, w.Header().Get(HeaderCause), w.Header().Get(HeaderDetail), c.status, c.body, c.cause)
		}
		if called := f.calls("fn") > 0; called != (c.status == 200) {
			t.Errorf("%s: function called: %v", c.name, called)
		}
	}
}

func both(a, b func(*http.Request)) func(*http.Request) {
	return func(r *http.Request) { a(r); b(r) }
}

func query(raw string) func(*http.Request) { return func(r *http.Request) { r.URL.RawQuery = raw } }

func TestAuthorizerEvents(t *testing.T) {
	f := &functions{does: map[string]behaviour{"fn": proxyOK, "auth": policyFor("Allow", "*", `{"tenant":"t1","n":5}`)}}
	g := newGateway(t, Config{
		API: answers.REST, Routes: []Route{{Path: "/x", Function: "fn", Auth: "token"}, {Path: "/y/{id}", Function: "fn", Auth: "request"}},
		Authorizers: map[string]Authorizer{"token": {Kind: "token", Function: "auth"}, "request": {Function: "auth", Identity: []string{"header.A"}}},
	}, f)
	ask(g, "GET", "/x", header("Authorization", "t"))
	if e := f.last(t, "auth"); len(e) != 3 || e["type"] != "TOKEN" || e["authorizationToken"] != "t" || e["methodArn"] != arnOfX {
		t.Errorf("the event of a token authorizer is %v", e)
	}
	authorizer := f.last(t, "fn")["requestContext"].(map[string]any)["authorizer"]
	if got := string(marshal(authorizer)); got != `{"n":"5","principalId":"user","tenant":"t1"}` {
		t.Errorf("the function sees the authorizer %s", got)
	}
	ask(g, "GET", "/y/7", header("A", "t"))
	if e := f.last(t, "auth"); e["type"] != "REQUEST" || e["pathParameters"].(map[string]any)["id"] != "7" || e["body"] != nil {
		t.Errorf("the event of a request authorizer is %v", e)
	}
}

func TestAuthorizerCache(t *testing.T) {
	c := &clock{t: epoch}
	minute, none := time.Minute, time.Duration(0)
	for _, k := range []struct {
		name  string
		ttl   *time.Duration
		calls []int // of the authorizer, after each step
	}{
		{"a minute", &minute, []int{1, 1, 2, 2, 3}},
		{"the default of REST", nil, []int{1, 1, 2, 2, 2}},
		{"none", &none, []int{1, 2, 3, 4, 5}},
	} {
		f := &functions{does: map[string]behaviour{"fn": proxyOK, "auth": policyFor("Allow", arnOfX, "{}")}}
		g := newGateway(t, Config{
			API: answers.REST, Now: c.now, Authorizers: map[string]Authorizer{"a": {Kind: "token", Function: "auth", TTL: k.ttl}},
			Routes: []Route{{Path: "/x", Function: "fn", Auth: "a"}, {Path: "/y", Function: "fn", Auth: "a"}},
		}, f)
		for i, s := range []struct {
			wait        time.Duration
			path, token string
			status      int
		}{{0, "/x", "t", 200}, {time.Second, "/x", "t", 200}, {0, "/x", "other", 200}, {0, "/y", "t", 403}, {time.Minute, "/x", "t", 200}} {
			c.add(s.wait)
			if w := ask(g, "GET", s.path, header("Authorization", s.token)); w.Code != s.status { // a kept policy is asked anew for each method
				t.Errorf("%s, step %d: status %d, want %d", k.name, i, w.Code, s.status)
			}
			if got := f.calls("auth"); got != k.calls[i] {
				t.Errorf("%s, step %d: the authorizer was called %d times, want %d", k.name, i, got, k.calls[i])
			}
		}
	}
}

func TestAuthorizerIsNotPartOfTheIntegration(t *testing.T) {
	f := &functions{does: map[string]behaviour{"fn": proxyOK, "auth": func(ctx context.Context, e []byte) (*sandbox.Result, error) {
		time.Sleep(5 * time.Millisecond)
		return says(`{"isAuthorized":true}`)(ctx, e)
	}}}
	g := newGateway(t, Config{API: answers.HTTP, Figures: true, Authorizers: map[string]Authorizer{"a": {Function: "auth", Simple: true}}, Routes: []Route{{Path: "/x", Function: "fn", Auth: "a"}}}, f)
	h := ask(g, "GET", "/x").Header()
	if latency, integration := number(t, h.Get(HeaderLatency)), number(t, h.Get(HeaderIntegration)); latency-integration < 5000 {
		t.Errorf("latency %d µs, integration %d µs beside an authorizer of 5 ms", latency, integration)
	}
}

func TestPolicy(t *testing.T) {
	for text, want := range map[string]verdict{
		`{"Statement":{"Action":"execute-api:Invoke","Effect":"Allow","Resource":"*"}}`:                                      allowed,
		`{"Statement":[{"Action":["execute-api:*"],"Effect":"Allow","Resource":["a","arn:x/*"]}]}`:                           allowed,
		`{"Statement":[{"Action":"EXECUTE-API:invoke","Effect":"Allow","Resource":"arn:x/y"}]}`:                              allowed,
		`{"Statement":[{"Action":"*","Effect":"Allow","Resource":"ARN:X/Y"}]}`:                                               unsaid,
		`{"Statement":[{"Action":"*","Effect":"Allow","Resource":"*"},{"Action":"*","Effect":"Deny","Resource":"arn:x/y"}]}`: denied,
		`{"Statement":[{"Action":"lambda:*","Effect":"Allow","Resource":"*"}]}`:                                              unsaid,
		`{"Statement":[]}`: unsaid,
		`{"Statement":[{"Action":"*","Effect":"Allow","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}}]}`: denied, // not evaluated, so not allowed
		`{"Statement":[{"NotAction":"x","Effect":"Allow","Resource":"*"}]}`:                                                      denied,
	} {
		var p policy
		if err := json.Unmarshal([]byte(text), &p); err != nil {
			t.Fatal(err)
		}
		if got := p.judge("execute-api:Invoke", "arn:x/y"); got != want {
			t.Errorf("%s: %d, want %d", text, got, want)
		}
	}
}

// FuzzDecision: no answer of an authorizer makes its reader panic, and one
// that is no policy lets nobody pass.
func FuzzDecision(f *testing.F) {
	for _, s := range []string{`{"isAuthorized":true}`, `{"principalId":"u","policyDocument":{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}}`, `null`, `[]`, `{"policyDocument":{"Statement":[{"Action":5}]}}`} {
		f.Add([]byte(s), true)
		f.Add([]byte(s), false)
	}
	f.Fuzz(func(t *testing.T, payload []byte, simple bool) {
		x := &exchange{g: &Gateway{config: Config{API: answers.HTTP}}}
		d, err := x.readDecision(&authorizer{Authorizer: Authorizer{Simple: simple}}, payload)
		if err != nil {
			return
		}
		if simple == (d.simple == nil) {
			t.Fatalf("an answer of the other kind was taken: %s", payload)
		}
		if d.policy.judge("execute-api:Invoke", "arn:x") == allowed && !strings.Contains(string(payload), "Allow") {
			t.Fatalf("%s lets the caller pass", payload)
		}
	})
}

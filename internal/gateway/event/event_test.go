package event

import (
	"bytes"
	"encoding/json"
	"net/http"
	"reflect"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"github.com/sweetspot-bench/sweetspot/internal/golden"
)

// request is a request with something of everything.
func request() *Request {
	return &Request{
		Method: "POST", Path: "/pets/Bearded Dragon", RawPath: "/pets/Bearded%20Dragon", RawQuery: "page=1&page=2&q=%C3%BC+x&empty=", Protocol: "HTTP/1.1", Host: "127.0.0.1:8080",
		Header: http.Header{
			"User-Agent": {"curl/8.0"}, "Content-Type": {"application/json"}, "Cookie": {"a=1; b=2", "c=3"}, "X-Many": {"one", "two"},
			"X-Forwarded-For": {"203.0.113.9"},
		},
		Body: []byte(`{"name": "Rex"}`), SourceIP: "127.0.0.1", Port: "8080", TraceID: "Root=1-5e6722a7-cc56xmpl46db7ae02d4da47e",
		Time: time.Date(2026, 11, 22, 10, 15, 30, 123e6, time.UTC), ID: "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
		Route: Route{Key: "POST /pets/{type}", Resource: "/pets/{type}", ID: "abc123", Params: map[string]string{"type": "Bearded Dragon"}, RawParams: map[string]string{"type": "Bearded%20Dragon"}},
		API:   API{ID: "local", AccountID: "123456789012", Domain: "local.execute-api.us-east-1.amazonaws.com", Stage: "dev", Variables: map[string]string{"table": "pets"}, TargetARN: "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/pets/1"},
	}
}

// signed is the same from a caller who signed it and has a key.
func signed() *Request {
	r := request()
	r.Caller = &Caller{AccessKey: "AKIDEXAMPLE", AccountID: "123456789012", ID: "AKIDEXAMPLE", ARN: "arn:aws:iam::123456789012:user/x"}
	r.Key = &Key{ID: "id1", Value: "key-one"}
	return r
}

// authorized is one that a Lambda authorizer let pass.
func authorized() *Request {
	r := request()
	r.HasAuth, r.Principal, r.Context = true, "user", map[string]any{"tenant": "t1"}
	return r
}

func bare() *Request {
	r := request()
	r.Method, r.RawQuery, r.Body, r.Header, r.API.Variables = "GET", "", nil, http.Header{}, nil
	r.Path, r.RawPath, r.Route = "/", "/", Route{Key: "$default", Resource: "/"}
	r.API.Stage = "$default"
	return r
}

func alb(multi bool) func(*Request) ([]byte, error) {
	return func(r *Request) ([]byte, error) { return ALB(r, multi) }
}

// TestGolden holds every event as a whole.
func TestGolden(t *testing.T) {
	for name, c := range map[string]struct {
		make func(*Request) ([]byte, error)
		r    *Request
	}{
		"rest": {REST, request()}, "rest-signed": {REST, signed()}, "rest-authorized": {REST, authorized()}, "rest-bare": {REST, bare()},
		"http1": {HTTP1, request()}, "url": {URL, request()}, "http2": {HTTP2, request()}, "http2-signed": {HTTP2, signed()}, "http2-authorized": {HTTP2, authorized()},
		"http2-bare": {HTTP2, bare()}, "alb": {alb(false), request()}, "alb-multi": {alb(true), request()}, "alb-bare": {alb(false), bare()},
		"authorizer-rest": {func(r *Request) ([]byte, error) { return RESTAuthorizer(r, "arn:m") }, request()},
		"authorizer-http": {func(r *Request) ([]byte, error) { return HTTPAuthorizer(r, "arn:m", []string{"token"}) }, request()},
	} {
		raw, err := c.make(c.r)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := json.Indent(&out, raw, "", "  "); err != nil {
			t.Fatal(err)
		}
		golden.Check(t, "testdata/"+name+".json", out.String()+"\n")
	}
}

// decode reads an event as a Go function does, and wants nothing lost: what
// the struct writes again is in the event with the same value.
func decode[T any](t *testing.T, raw []byte, err error) T {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	var e T
	if err := json.Unmarshal(raw, &e); err != nil {
		t.Fatal(err)
	}
	return e
}

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s: %#v, want %#v", what, got, want)
	}
}

func TestRESTAsGoReadsIt(t *testing.T) {
	raw, err := REST(signed())
	e := decode[events.APIGatewayProxyRequest](t, raw, err)
	same(t, "method", e.HTTPMethod, "POST")
	same(t, "path", e.Path, "/pets/Bearded%20Dragon")
	same(t, "resource", e.Resource, "/pets/{type}")
	same(t, "parameters", e.PathParameters, map[string]string{"type": "Bearded%20Dragon"})
	same(t, "query", e.QueryStringParameters, map[string]string{"page": "2", "q": "ü x", "empty": ""})
	same(t, "all of the query", e.MultiValueQueryStringParameters, map[string][]string{"page": {"1", "2"}, "q": {"ü x"}, "empty": {""}})
	same(t, "header", e.Headers["X-Many"], "two")
	same(t, "all of the header", e.MultiValueHeaders["X-Many"], []string{"one", "two"})
	same(t, "forwarded", e.Headers["X-Forwarded-For"], "203.0.113.9, 127.0.0.1")
	same(t, "host", e.Headers["Host"], "127.0.0.1:8080")
	same(t, "variables", e.StageVariables, map[string]string{"table": "pets"})
	same(t, "body", e.Body, `{"name": "Rex"}`)
	c := e.RequestContext
	same(t, "context", []any{c.AccountID, c.APIID, c.Stage, c.RequestID, c.ResourcePath, c.ResourceID, c.HTTPMethod, c.Path, c.Protocol, c.DomainName, c.DomainPrefix, c.RequestTime, c.RequestTimeEpoch},
		[]any{"123456789012", "local", "dev", "c6af9ac6-7b61-11e6-9a41-93e8deadbeef", "/pets/{type}", "abc123", "POST", "/dev/pets/Bearded%20Dragon", "HTTP/1.1", "local.execute-api.us-east-1.amazonaws.com", "local", "22/Nov/2026:10:15:30 +0000", int64(1795342530123)})
	i := c.Identity
	same(t, "identity", []any{i.SourceIP, i.UserAgent, i.APIKey, i.APIKeyID, i.AccessKey, i.AccountID, i.UserArn},
		[]any{"127.0.0.1", "curl/8.0", "key-one", "id1", "AKIDEXAMPLE", "123456789012", "arn:aws:iam::123456789012:user/x"})
	raw, err = REST(authorized())
	e = decode[events.APIGatewayProxyRequest](t, raw, err)
	same(t, "authorizer", e.RequestContext.Authorizer, map[string]any{"principalId": "user", "tenant": "t1"})
}

func TestHTTP2AsGoReadsIt(t *testing.T) {
	raw, err := HTTP2(request())
	e := decode[events.APIGatewayV2HTTPRequest](t, raw, err)
	same(t, "version", e.Version, "2.0")
	same(t, "route", e.RouteKey, "POST /pets/{type}")
	same(t, "path", e.RawPath, "/dev/pets/Bearded Dragon")
	same(t, "raw query", e.RawQueryString, "page=1&page=2&q=%C3%BC+x&empty=")
	same(t, "cookies", e.Cookies, []string{"a=1", "b=2", "c=3"})
	same(t, "query", e.QueryStringParameters, map[string]string{"page": "1,2", "q": "ü x", "empty": ""})
	same(t, "header", e.Headers["x-many"], "one,two")
	if _, there := e.Headers["cookie"]; there {
		t.Error("cookies are among the headers as well")
	}
	h := e.RequestContext.HTTP
	same(t, "http", []string{h.Method, h.Path, h.Protocol, h.SourceIP, h.UserAgent}, []string{"POST", "/dev/pets/Bearded Dragon", "HTTP/1.1", "127.0.0.1", "curl/8.0"})
	same(t, "variables", e.StageVariables, map[string]string{"table": "pets"})
	raw, err = HTTP2(authorized())
	e = decode[events.APIGatewayV2HTTPRequest](t, raw, err)
	same(t, "authorizer", e.RequestContext.Authorizer.Lambda, map[string]any{"tenant": "t1"})
	raw, err = HTTP2(signed())
	e = decode[events.APIGatewayV2HTTPRequest](t, raw, err)
	same(t, "iam", e.RequestContext.Authorizer.IAM.AccessKey, "AKIDEXAMPLE")
}

func TestURLAsGoReadsIt(t *testing.T) {
	r := signed()
	r.Route, r.API.Stage = Route{Key: "$default"}, "$default"
	raw, err := URL(r)
	e := decode[events.LambdaFunctionURLRequest](t, raw, err)
	same(t, "path", e.RawPath, "/pets/Bearded%20Dragon")
	same(t, "method", e.RequestContext.HTTP.Method, "POST")
	same(t, "body", e.Body, `{"name": "Rex"}`)
	same(t, "iam", e.RequestContext.Authorizer.IAM.UserARN, "arn:aws:iam::123456789012:user/x")
}

func TestALBAsGoReadsIt(t *testing.T) {
	raw, err := ALB(request(), false)
	e := decode[events.ALBTargetGroupRequest](t, raw, err)
	same(t, "query is not decoded", e.QueryStringParameters, map[string]string{"page": "2", "q": "%C3%BC+x", "empty": ""})
	same(t, "header", e.Headers["x-many"], "two")
	same(t, "target group", e.RequestContext.ELB.TargetGroupArn, request().API.TargetARN)
	if e.MultiValueHeaders != nil || e.MultiValueQueryStringParameters != nil {
		t.Error("both kinds of headers are in one event")
	}
	raw, err = ALB(request(), true)
	e = decode[events.ALBTargetGroupRequest](t, raw, err)
	same(t, "all of the query", e.MultiValueQueryStringParameters["page"], []string{"1", "2"})
	same(t, "all of the header", e.MultiValueHeaders["x-many"], []string{"one", "two"})
	if e.Headers != nil {
		t.Error("both kinds of headers are in one event")
	}
}

// TestBinary: which bodies go as base64, by API.
func TestBinary(t *testing.T) {
	png := []byte("\x89PNG\x00\xff")
	for _, c := range []struct {
		name     string
		make     func(*Request) ([]byte, error)
		binary   []string
		kind     string
		encoding string
		body     []byte
		base64   bool
	}{
		{"REST text", REST, nil, "text/plain", "", []byte("x"), false},
		{"REST leaves the image's type alone", REST, nil, "image/png", "", []byte("x"), false},
		{"REST binary type", REST, []string{"image/png"}, "image/png; q=1", "", []byte("x"), true},
		{"REST wildcard", REST, []string{"image/*"}, "image/gif", "", []byte("x"), true},
		{"REST everything", REST, []string{"*/*"}, "application/json", "", []byte("{}"), true},
		{"REST of bytes that are no text", REST, nil, "text/plain", "", png, true},
		{"HTTP JSON", HTTP2, nil, "application/json", "", []byte("{}"), false},
		{"HTTP JSON with charset", HTTP2, nil, "application/json; charset=utf-8", "", []byte("{}"), false},
		{"HTTP problem", HTTP2, nil, "application/problem+json", "", []byte("{}"), false},
		{"HTTP form", HTTP2, nil, "application/x-www-form-urlencoded", "", []byte("a=1"), true},
		{"HTTP image", HTTP2, nil, "image/png", "", png, true},
		{"HTTP1 image", HTTP1, nil, "image/png", "", png, true},
		{"HTTP compressed", HTTP2, nil, "text/plain", "gzip", []byte("x"), true},
		{"ALB text", alb(false), nil, "text/html", "", []byte("x"), false},
		{"ALB javascript", alb(false), nil, "application/javascript", "", []byte("x"), false},
		{"ALB compressed", alb(false), nil, "text/html", "br", []byte("x"), true},
		{"ALB other", alb(true), nil, "application/octet-stream", "", []byte("x"), true},
	} {
		r := request()
		r.Body, r.API.Binary = c.body, c.binary
		r.Header.Set("Content-Type", c.kind)
		if c.encoding != "" {
			r.Header.Set("Content-Encoding", c.encoding)
		}
		raw, err := c.make(r)
		e := decode[struct {
			Body   []byte `json:"-"`
			Text   string `json:"body"`
			Base64 bool   `json:"isBase64Encoded"`
		}](t, raw, err)
		if e.Base64 != c.base64 || !c.base64 && e.Text != string(c.body) {
			t.Errorf("%s: base64 %v, body %q", c.name, e.Base64, e.Text)
		}
	}
}

// FuzzEvents: whatever a request holds, each event is JSON that Go functions
// read, and the query survives where it is not decoded.
func FuzzEvents(f *testing.F) {
	f.Add("GET", "/a/b", "x=1&x=2", "X-A", "v", "text/plain", []byte("body"))
	f.Add("POST", "/%zz\xff", "%zz=%&&=;a", "Cookie", ";;a=1;", "image/png", []byte{0, 0xff})
	f.Add("", "", "&", "", "\xff", ";", []byte(nil))
	f.Fuzz(func(t *testing.T, method, path, query, name, value, kind string, body []byte) {
		r := request()
		r.Method, r.Path, r.RawPath, r.RawQuery, r.Body = method, path, path, query, body
		r.Header = http.Header{name: {value}, "Content-Type": {kind}}
		for _, make := range []func(*Request) ([]byte, error){REST, HTTP1, HTTP2, URL, alb(false), alb(true)} {
			raw, err := make(r)
			if err != nil {
				t.Fatal(err)
			}
			var one events.APIGatewayProxyRequest
			var two events.APIGatewayV2HTTPRequest
			if json.Unmarshal(raw, &one) != nil && json.Unmarshal(raw, &two) != nil {
				t.Fatalf("no function can read %s", raw)
			}
		}
	})
}

package event

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
)

func rest(p []byte) (*Response, error) { return FromREST(p, nil, "") }

func balancer(multi bool) func([]byte) (*Response, error) {
	return func(p []byte) (*Response, error) { return FromALB(p, multi) }
}

func TestResponses(t *testing.T) {
	full := `{"statusCode":201,"headers":{"content-type":"text/html","X-A":"1","x-n":5,"x-b":true},"multiValueHeaders":{"X-A":["1","2"],"Set-Cookie":["a=1","b=2"]},"cookies":["c=3"],"body":"ok"}`
	for _, c := range []struct {
		name    string
		read    func([]byte) (*Response, error)
		payload string
		status  int // 0: malformed
		body    string
		header  http.Header // some of it
	}{
		{"REST whole", rest, full, 201, "ok", http.Header{"Content-Type": {"text/html"}, "X-A": {"1", "2"}, "X-N": {"5"}, "X-B": {"true"}, "Set-Cookie": {"a=1", "b=2"}}},
		{"REST merges both kinds", rest, `{"statusCode":200,"headers":{"X-A":"3","Content-Type":"a/b"},"multiValueHeaders":{"X-A":["1","2"],"content-type":["c/d"]}}`, 200, "", http.Header{"X-A": {"1", "2", "3"}, "Content-Type": {"c/d"}}},
		{"REST least", rest, `{"statusCode":204}`, 204, "", http.Header{"Content-Type": {"application/json"}}},
		{"REST status as text", rest, `{"statusCode":"404","body":"no"}`, 404, "no", nil},
		{"REST without status", rest, `{"body":"ok"}`, 0, "", nil},
		{"REST text", rest, `"ok"`, 0, "", nil},
		{"REST null", rest, `null`, 0, "", nil},
		{"REST list", rest, `[1]`, 0, "", nil},
		{"REST no JSON", rest, `ok`, 0, "", nil},
		{"REST body is an object", rest, `{"statusCode":200,"body":{"a":1}}`, 0, "", nil},
		{"REST status out of range", rest, `{"statusCode":99}`, 0, "", nil},
		{"REST status is no number", rest, `{"statusCode":"OK"}`, 0, "", nil},
		{"REST header is an object", rest, `{"statusCode":200,"headers":{"a":{}}}`, 0, "", nil},
		{"REST null body", rest, `{"statusCode":200,"body":null,"headers":null,"multiValueHeaders":null}`, 200, "", nil},
		{"REST base64 that nobody asked for", rest, `{"statusCode":200,"body":"b2s=","isBase64Encoded":true}`, 200, "b2s=", nil},
		{"HTTP 1.0 least", FromHTTP1, `{"statusCode":200,"body":"ok"}`, 200, "ok", http.Header{"Content-Type": {"text/plain; charset=utf-8"}}},
		{"HTTP 1.0 without status", FromHTTP1, `{"body":"ok"}`, 0, "", nil},
		{"HTTP 2.0 whole", FromHTTP2, full, 201, "ok", http.Header{"X-A": {"1"}, "Set-Cookie": {"c=3"}}},
		{"HTTP 2.0 infers an object", FromHTTP2, `{"message":"hi"}`, 200, `{"message":"hi"}`, http.Header{"Content-Type": {"application/json"}}},
		{"HTTP 2.0 infers text", FromHTTP2, `"Hello from Lambda!"`, 200, `"Hello from Lambda!"`, nil},
		{"HTTP 2.0 infers null", FromHTTP2, `null`, 200, `null`, nil},
		{"HTTP 2.0 takes what is no JSON", FromHTTP2, `{"name": "John Doe", "age":`, 200, `{"name": "John Doe", "age":`, nil},
		{"HTTP 2.0 with a bad status", FromHTTP2, `{"statusCode":"no"}`, 0, "", nil},
		{"HTTP 2.0 with a bad body", FromHTTP2, `{"statusCode":200,"body":[1]}`, 0, "", nil},
		{"HTTP 2.0 base64", FromHTTP2, `{"statusCode":200,"body":"b2s=","isBase64Encoded":true}`, 200, "ok", nil},
		{"HTTP 2.0 bad base64", FromHTTP2, `{"statusCode":200,"body":"!","isBase64Encoded":true}`, 0, "", nil},
		{"HTTP 2.0 type", FromHTTP2, `{"statusCode":200,"body":"x"}`, 200, "x", http.Header{"Content-Type": {"text/plain; charset=utf-8"}}},
		{"URL type", FromURL, `{"statusCode":200,"body":"x"}`, 200, "x", http.Header{"Content-Type": {"application/json"}}},
		{"URL leaves a type", FromURL, `{"statusCode":200,"headers":{"content-type":"text/plain; charset=utf-8"},"body":"x"}`, 200, "x", http.Header{"Content-Type": {"text/plain; charset=utf-8"}}},
		{"ALB single", balancer(false), full, 201, "ok", http.Header{"X-A": {"1"}, "Set-Cookie": nil}},
		{"ALB multi", balancer(true), full, 201, "ok", http.Header{"X-A": {"1", "2"}, "Content-Type": {"application/octet-stream"}}},
		{"ALB without status", balancer(false), `{"body":"x"}`, 0, "", nil},
		{"connection's own headers", rest, `{"statusCode":200,"headers":{"Connection":"close","transfer-encoding":"chunked","content-length":"999"},"body":"x"}`, 200, "x", http.Header{"Connection": nil, "Transfer-Encoding": nil, "Content-Length": nil}},
		{"a header that would end its line", rest, `{"statusCode":200,"headers":{"X-A":"1\r\nSet-Cookie: x","b\r\nad":"1"},"body":"x"}`, 200, "x", http.Header{"X-A": {"1  Set-Cookie: x"}, "Set-Cookie": nil}},
	} {
		got, err := c.read([]byte(c.payload))
		if (err != nil) != (c.status == 0) || err != nil && !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: error %v", c.name, err)
			continue
		}
		if err != nil {
			continue
		}
		if got.Status != c.status || string(got.Body) != c.body {
			t.Errorf("%s: %d %q, want %d %q", c.name, got.Status, got.Body, c.status, c.body)
		}
		for name, want := range c.header {
			if strings.Join(got.Header.Values(name), "|") != strings.Join(want, "|") {
				t.Errorf("%s: header %s is %q, want %q", c.name, name, got.Header.Values(name), want)
			}
		}
	}
}

// TestRESTBinaryResponse: base64 is decoded when the first type of the Accept
// header is a binary media type.
func TestRESTBinaryResponse(t *testing.T) {
	payload := []byte(`{"statusCode":200,"body":"b2s=","isBase64Encoded":true}`)
	for _, c := range []struct {
		binary []string
		accept string
		want   string
	}{
		{[]string{"image/png"}, "image/png", "ok"}, {[]string{"image/png"}, "image/png,text/html", "ok"},
		{[]string{"image/png"}, "text/html,image/png", "b2s="}, {[]string{"*/*"}, "text/html", "ok"}, {[]string{"*/*"}, "", "ok"}, {[]string{"image/png"}, "", "b2s="},
	} {
		r, err := FromREST(payload, c.binary, c.accept)
		if err != nil || string(r.Body) != c.want {
			t.Errorf("%v, Accept %q: %q, %v; want %q", c.binary, c.accept, r.Body, err, c.want)
		}
	}
}

// TestResponsesOfGo: what aws-lambda-go's structs write is what they say.
func TestResponsesOfGo(t *testing.T) {
	encode := func(v any) []byte {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	for name, c := range map[string]struct {
		read func([]byte) (*Response, error)
		v    any
	}{
		"REST": {rest, events.APIGatewayProxyResponse{StatusCode: 202, Headers: map[string]string{"X-A": "1"}, Body: "ok"}},
		"HTTP": {FromHTTP2, events.APIGatewayV2HTTPResponse{StatusCode: 202, Headers: map[string]string{"X-A": "1"}, Body: "ok"}},
		"URL":  {FromURL, events.LambdaFunctionURLResponse{StatusCode: 202, Headers: map[string]string{"X-A": "1"}, Body: "ok"}},
		"ALB":  {balancer(false), events.ALBTargetGroupResponse{StatusCode: 202, StatusDescription: "202 Accepted", Headers: map[string]string{"X-A": "1"}, Body: "ok"}},
	} {
		r, err := c.read(encode(c.v))
		if err != nil || r.Status != 202 || string(r.Body) != "ok" || r.Header.Get("X-A") != "1" {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
}

// FuzzResponses: no answer of a function makes a reader panic, or gives a
// response that HTTP cannot carry.
func FuzzResponses(f *testing.F) {
	for _, s := range []string{`{"statusCode":200,"body":"x"}`, `{"statusCode":"200","headers":{"a":1},"multiValueHeaders":{"b":[null,"c"]}}`, `null`, `"x"`, `{`, `{"statusCode":1e2}`, `{"statusCode":200,"cookies":["a\nb"],"isBase64Encoded":true,"body":"eA=="}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, payload []byte) {
		for _, read := range []func([]byte) (*Response, error){rest, FromHTTP1, FromHTTP2, FromURL, balancer(false), balancer(true)} {
			r, err := read(payload)
			if err != nil {
				if !errors.Is(err, ErrMalformed) {
					t.Fatalf("the error is not ErrMalformed: %v", err)
				}
				continue
			}
			if r.Status < 200 || r.Status > 599 {
				t.Fatalf("status %d", r.Status)
			}
			for name, values := range r.Header {
				if strings.ContainsAny(name+strings.Join(values, ""), "\r\n\x00") {
					t.Fatalf("header %q: %q", name, values)
				}
			}
		}
	})
}

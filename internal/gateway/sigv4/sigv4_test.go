package sigv4

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

const (
	key    = "AKIDEXAMPLE"
	secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
)

var signedAt = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)

func verifier() *Verifier {
	return NewVerifier("eu-west-1", "execute-api", map[string]string{key: secret})
}

func hashOf(body string) string {
	sum := sha256.Sum256([]byte(body))
	return hex.EncodeToString(sum[:])
}

// signed is a request as a client of the SDK signs it, as a server sees it.
func signed(t testing.TB, method, target, body string, change func(*http.Request)) *http.Request {
	t.Helper()
	r, err := http.NewRequest(method, "http://127.0.0.1:8080"+target, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(r)
	}
	err = v4.NewSigner().SignHTTP(context.Background(), aws.Credentials{AccessKeyID: key, SecretAccessKey: secret, SessionToken: r.Header.Get("Test-Token")},
		r, hashOf(body), "execute-api", "eu-west-1", signedAt)
	if err != nil {
		t.Fatal(err)
	}
	return served(r, body)
}

// served passes a request through a server's reader, which sets Host and
// RequestURI as a real one does.
func served(r *http.Request, body string) *http.Request {
	in := httptest.NewRequest(r.Method, r.URL.String(), bytes.NewReader([]byte(body)))
	in.Header, in.Host = r.Header.Clone(), r.URL.Host
	in.Header.Set("User-Agent", "added on the way")
	return in
}

func TestVerifyWhatTheSDKSigns(t *testing.T) {
	for _, c := range []struct {
		method, target, body string
		change               func(*http.Request)
	}{
		{"GET", "/pets", "", nil},
		{"GET", "/prod/pets/Bearded%20Dragon?b=2&a=1&a=0&empty=", "", nil},
		{"GET", "/a%2Fb/ü?q=%C3%BC+x", "", nil},
		{"POST", "/orders", `{"id": 7}`, func(r *http.Request) { r.Header.Set("Content-Type", "application/json") }},
		{"PUT", "/x", "text", func(r *http.Request) {
			r.Header.Set("Test-Token", "token")
			r.Header.Add("X-Multi", "a  b")
			r.Header.Add("X-Multi", "c")
		}},
	} {
		r := signed(t, c.method, c.target, c.body, c.change)
		s, err := verifier().Verify(r, []byte(c.body), signedAt.Add(time.Minute))
		if err != nil {
			t.Errorf("%s %s: %v", c.method, c.target, err)
			continue
		}
		if s.AccessKey != key || s.Presigned {
			t.Errorf("%s %s: read %+v", c.method, c.target, s)
		}
	}
}

func TestVerifyPresigned(t *testing.T) {
	r, err := http.NewRequest(http.MethodGet, "http://127.0.0.1:8080/pets?type=Dog&X-Amz-Expires=60", nil)
	if err != nil {
		t.Fatal(err)
	}
	uri, _, err := v4.NewSigner().PresignHTTP(context.Background(), aws.Credentials{AccessKeyID: key, SecretAccessKey: secret}, r, hashOf(""), "execute-api", "eu-west-1", signedAt)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := verifier().Verify(httptest.NewRequest(http.MethodGet, uri, nil), nil, signedAt.Add(59*time.Second)); err != nil {
		t.Error(err)
	}
	if _, err := verifier().Verify(httptest.NewRequest(http.MethodGet, uri, nil), nil, signedAt.Add(61*time.Second)); typeOf(err) != Invalid {
		t.Errorf("a presigned URL of 60 s after 61 s: %v", err)
	}
	if _, err := verifier().Verify(httptest.NewRequest(http.MethodGet, strings.Replace(uri, "Dog", "Cat", 1), nil), nil, signedAt); typeOf(err) != Invalid {
		t.Errorf("a changed query: %v", err)
	}
}

func typeOf(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Type
	}
	return ""
}

func TestVerifyRefuses(t *testing.T) {
	now := signedAt
	for name, c := range map[string]struct {
		spoil func(*http.Request)
		body  string
		now   time.Time
		want  string
		says  string
	}{
		"unsigned":      {func(r *http.Request) { r.Header.Del("Authorization") }, "x", now, Missing, "Missing Authentication Token"},
		"bearer":        {func(r *http.Request) { r.Header.Set("Authorization", "Bearer secret-token") }, "x", now, Incomplete, "Credential"},
		"no equal sign": {func(r *http.Request) { r.Header.Set("Authorization", algorithm+" nonsense") }, "x", now, Incomplete, "missing equal-sign"},
		"no date":       {func(r *http.Request) { r.Header.Del("X-Amz-Date") }, "x", now, Incomplete, "ISO-8601"},
		"path":          {func(r *http.Request) { r.URL.Path = "/other" }, "x", now, Invalid, "does not match"},
		"query":         {func(r *http.Request) { r.URL.RawQuery = "a=2" }, "x", now, Invalid, "does not match"},
		"method":        {func(r *http.Request) { r.Method = "DELETE" }, "x", now, Invalid, "does not match"},
		"body":          {func(*http.Request) {}, "y", now, Invalid, "does not match"},
		"host":          {func(r *http.Request) { r.Host = "elsewhere:8080" }, "x", now, Invalid, "does not match"},
		"signed header": {func(r *http.Request) { r.Header.Set("Content-Type", "text/html") }, "x", now, Invalid, "does not match"},
		"unknown key":   {func(r *http.Request) { replaceAuth(r, key, "AKIDOTHER") }, "x", now, Unknown, "security token"},
		"region":        {func(r *http.Request) { replaceAuth(r, "eu-west-1", "us-east-1") }, "x", now, Invalid, "valid region, not 'us-east-1'"},
		"service":       {func(r *http.Request) { replaceAuth(r, "execute-api", "lambda") }, "x", now, Invalid, "correct service: 'execute-api'"},
		"day":           {func(r *http.Request) { replaceAuth(r, "20261122", "20261121") }, "x", now, Invalid, "Date in Credential scope"},
		"host unsigned": {func(r *http.Request) { replaceAuth(r, ";host", "") }, "x", now, Invalid, "'Host' must be"},
		"late":          {func(*http.Request) {}, "x", now.Add(Skew + time.Second), Invalid, "Signature expired: 20261122T100000Z is now earlier than 20261122T100001Z (20261122T100501Z - 5 min.)"},
		"early":         {func(*http.Request) {}, "x", now.Add(-Skew - time.Second), Invalid, "not yet current"},
	} {
		r := signed(t, "POST", "/orders?a=1", "x", func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") })
		c.spoil(r)
		_, err := verifier().Verify(r, []byte(c.body), c.now)
		if typeOf(err) != c.want || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %s with %q", name, err, c.want, c.says)
		}
		if err != nil && (strings.Contains(err.Error(), secret) || strings.Contains(err.Error(), "secret-token")) {
			t.Errorf("%s: the error shows a secret: %v", name, err)
		}
	}
}

func replaceAuth(r *http.Request, from, to string) {
	r.Header.Set("Authorization", strings.Replace(r.Header.Get("Authorization"), from, to, 1))
}

// FuzzParse: no header or query makes the parser panic, and what it takes has
// all its parts.
func FuzzParse(f *testing.F) {
	r := signed(f, "GET", "/", "", nil)
	f.Add(r.Header.Get("Authorization"), "20261122T100000Z", "")
	f.Add("AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request, SignedHeaders=host, Signature=0", "20261122T100000Z", "")
	f.Add("", "", "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a%2Fb%2Fc%2Fd%2Faws4_request&X-Amz-Date=20261122T100000Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=0")
	f.Add("Bearer x", "", "X-Amz-Algorithm=%zz")
	f.Fuzz(func(t *testing.T, authorization, date, query string) {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.URL.RawQuery = query
		r.Header.Set("Authorization", authorization)
		r.Header.Set("X-Amz-Date", date)
		s, err := Parse(r)
		if err != nil {
			if typeOf(err) == "" {
				t.Fatalf("the error is none of AWS's: %v", err)
			}
			return
		}
		if s.AccessKey == "" || len(s.Headers) == 0 {
			t.Fatalf("half a signature: %+v", s)
		}
		if _, err := verifier().Verify(r, nil, signedAt); err == nil && s.value == "" {
			t.Fatal("an empty signature verifies")
		}
	})
}

func BenchmarkVerify(b *testing.B) {
	r := signed(b, "POST", "/orders?a=1", `{"id": 7}`, nil)
	v := verifier()
	for b.Loop() {
		if _, err := v.Verify(r, []byte(`{"id": 7}`), signedAt); err != nil {
			b.Fatal(err)
		}
	}
}

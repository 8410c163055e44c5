package builtin

import (
	"net/http/httptest"
	"strings"
	"testing"
)

// A server of several functions answers by the longest path, and is well at any
// other.
func TestTogether(t *testing.T) {
	server, err := startTogether(Together(map[string]string{"/api": "hello", "/api/numbers/": "primes"}))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		method, path, body string
		status             int
		answer             string
	}{
		{"POST", "/api", `{}`, 200, "Hello"},
		{"POST", "/api/users/1", `{}`, 200, "Hello"},
		{"POST", "/api/numbers", `{"limit":1000,"repeat":1}`, 200, `"primes":168`},
		{"POST", "/api/numbers/9", `{"limit":1000,"repeat":1}`, 200, `"primes":168`},
		{"POST", "/apis", `{}`, 404, "no function serves this path"},
		{"GET", "/", "", 200, "ok"},
		{"GET", "/api/numbers", "", 200, "ok"},
	} {
		w := httptest.NewRecorder()
		server.ServeHTTP(w, httptest.NewRequest(test.method, test.path, strings.NewReader(test.body)))
		if w.Code != test.status || !strings.Contains(w.Body.String(), test.answer) {
			t.Errorf("%s %s: %d %s, want %d with %s", test.method, test.path, w.Code, w.Body, test.status, test.answer)
		}
	}
	if got := Together(map[string]string{"/b": "pets", "/a": "hello"}); got != "/a=hello,/b=pets" {
		t.Error(got)
	}
}

func TestServesNothingUnknownTogether(t *testing.T) {
	for written, want := range map[string]string{"/a": "names no function", "/a=helo": `did you mean "hello"?`} {
		if _, err := startTogether(written); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", written, err, want)
		}
	}
}

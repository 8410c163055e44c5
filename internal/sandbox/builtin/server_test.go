package builtin

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// A container that serves a function does the function's work: the payload is
// the body, and errors have Lambda's shape.
func TestOverHTTP(t *testing.T) {
	chaotic, err := startChaos()
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		handler      any
		method, body string
		status       int
		answer       string
	}{
		{hello, "POST", `{"name":"Ada"}`, 200, `{"message":"Hello, Ada!"}`},
		{hello, "POST", "", 200, `{"message":"Hello, World!"}`},
		{hello, "GET", "", 200, "ok"},
		{hello, "POST", "{", 400, `"errorType"`},
		{primes, "POST", `{"limit":1000,"repeat":1}`, 200, `"primes":168,"largest":997`},
		{primes, "POST", `{"limit":1}`, 400, `"errorType":"BadRequest"`},
		{chaotic, "POST", `{"do":"error"}`, 500, `"errorType":"ChaosError"`},
		{chaotic, "POST", `{"do":"panic"}`, 500, `panicked on command`},
	} {
		server := httptest.NewServer(newServer(test.handler))
		request, _ := http.NewRequest(test.method, server.URL+"/any/path", strings.NewReader(test.body))
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		server.Close()
		if answer.StatusCode != test.status || !strings.Contains(string(body), test.answer) {
			t.Errorf("%s %s: %d %s, want %d with %s", test.method, test.body, answer.StatusCode, body, test.status, test.answer)
		}
	}
}

package lambdaapi

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestGuard(t *testing.T) {
	server := New(Options{Invoker: &fakeInvoker{}})
	t.Cleanup(func() { server.Close() })
	loopback := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)}
	outside := &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1)}
	for _, tc := range []struct {
		host, origin string
		addr         net.Addr
		status       int
	}{
		{"127.0.0.1:9000", "", loopback, 200},
		{"127.0.0.2", "", loopback, 200},
		{"localhost:9000", "", loopback, 200},
		{"LOCALHOST", "", loopback, 200},
		{"[::1]:9000", "", loopback, 200},
		{"[::1]", "", loopback, 200},
		{"evil.example:9000", "", loopback, 403},
		{"localhost.evil.example", "", loopback, 403},
		{"127.0.0.1.evil.example", "", loopback, 403},
		{"192.0.2.1", "", loopback, 403},
		{"", "", loopback, 403},
		{"evil.example", "", nil, 403},
		{"box.example:9000", "", outside, 200},
		{"127.0.0.1:9000", "http://127.0.0.1:9000", loopback, 403},
		{"127.0.0.1:9000", "null", loopback, 403},
		{"box.example:9000", "http://box.example", outside, 403},
	} {
		r := httptest.NewRequest(http.MethodGet, "/2015-03-31/functions", nil)
		r.Host = tc.host
		if tc.origin != "" {
			r.Header.Set("Origin", tc.origin)
		}
		if tc.addr != nil {
			r = r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, tc.addr))
		}
		w := httptest.NewRecorder()
		server.ServeHTTP(w, r)
		if w.Code != tc.status {
			t.Errorf("host %q origin %q on %v: status %d, want %d", tc.host, tc.origin, tc.addr, w.Code, tc.status)
		}
		if tc.status == 403 && (w.Header().Get("X-Amzn-Errortype") != codeAccessDenied || !strings.Contains(w.Body.String(), "refused")) {
			t.Errorf("host %q: %v %s", tc.host, w.Header(), w.Body)
		}
	}
}

// TestGuardCoversInvoke: the fast path of Invoke does not go around the guard.
func TestGuardCoversInvoke(t *testing.T) {
	b := start(t, Options{})
	b.mustCreate(t, "fn")
	req, err := http.NewRequest(http.MethodPost, b.url+"/2015-03-31/functions/fn/invocations", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	req.Host = "evil.example"
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body)
	if resp.StatusCode != http.StatusForbidden || len(b.fake.requests) != 0 {
		t.Errorf("status %d %s, %d invocations", resp.StatusCode, body, len(b.fake.requests))
	}
}

func TestRoutes(t *testing.T) {
	for _, tc := range []struct {
		method, path, name, params string
	}{
		{"GET", "/2015-03-31/functions", "ListFunctions", ""},
		{"GET", "/2015-03-31/functions/", "ListFunctions", ""},
		{"GET", "/2015-03-31/functions/fn", "GetFunction", "fn"},
		{"GET", "/2015-03-31/functions/arn%3Aaws%3Alambda/configuration", "GetFunctionConfiguration", "arn:aws:lambda"},
		{"PUT", "/2015-03-31/functions/fn/aliases/live", "UpdateAlias", "fn live"},
		{"DELETE", "/2017-10-31/functions/fn/concurrency", "DeleteFunctionConcurrency", "fn"},
		{"GET", "/2015-03-31/functions/fn/nothing", "", ""},
		{"PATCH", "/2015-03-31/functions/fn", "", ""},
		{"GET", "/2015-03-31/functions/fn/aliases/live/more", "", ""},
		{"GET", "/2015-03-31/functions//configuration", "", ""},
		{"GET", "/2015-03-31/functions/%zz", "", ""},
		{"GET", "/", "", ""},
		{"GET", "", "", ""},
		{"POST", "/2021-11-15/functions/fn/response-streaming-invocations", "InvokeWithResponseStream", "fn"},
	} {
		op, params := route(tc.method, tc.path)
		name := ""
		if op != nil {
			name = op.name
		}
		if name != tc.name || strings.Join(params, " ") != tc.params {
			t.Errorf("%s %s: %q %v, want %q %q", tc.method, tc.path, name, params, tc.name, tc.params)
		}
	}
}

func TestUnknownPath(t *testing.T) {
	b := start(t, Options{})
	resp, err := http.Get(b.url + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body)
	const want = `{"Type":"User","Message":"GET /metrics is not an operation of the Lambda API that this sandbox knows"}`
	if resp.StatusCode != http.StatusNotFound || string(body) != want {
		t.Errorf("%d %s", resp.StatusCode, body)
	}
}

package http_test

import (
	"context"
	"fmt"
	"io"
	"net"
	nethttp "net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/runners"
	"github.com/sweetspot-bench/sweetspot/runners/http"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// parse reads a scenario of one HTTP target; rest are its keys beside the URL.
func parse(t *testing.T, url, rest, more string) *scenarios.Scenario {
	t.Helper()
	src := fmt.Sprintf("version: 1\nname: api\ntarget: {http: {url: %q%s}}\nload: {concurrency: 1, invocations: 10}\n%s", url, rest, more)
	s, err := scenarios.Parse("api.yaml", t.TempDir(), []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// start checks a runner and makes its first variant live.
func start(t *testing.T, s *scenarios.Scenario) (*http.Runner, []scenarios.Variant, *[]string) {
	t.Helper()
	var warnings []string
	r := http.New(s, 0, func(text string) { warnings = append(warnings, text) })
	t.Cleanup(func() { _ = r.Restore(context.Background()) })
	variants := s.Plan().Variants
	if err := r.Check(t.Context(), variants); err != nil {
		t.Fatal(err)
	}
	for _, v := range variants {
		if err := r.Apply(t.Context(), v); err != nil {
			t.Fatal(err)
		}
	}
	return r, variants, &warnings
}

func TestStatusBecomesOutcome(t *testing.T) {
	server := httptest.NewServer(nethttp.HandlerFunc(func(w nethttp.ResponseWriter, r *nethttp.Request) {
		var status int
		_, _ = fmt.Sscanf(r.URL.Path, "/%d", &status)
		w.WriteHeader(status)
	}))
	t.Cleanup(server.Close)
	for _, test := range []struct {
		status  int
		expect  string
		outcome measure.Outcome
		reason  string
	}{
		{200, "", measure.OutcomeOK, ""},
		{301, "", measure.OutcomeOK, ""},
		{404, "", measure.OutcomeFunction, "HTTP 404"},
		{404, ", expect: [2xx, 404]", measure.OutcomeOK, ""},
		{204, ", expect: 200", measure.OutcomeFunction, "HTTP 204"},
		{429, "", measure.OutcomeThrottle, "HTTP 429"},
		{408, "", measure.OutcomeTimeout, "HTTP 408"},
		{504, "", measure.OutcomeTimeout, "HTTP 504"},
		{500, "", measure.OutcomeFunction, "HTTP 500"},
	} {
		s := parse(t, fmt.Sprintf("%s/%d", server.URL, test.status), test.expect, "")
		r, variants, warnings := start(t, s)
		got := r.Invoke(t.Context(), variants[0], s.Payloads[0])
		if got.Outcome != test.outcome || got.Reason != test.reason || got.Status != test.status || got.Cold != measure.ColdNone {
			t.Errorf("%d%s: %+v", test.status, test.expect, got)
		}
		if odd := test.outcome != measure.OutcomeOK || test.status == 301; odd != (len(*warnings) == 1) {
			t.Errorf("%d%s: warnings %q", test.status, test.expect, *warnings)
		}
	}
}

// What is sent: method, headers, the payload with its type, and params in the
// URL and headers.
func TestRequest(t *testing.T) {
	var mu sync.Mutex
	var seen []string
	server := httptest.NewServer(nethttp.HandlerFunc(func(_ nethttp.ResponseWriter, r *nethttp.Request) {
		body, _ := io.ReadAll(r.Body)
		user, password, _ := r.BasicAuth()
		mu.Lock()
		defer mu.Unlock()
		seen = append(seen, fmt.Sprintf("%s %s type=%s size=%s auth=%s:%s body=%s", r.Method, r.URL, r.Header.Get("Content-Type"), r.Header.Get("X-Size"), user, password, body))
	}))
	t.Cleanup(server.Close)
	address := strings.TrimPrefix(server.URL, "http://")
	for _, test := range []struct{ url, rest, more, want string }{
		{"http://" + address + "/a?b=c", "", "", "GET /a?b=c type= size= auth=: body="},
		{"http://" + address + "/", ", method: POST", "payloads: [{json: {a: 1}}]\n", `POST / type=application/json size= auth=: body={"a":1}`},
		{"http://" + address + "/", ", method: PUT, headers: {content-type: text/x}", "payloads: [{json: {a: 1}}]\n", `PUT / type=text/x size= auth=: body={"a":1}`},
		{"http://ada:pw@" + address + "/", ", method: DELETE", "", "DELETE / type= size= auth=ada:pw body="},
		{"http://" + address + "/${SIZE}", `, headers: {X-Size: "n${SIZE}"}`, "matrix: {params: {SIZE: [10]}}\n", "GET /10 type= size=n10 auth=: body="},
	} {
		s := parse(t, test.url, test.rest, test.more)
		r, variants, _ := start(t, s)
		got := r.Invoke(t.Context(), variants[0], s.Payloads[0])
		if got.Outcome != measure.OutcomeOK || got.BytesOut != int64(len(s.Payloads[0].Body)) {
			t.Errorf("%s: %+v", test.want, got)
		}
		mu.Lock()
		if last := seen[len(seen)-1]; last != test.want {
			t.Errorf("%s, want %s", last, test.want)
		}
		mu.Unlock()
	}
}

func TestARequestIsMadePartOfItsTrace(t *testing.T) {
	var seen atomic.Pointer[nethttp.Header]
	server := httptest.NewServer(nethttp.HandlerFunc(func(_ nethttp.ResponseWriter, r *nethttp.Request) {
		header := r.Header.Clone()
		seen.Store(&header)
	}))
	t.Cleanup(server.Close)
	s := parse(t, server.URL, "", "tracing: {headers: [w3c, xray]}\n")
	r, variants, _ := start(t, s)
	trace := runners.NewTrace(s.Tracing, 1, 2, measure.PhaseLoad, 3, time.Unix(1_700_000_000, 0))
	r.Invoke(runners.WithTrace(t.Context(), trace), variants[0], s.Payloads[0])
	for name, value := range trace.Headers() {
		if got := seen.Load().Get(name); got != value {
			t.Errorf("%s: %q arrived, want %q", name, got, value)
		}
	}
}

// Variants may name different servers: each request reaches its own.
func TestVariantsOfSeveralServers(t *testing.T) {
	var hits [2]atomic.Int64
	var hosts []string
	for i := range hits {
		server := httptest.NewServer(nethttp.HandlerFunc(func(nethttp.ResponseWriter, *nethttp.Request) { hits[i].Add(1) }))
		t.Cleanup(server.Close)
		hosts = append(hosts, strings.TrimPrefix(server.URL, "http://"))
	}
	s := parse(t, "http://${HOST}/", "", fmt.Sprintf("matrix: {params: {HOST: [%q, %q]}}\n", hosts[0], hosts[1]))
	r, variants, _ := start(t, s)
	for range 3 {
		for _, v := range variants {
			r.Invoke(t.Context(), v, s.Payloads[0])
		}
	}
	for i := range hits {
		if n := hits[i].Load(); n != 4 { // one of them for the check
			t.Errorf("server %d was hit %d times", i, n)
		}
	}
}

// misbehave is a server that does one thing with every connection.
func misbehave(t *testing.T, do func(net.Conn)) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = conn.Close() }()
				_, _ = conn.Read(make([]byte, 4096))
				do(conn)
			}()
		}
	}()
	return "http://" + listener.Addr().String() + "/"
}

// A server that does badly is warned of, and each request is counted by what
// went wrong.
func TestFailuresByClass(t *testing.T) {
	loop := httptest.NewServer(nethttp.RedirectHandler("/again", nethttp.StatusFound))
	t.Cleanup(loop.Close)
	for name, test := range map[string]struct {
		url, rest string
		outcome   measure.Outcome
		reason    string
	}{
		"resets":        {misbehave(t, func(c net.Conn) { _ = c.(*net.TCPConn).SetLinger(0) }), "", measure.OutcomeTransport, "connection reset"},
		"closes":        {misbehave(t, func(net.Conn) {}), "", measure.OutcomeTransport, "connection closed early"},
		"stalls":        {misbehave(t, func(c net.Conn) { _, _ = c.Read(make([]byte, 1)) }), ", timeout: 400ms", measure.OutcomeTimeout, "no answer in time"},
		"sends garbage": {misbehave(t, func(c net.Conn) { _, _ = io.WriteString(c, "what?\r\n\r\n") }), "", measure.OutcomeTransport, "malformed answer"},
		"answers too much": {misbehave(t, func(c net.Conn) {
			_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n")
		}), ", max_body: 1 MB", measure.OutcomeTransport, "answer too large"},
		"redirects in a loop": {loop.URL, ", redirects: 3", measure.OutcomeTransport, "too many redirects"},
	} {
		s := parse(t, test.url, test.rest, "")
		r, variants, warnings := start(t, s)
		if len(*warnings) != 1 {
			t.Errorf("a server that %s: warnings %q", name, *warnings)
		}
		if got := r.Invoke(t.Context(), variants[0], s.Payloads[0]); got.Outcome != test.outcome || got.Reason != test.reason {
			t.Errorf("a server that %s: %s, %s, want %s, %s", name, got.Outcome, got.Reason, test.outcome, test.reason)
		}
	}
}

// A load on this machine is led to no other one, unless that is confirmed.
func TestRedirectOffThisMachine(t *testing.T) {
	server := httptest.NewServer(nethttp.RedirectHandler("http://0.0.0.0:1/", nethttp.StatusFound))
	t.Cleanup(server.Close)
	for more, want := range map[string]measure.Outcome{"": measure.OutcomeOK, "confirm: true\n": measure.OutcomeTransport} {
		s := parse(t, server.URL, ", redirects: 2", more)
		r, variants, warnings := start(t, s)
		if got := r.Invoke(t.Context(), variants[0], s.Payloads[0]); got.Outcome != want {
			t.Errorf("%q: %+v", more, got)
		}
		if said := strings.Join(*warnings, ""); strings.Contains(said, "leads off this machine") != (more == "") {
			t.Errorf("%q: warnings %s", more, said)
		}
	}
}

// A server that cannot be reached ends the run before it begins, and no secret
// is named.
func TestUnreachableIsRefused(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	_ = listener.Close()
	plain := httptest.NewServer(nethttp.NotFoundHandler())
	t.Cleanup(plain.Close)
	for url, want := range map[string]string{
		"http://ada:hunter2@" + address + "/?token=hunter2":         "connection refused",
		"https://" + strings.TrimPrefix(plain.URL, "http://") + "/": "TLS failed",
	} {
		s := parse(t, url, "", "")
		r := http.New(s, 0, func(string) {})
		err := r.Check(t.Context(), s.Plan().Variants)
		if err == nil || !strings.Contains(err.Error(), "cannot reach GET http") || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

func TestCancelledCheckSaysSo(t *testing.T) {
	url := misbehave(t, func(c net.Conn) { _, _ = c.Read(make([]byte, 1)) })
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	s := parse(t, url, "", "")
	if err := http.New(s, 0, func(string) {}).Check(ctx, s.Plan().Variants); err == nil {
		t.Error("a check that was cut off passed")
	}
}

func TestNothingToRecycleAndRestoreTwice(t *testing.T) {
	server := httptest.NewServer(nethttp.NotFoundHandler())
	t.Cleanup(server.Close)
	r, variants, _ := start(t, parse(t, server.URL, "", ""))
	if r.Recycle(t.Context(), variants[0]) == nil {
		t.Error("a cold start was forced")
	}
	for range 2 {
		if err := r.Restore(t.Context()); err != nil {
			t.Error(err)
		}
	}
}

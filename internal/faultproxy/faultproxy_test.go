package faultproxy_test

import (
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/sweetspot-bench/sweetspot/internal/faultproxy"
)

// started is a proxy before a server that counts what comes to it.
func started(t *testing.T) (p *faultproxy.Proxy, came *int) {
	t.Helper()
	came = new(int)
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		*came++
		w.Header().Set("X-Amz-Log-Result", base64.StdEncoding.EncodeToString([]byte("REPORT Memory Size: 128 MB Max")))
		_, _ = io.WriteString(w, "answer")
	}))
	t.Cleanup(upstream.Close)
	p, err := faultproxy.Start(upstream.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p, came
}

// call makes a signed call, and says what came of it: a status with the error's
// code, or "lost".
func call(t *testing.T, p *faultproxy.Proxy, method, path, target string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, p.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 ...")
	if target != "" {
		r.Header.Set("X-Amz-Target", target)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return "lost"
	}
	defer func() { _ = answer.Body.Close() }()
	text := strings.TrimSpace(answer.Status[:3] + " " + answer.Header.Get("X-Amzn-Errortype"))
	if log, _ := base64.StdEncoding.DecodeString(answer.Header.Get("X-Amz-Log-Result")); strings.Contains(string(log), "Memory Size: 64 MB") {
		text += " old"
	}
	return text
}

func TestFaults(t *testing.T) {
	const invoke = "/2015-03-31/functions/a/invocations"
	var killed atomic.Int32
	for name, test := range map[string]struct {
		fault faultproxy.Fault
		calls []string // "METHOD path target want"
		came  int
	}{
		"none":          {nil, []string{"GET /a - 200", "POST /a - 200"}, 2},
		"throttled":     {faultproxy.Throttled(1), []string{"GET /a - 429 TooManyRequestsException", "GET /a - 200", "PUT /a - 429 TooManyRequestsException", "POST " + invoke + " - 200"}, 2},
		"expired":       {faultproxy.Expired(2), []string{"GET /a - 200", "GET /a - 403 ExpiredTokenException", "POST " + invoke + " - 403 ExpiredTokenException"}, 1},
		"denied":        {faultproxy.Denied(2), []string{"PUT /a - 200", "GET /a - 200", "DELETE /a - 403 AccessDeniedException", "GET /a - 200"}, 3},
		"killed before": {faultproxy.Killed(1, false, func() { killed.Add(1) }), []string{"GET /a - 200", "POST / Logs.DescribeLogGroups 200", "PUT /a - lost", "GET /a - lost"}, 2},
		"killed after":  {faultproxy.Killed(1, true, func() { killed.Add(1) }), []string{"POST / Logs.CreateLogGroup lost", "GET /a - lost"}, 1},
		"stale":         {faultproxy.Stale(1, 64), []string{"GET /a - 200", "POST " + invoke + " - 200 old", "POST " + invoke + " - 200"}, 3},
	} {
		p, came := started(t)
		p.Set(test.fault)
		for _, c := range test.calls {
			words := strings.SplitN(c, " ", 4)
			if got := call(t, p, words[0], words[1], strings.Trim(words[2], "-")); got != words[3] {
				t.Errorf("%s: %s %s ends with %s, want %s", name, words[0], words[1], got, words[3])
			}
		}
		if *came != test.came {
			t.Errorf("%s: %d calls came through, want %d", name, *came, test.came)
		}
	}
	if n := killed.Load(); n != 2 {
		t.Errorf("killed %d times", n)
	}
}

package vegeta

import (
	"strings"
	"testing"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// What vegeta itself writes becomes an outcome and a reason without addresses.
func TestOutcomesOfVegetasOwnResults(t *testing.T) {
	for _, tc := range []struct {
		code    int
		text    string
		outcome measure.Outcome
		reason  string
	}{
		{200, "", measure.OutcomeOK, ""},
		{302, "", measure.OutcomeOK, ""},
		{503, "503 Service Unavailable", measure.OutcomeFunction, "HTTP 503"},
		{404, "404 Not Found", measure.OutcomeFunction, "HTTP 404"},
		{101, "101 Switching Protocols", measure.OutcomeFunction, "HTTP 101"},
		{429, "429 Too Many Requests", measure.OutcomeThrottle, "HTTP 429"},
		{504, "504 Gateway Timeout", measure.OutcomeTimeout, "HTTP 504"},
		{0, "", measure.OutcomeTransport, "connection failed"},
		{200, "unexpected EOF", measure.OutcomeTransport, "connection closed early"},
		{0, `Get "http://127.0.0.1:1/?token=abc": dial tcp 127.0.0.1:0->127.0.0.1:1: connect: connection refused`, measure.OutcomeTransport, "connection refused"},
		{0, `Get "http://127.0.0.1:1/": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`, measure.OutcomeTimeout, "no answer in time"},
		{0, `Get "http://a.b/": dial tcp: lookup a.b: no such host`, measure.OutcomeTransport, "name not found"},
		{0, `Get "http://127.0.0.1:1/": read tcp 127.0.0.1:2->127.0.0.1:1: read: connection reset by peer`, measure.OutcomeTransport, "connection reset"},
		{0, `Get "http://127.0.0.1:1/": EOF`, measure.OutcomeTransport, "connection closed early"},
		{0, `Get "https://127.0.0.1:1/": tls: failed to verify certificate: x509: certificate signed by unknown authority`, measure.OutcomeTransport, "TLS failed"},
		{0, `Get "http://h/?token=abc": something new`, measure.OutcomeTransport, "something new"},
		{0, `unsupported "http://h/?token=abc"`, measure.OutcomeTransport, "connection failed"},
		{200, "timeout", measure.OutcomeTimeout, ""},
		{0, "function: Unhandled: too much", measure.OutcomeFunction, "Unhandled: too much"},
		{0, "dropped", measure.OutcomeDropped, ""},
		{0, "transport: a\nb\xff" + strings.Repeat("c", 200), measure.OutcomeTransport, "a b" + strings.Repeat("c", 76)},
	} {
		outcome, reason := outcomeOf(tc.code, tc.text)
		if outcome != tc.outcome || reason != tc.reason {
			t.Errorf("%d %q: %s %q, want %s %q", tc.code, tc.text, outcome, reason, tc.outcome, tc.reason)
		}
	}
}

// vegeta takes exactly the successes for successes.
func TestCodesKeepTheSuccessRatio(t *testing.T) {
	for _, outcome := range append([]measure.Outcome{measure.OutcomeOK}, failures...) {
		for status := -1; status < 1200; status++ {
			code := codeOf(&measure.Sample{Outcome: outcome, Status: status})
			if succeeds(int(code)) != (outcome == measure.OutcomeOK) {
				t.Fatalf("%s with status %d has code %d", outcome, status, code)
			}
			if kept := status >= 0 && status <= 999 && succeeds(status) == (outcome == measure.OutcomeOK); kept && int(code) != status {
				t.Fatalf("%s with status %d has code %d", outcome, status, code)
			}
		}
	}
}

package vegeta

import (
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/load/transport"
)

// classes tell the class of a failure, in the words of our own transport, from
// what Go's HTTP client says of it; the first that matches counts.
var classes = []struct{ has, class string }{
	{"connection refused", transport.Refused},
	{"actively refused", transport.Refused}, // Windows
	{"connection reset", transport.Reset},
	{"forcibly closed", transport.Reset}, // Windows
	{"broken pipe", transport.Reset},
	{"no such host", transport.NoName},
	{"too many open files", transport.TooManyFile},
	{"x509:", transport.TLSFailed},
	{"tls:", transport.TLSFailed},
	{"Client.Timeout exceeded", transport.NoAnswer},
	{"deadline exceeded", transport.NoAnswer},
	{"i/o timeout", transport.NoAnswer},
	{"timeout awaiting response headers", transport.NoAnswer},
	{"malformed", transport.Malformed},
	{"EOF", transport.ClosedEarly},
	{"server closed idle connection", transport.ClosedEarly},
	{"redirects", transport.TooManyHops},
	{"unreachable", transport.Unreachable},
	{"no route to host", transport.Unreachable},
}

// classOf is the class of a transport's failure. What is not known is named
// by the end of its text, where Go's errors name the cause: their beginning
// holds addresses, which may carry secrets and are different every time.
func classOf(text string) string {
	for _, known := range classes {
		if strings.Contains(text, known.has) {
			return known.class
		}
	}
	cause := brief(text[strings.LastIndex(text, ": ")+1:])
	if cause == "" || strings.Contains(cause, "://") {
		return transport.Failed
	}
	return cause
}

// maxReason is the longest reason that is kept, in bytes.
const maxReason = 80

// brief is text as a reason: one line of valid text, not too long.
func brief(text string) string {
	return strings.Join(strings.Fields(strings.ToValidUTF8(text[:min(len(text), maxReason)], "")), " ")
}

package vegeta

import "strings"

// reasonWords tell the class of a failure from what Go's HTTP client says of
// it; the first that matches counts.
var reasonWords = []struct{ has, reason string }{
	{"connection refused", "connection refused"},
	{"actively refused", "connection refused"}, // Windows
	{"connection reset", "connection reset"},
	{"forcibly closed", "connection reset"}, // Windows
	{"broken pipe", "connection reset"},
	{"no such host", "name not found"},
	{"too many open files", "too many open files"},
	{"cannot assign requested address", "no local port free"},
	{"x509:", "TLS failed"},
	{"tls:", "TLS failed"},
	{"Client.Timeout exceeded", "no answer in time"},
	{"deadline exceeded", "no answer in time"},
	{"i/o timeout", "no answer in time"},
	{"timeout awaiting response headers", "no answer in time"},
	{"malformed", "malformed answer"},
	{"unexpected EOF", "answer cut short"},
	{"EOF", "connection closed"},
	{"server closed idle connection", "connection closed"},
	{"redirects", "too many redirects"},
	{"unreachable", "network unreachable"},
	{"no route to host", "network unreachable"},
}

// reasonOf is the class of a transport's failure. What is not known is named
// by the end of its text, where Go's errors name the cause: their beginning
// holds addresses, which may carry secrets and are different every time.
func reasonOf(text string) string {
	for _, known := range reasonWords {
		if strings.Contains(text, known.has) {
			return known.reason
		}
	}
	cause := text[strings.LastIndex(text, ": ")+1:]
	if strings.Contains(cause, "://") {
		cause = ""
	}
	if cause = brief(cause); cause == "" {
		return "no answer"
	}
	return cause
}

// maxReason is the longest reason that is kept, in bytes.
const maxReason = 80

// brief is text as a reason: one line of valid text, not too long.
func brief(text string) string {
	return strings.Join(strings.Fields(strings.ToValidUTF8(text[:min(len(text), maxReason)], "")), " ")
}

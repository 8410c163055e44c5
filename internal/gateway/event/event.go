// Package event is the form in which a function meets HTTP: the events that
// API Gateway's REST and HTTP APIs, function URLs and load balancers make of a
// request, and the responses that they take back. It is pure: no network, no
// clock, no function.
//
// Left out of the events: client certificates, Cognito identities, JWT claims.
package event

import (
	"net/http"
	"strings"
	"time"
)

// Request is a request as a gateway knows it when it calls the function.
type Request struct {
	Method   string
	Path     string // decoded, without the stage
	RawPath  string // the same as it came, percent-encoded
	RawQuery string // as it came
	Protocol string // "HTTP/1.1"
	Header   http.Header
	Host     string
	Body     []byte
	SourceIP string
	Port     string // that the gateway listens on
	TraceID  string // X-Amzn-Trace-Id
	Time     time.Time
	ID       string // of the request, made by the gateway

	Route     Route
	API       API
	Caller    *Caller // nil unless the request was signed
	Key       *Key    // nil without an API key
	Principal string  // of a REST authorizer
	Context   map[string]any
	HasAuth   bool // a Lambda authorizer let it pass
}

// Route is what took the request.
type Route struct {
	Key       string            // "GET /pets/{type}", "$default"
	Resource  string            // "/pets/{type}"
	ID        string            // of the resource
	Params    map[string]string // of the path, decoded
	RawParams map[string]string // the same as they came
}

// API is where the request came in.
type API struct {
	ID        string
	AccountID string
	Domain    string // "id.execute-api.us-east-1.amazonaws.com"
	Stage     string
	Variables map[string]string // of the stage
	TargetARN string            // of a load balancer's target group
	Binary    []string          // REST's binary media types
}

// Caller is whoever signed a request.
type Caller struct {
	AccessKey, AccountID, ID, ARN string
}

// Key is an API key.
type Key struct{ ID, Value string }

// requestTime is CLF time, as requestContext has it.
const requestTime = "02/Jan/2006:15:04:05 -0700"

// pair is one parameter of a query, in the order in which it came.
type pair struct{ name, value string }

// splitQuery cuts a query at its ampersands. decode undoes percent-encoding;
// what cannot be decoded stays as it is.
func splitQuery(raw string, decode func(string) string) []pair {
	var pairs []pair
	for part := range strings.SplitSeq(raw, "&") {
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		pairs = append(pairs, pair{decode(name), decode(value)})
	}
	return pairs
}

// last keeps the last value of each name; many keeps all; joined joins them
// with commas. They are nil without parameters, which JSON writes as null.
func last(pairs []pair) map[string]string {
	if len(pairs) == 0 {
		return nil
	}
	m := make(map[string]string, len(pairs))
	for _, p := range pairs {
		m[p.name] = p.value
	}
	return m
}

func many(pairs []pair) map[string][]string {
	if len(pairs) == 0 {
		return nil
	}
	m := make(map[string][]string, len(pairs))
	for _, p := range pairs {
		m[p.name] = append(m[p.name], p.value)
	}
	return m
}

func joined(pairs []pair) map[string]string {
	if len(pairs) == 0 {
		return nil
	}
	m := make(map[string]string, len(pairs))
	for _, p := range pairs {
		if before, ok := m[p.name]; ok {
			m[p.name] = before + "," + p.value
		} else {
			m[p.name] = p.value
		}
	}
	return m
}

// orNil is nil for an empty map, which JSON writes as null.
func orNil(m map[string]string) map[string]string {
	if len(m) == 0 {
		return nil
	}
	return m
}

// optional is a string that JSON writes as null when it is empty.
func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

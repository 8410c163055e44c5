package gateway

import (
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/gateway/answers"
	"github.com/sweetspot-bench/sweetspot/internal/gateway/event"
)

// exchange is a request on its way through the gateway.
type exchange struct {
	g     *Gateway
	r     *http.Request
	start time.Time // by the machine's clock, for latencies
	at    time.Time // by the gateway's
	id    string
	trace string

	path  string // without the stage, percent-encoded
	route *route
	req   event.Request

	call   *call  // nil when no function was called for the answer
	cached string // "hit" or "miss", "" without a cache
}

// serve makes the response, or says why there is none.
func (x *exchange) serve() (*event.Response, *refusal) {
	if x.g.cors != nil {
		if response := x.g.cors.preflight(x.r); response != nil {
			return response, nil
		}
	}
	for _, step := range []func(*exchange) *refusal{(*exchange).find, (*exchange).read, (*exchange).authorize, (*exchange).meter} {
		if refused := step(x); refused != nil {
			return nil, refused
		}
	}
	return x.g.cachedOr(x, (*exchange).integrate)
}

// find chooses the route.
func (x *exchange) find() *refusal {
	var raw map[string]string
	if x.path, x.route, raw = x.g.lead(x.r.Method, x.r.URL.EscapedPath()); x.route == nil {
		return x.g.refuse(answers.NoRoute, nil)
	}
	ip, _, err := net.SplitHostPort(x.r.RemoteAddr)
	if err != nil {
		ip = x.r.RemoteAddr
	}
	x.req = event.Request{
		Method: x.r.Method, Path: decode(x.path), RawPath: x.path, RawQuery: x.r.URL.RawQuery, Protocol: x.r.Proto, Header: x.r.Header,
		Host: x.r.Host, SourceIP: ip, Port: portOf(x.r), TraceID: x.trace, Time: x.at, ID: x.id, API: x.g.api,
		Route: event.Route{Key: x.route.key(), Resource: x.route.Path, ID: x.route.id, Params: decodeAll(raw), RawParams: raw},
	}
	if x.g.config.API == answers.URL {
		x.req.Route = event.Route{Key: catchAll}
	}
	return nil
}

// lead chooses the route of a request, and says what of its path is not the
// stage. Where no route takes the rest, what looks like the stage is a part of
// the path, as at a custom domain.
func (g *Gateway) lead(method, escaped string) (path string, r *route, params map[string]string) {
	path = g.withoutStage(escaped)
	if r, params = g.find(method, path); r == nil && path != escaped {
		if whole, found := g.find(method, escaped); whole != nil {
			return escaped, whole, found
		}
	}
	return path, r, params
}

// Takes reports whether some route takes a request, by its method and its path
// without the query, percent-encoded.
func (g *Gateway) Takes(method, escaped string) bool {
	_, r, _ := g.lead(method, escaped)
	return r != nil
}

// withoutStage takes the stage from the front of a path. AWS insists on it at
// the default endpoint and not at a custom domain; here both are answered.
func (g *Gateway) withoutStage(path string) string {
	if path == "" {
		return "/"
	}
	if g.api.Stage == "" || g.api.Stage == defaultStage {
		return path
	}
	rest, found := strings.CutPrefix(path, "/"+g.api.Stage)
	switch {
	case !found || rest != "" && rest[0] != '/':
		return path
	case rest == "":
		return "/"
	}
	return rest
}

// portOf is the port that a request came in at.
func portOf(r *http.Request) string {
	if a, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr); ok {
		if _, port, err := net.SplitHostPort(a.String()); err == nil {
			return port
		}
	}
	return "80"
}

package gateway

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/gateway/answers"
)

// catchAll is the path of an HTTP API's route that takes the rest.
const catchAll = "$default"

// anyMethod is the method of a route that takes every one.
const anyMethod = "ANY"

// methods are those that routes can be of, and that ANY stands for.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-method-settings-method-request.html
var methods = []string{
	http.MethodDelete, http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodPatch, http.MethodPost, http.MethodPut,
}

func (r *Route) method() string {
	if r.Method == "" {
		return anyMethod
	}
	return strings.ToUpper(r.Method)
}

// key names the route as API Gateway does.
func (r *Route) key() string {
	if r.Path == catchAll {
		return catchAll
	}
	return r.method() + " " + r.Path
}

func (r *Route) checkPath(api answers.API) error {
	if r.Path == catchAll {
		return only(true, "$default", api, answers.HTTP, answers.URL)
	}
	if api == answers.URL || api == answers.ALB && strings.HasPrefix(r.Path, "*") {
		return nil
	}
	if !strings.HasPrefix(r.Path, "/") {
		return fmt.Errorf("path %q: it begins with /", r.Path)
	}
	_, err := split(r.Path)
	return err
}

// find chooses the route of a request.
func (g *Gateway) find(method, escaped string) (*route, map[string]string) {
	switch g.config.API {
	case answers.URL:
		return g.routes[0], nil // it takes every path and method
	case answers.ALB:
		return g.firstRule(method, escaped)
	}
	var parts []string
	if trimmed := strings.TrimPrefix(escaped, "/"); trimmed != "" {
		parts = strings.Split(trimmed, "/")
	}
	var best, rest *route
	var found map[string]string
	for _, r := range g.routes {
		if r.Path == catchAll {
			rest = r
			continue
		}
		params, ok := match(r.segments, parts)
		if ok && g.takes(r, method) && (best == nil || better(r, best, method)) {
			best, found = r, params
		}
	}
	switch {
	case best == nil:
		return rest, nil
	case !slices.Contains(methods, method):
		return rest, nil
	case best.method() != method && best.method() != anyMethod:
		return nil, nil // a REST resource without that method
	}
	return best, found
}

// takes reports whether a route may be chosen for a method. A REST API chooses
// the resource first, and only then looks for a method of it.
func (g *Gateway) takes(r *route, method string) bool {
	if r.method() == method || r.method() == anyMethod {
		return true
	}
	return g.config.API == answers.REST
}

// better prefers the more specific path, then the method itself to ANY.
func better(a, b *route, method string) bool {
	if d := rank(a.segments, b.segments); d != 0 {
		return d < 0
	}
	return strangeness(a, method) < strangeness(b, method)
}

// strangeness orders routes of one path: the method itself, ANY, another.
func strangeness(r *route, method string) int {
	switch r.method() {
	case method:
		return 0
	case anyMethod:
		return 1
	}
	return 2
}

// firstRule goes through a load balancer's rules in their order.
func (g *Gateway) firstRule(method, escaped string) (*route, map[string]string) {
	for _, r := range g.routes {
		if (r.method() == method || r.method() == anyMethod) && fits(r.pattern, escaped) {
			return r, nil
		}
	}
	return nil, nil
}

// checkTwice refuses routes that no request could tell apart.
func checkTwice(routes []*route) error {
	seen := map[string]string{}
	var errs []error
	for _, r := range routes {
		var b strings.Builder
		b.WriteString(r.method())
		for _, s := range r.segments {
			b.WriteByte('/')
			if b.WriteByte(s.kind); s.kind == 'l' {
				b.WriteString(s.text)
			}
		}
		key := b.String()
		if r.Path == catchAll {
			key = catchAll
		}
		if other, twice := seen[key]; twice {
			errs = append(errs, fmt.Errorf("routes %s and %s take the same requests", other, r.key()))
		}
		seen[key] = r.key()
	}
	return errors.Join(errs...)
}

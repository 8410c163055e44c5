package gateway

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/gateway/answers"
)

// catchAll is the path of an HTTP API's route that takes the rest.
const catchAll = "$default"

// anyMethod is the method of a route that takes every one.
const anyMethod = "ANY"

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
		return only(true, "$default", api, answers.HTTP)
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

// segment is a part of a path between slashes.
type segment struct {
	text string // of a literal, or the name of a parameter
	kind byte   // 'l', 'p' or 'g': literal, {parameter}, {greedy+}
}

func split(path string) ([]segment, error) {
	var list []segment
	parts := strings.Split(strings.TrimPrefix(path, "/"), "/")
	if path == "/" {
		return nil, nil
	}
	for i, part := range parts {
		s := segment{part, 'l'}
		if inner, ok := strings.CutPrefix(part, "{"); ok {
			if inner, ok = strings.CutSuffix(inner, "}"); !ok {
				return nil, fmt.Errorf("path %q: %q lacks its closing brace", path, part)
			}
			s = segment{inner, 'p'}
			if name, greedy := strings.CutSuffix(inner, "+"); greedy {
				s = segment{name, 'g'}
			}
		}
		if s.kind != 'l' && (s.text == "" || strings.ContainsAny(s.text, "{}+")) {
			return nil, fmt.Errorf("path %q: %q is no parameter", path, part)
		}
		if s.kind == 'l' && strings.ContainsAny(part, "{}") {
			return nil, fmt.Errorf("path %q: a parameter is a whole part between slashes, unlike %q", path, part)
		}
		if s.kind == 'g' && i < len(parts)-1 {
			return nil, fmt.Errorf("path %q: %q takes the rest and must stand last", path, part)
		}
		list = append(list, s)
	}
	return list, nil
}

// match fits the parts of a path, still percent-encoded, to segments.
func match(segments []segment, parts []string) (params map[string]string, ok bool) {
	for i, s := range segments {
		switch {
		case i >= len(parts):
			return nil, false
		case s.kind == 'g':
			return with(params, s.text, strings.Join(parts[i:], "/")), true
		case s.kind == 'p':
			if parts[i] == "" {
				return nil, false
			}
			params = with(params, s.text, parts[i])
		case s.text != parts[i] && s.text != decode(parts[i]):
			return nil, false
		}
	}
	return params, len(parts) == len(segments)
}

func with(m map[string]string, name, value string) map[string]string {
	if m == nil {
		m = map[string]string{}
	}
	m[name] = decode(value)
	return m
}

func decode(s string) string {
	if d, err := url.PathUnescape(s); err == nil {
		return d
	}
	return s
}

// rank orders paths that fit the same request by the first part in which they
// differ: literal before parameter before the rest.
func rank(a, b []segment) int {
	order := map[byte]int{'l': 0, 'p': 1, 'g': 2}
	for i := range min(len(a), len(b)) {
		if d := order[a[i].kind] - order[b[i].kind]; d != 0 {
			return d
		}
	}
	return 0
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

// wildcards writes the parameters of other APIs as a rule's pattern does, so
// that one list of routes serves behind each.
func wildcards(path string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(path, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		b.WriteByte('*')
		_, path, _ = strings.Cut(rest, "}")
	}
}

// fits matches a path with a rule's pattern: * stands for any text, ? for one
// character. It goes back to the last * only, so that its time is bounded by
// the product of both lengths.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html#path-conditions
func fits(pattern, path string) bool {
	p, i, star, from := 0, 0, -1, 0
	for i < len(path) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, from = p, i
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == path[i]):
			p++
			i++
		case star >= 0:
			from++
			p, i = star+1, from
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
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

package scenarios

import (
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/secret"
)

// redacted returns a copy without what proves who one is.
func (g *Gateway) redacted() *Gateway {
	c := *g
	c.Headers, c.StageVariables = redactedValues(g.Headers), redactedValues(g.StageVariables)
	if c.Key != "" {
		c.Key = redacted
	}
	if c.Token != "" {
		c.Token = redacted
	}
	if a := g.Authorizer; a != nil && a.Function != nil {
		judge, f := *a, *a.Function
		f.Env = redactedValues(f.Env)
		judge.Function = &f
		c.Authorizer = &judge
	}
	return &c
}

// redacted returns a copy without the secrets of headers and query.
func (r *Request) redacted() *Request {
	c := *r
	c.Path, c.Headers = redactedLine(r.Path), redactedValues(r.Headers)
	return &c
}

// redactedLine is "GET /path?query" without the secrets of its query.
func redactedLine(line string) string {
	method, path, found := strings.Cut(line, " ")
	if !found {
		method, path = "", line
	}
	if shown := secret.RedactURL(path); shown != path {
		return strings.TrimSpace(method + " " + shown)
	}
	return line
}

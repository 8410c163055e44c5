package scenarios

import (
	"maps"
	"slices"

	"github.com/sweetspot-bench/sweetspot/internal/secret"
)

// The names of places that hold one value: it is a URL, or "METHOD /path?query".
const (
	urlPlace  = "url"
	linePlace = "request"
)

// visitor is told of a value with its name: that of the variable or the header,
// or of the key; and whether it is sent as a header.
type visitor func(name string, header bool, n *node)

// placed visits what a scenario may hold a secret in. withValues has the same
// places in a Target and in a Payload.
func placed(root *node, visit visitor) {
	for _, t := range targetNodes(root) {
		for _, at := range [][]string{{"function", "env"}, {"container", "env"}, {"gateway", "stage_variables"}, {"gateway", "authorizer", "function", "env"}} {
			t.eachUnder(visit, false, at...)
		}
		for _, service := range itemsOf(t.at("container", "services")) {
			service.eachUnder(visit, false, "env")
		}
		for _, at := range [][]string{{"http", "headers"}, {"container", "request", "headers"}, {"gateway", "headers"}} {
			t.eachUnder(visit, true, at...)
		}
		for _, at := range [][]string{{"http", "url"}, {"gateway", "url"}, {"container", "request", "path"}, {"container", "url"}} {
			if n := t.at(at...); n != nil {
				visit(urlPlace, false, n)
			}
		}
		for _, key := range []string{"key", "token"} {
			if n := t.at("gateway", key); n != nil {
				visit(key, true, n)
			}
		}
	}
	for _, p := range itemsOf(root.get("payloads")) {
		p.eachUnder(visit, true, "request", "headers")
		for _, n := range []*node{p.at("request"), p.at("request", "path")} {
			if n != nil && n.shape == scalar {
				visit(linePlace, false, n)
			}
		}
	}
}

func itemsOf(n *node) []*node {
	if n == nil {
		return nil
	}
	return n.items
}

// at is the value below n under some keys, one in the other; nil without it.
func (n *node) at(keys ...string) *node {
	for _, key := range keys {
		if n == nil {
			return nil
		}
		n = n.get(key)
	}
	return n
}

// eachUnder visits the named values of the mapping below n under some keys.
func (n *node) eachUnder(visit visitor, header bool, keys ...string) {
	values := n.at(keys...)
	if values == nil {
		return
	}
	for _, e := range values.entries {
		visit(e.key.text, header, e.value)
	}
}

// withValues returns a copy in which every value that may hold a secret is what f
// makes of it. The places are those of placed.
func (s *Scenario) withValues(f func(name, text string) string) *Scenario {
	c := *s
	c.Targets, c.Payloads = slices.Clone(s.Targets), slices.Clone(s.Payloads)
	for i, t := range c.Targets {
		c.Targets[i] = t.withValues(f)
	}
	for i, p := range c.Payloads {
		if p.Request == nil {
			continue
		}
		r := *p.Request
		r.Path, r.Headers = f(linePlace, r.Path), eachValue(r.Headers, f)
		c.Payloads[i].Request = &r
	}
	return &c
}

func (t Target) withValues(f func(name, text string) string) Target {
	t.Function = t.Function.withValues(f)
	if t.HTTP != nil {
		h := *t.HTTP
		h.URL, h.Headers = f(urlPlace, h.URL), eachValue(h.Headers, f)
		t.HTTP = &h
	}
	if t.Container != nil {
		c := *t.Container
		request := *c.Request
		request.URL, request.Headers = f(urlPlace, request.URL), eachValue(request.Headers, f)
		c.Env, c.Request = eachValue(c.Env, f), &request
		c.ECS = c.ECS.withValues(f)
		c.Services = slices.Clone(c.Services)
		for i := range c.Services {
			c.Services[i].Env = eachValue(c.Services[i].Env, f)
		}
		t.Container = &c
	}
	if t.Gateway == nil {
		return t
	}
	g := *t.Gateway
	g.Headers, g.StageVariables = eachValue(g.Headers, f), eachValue(g.StageVariables, f)
	if g.Key != "" {
		g.Key = f("key", g.Key)
	}
	if g.Token != "" {
		g.Token = f("token", g.Token)
	}
	if g.Authorizer != nil {
		judge := *g.Authorizer
		judge.Function = judge.Function.withValues(f)
		g.Authorizer = &judge
	}
	t.Gateway = &g
	return t
}

func (f *Function) withValues(change func(name, text string) string) *Function {
	if f == nil {
		return nil
	}
	c := *f
	c.Env = eachValue(f.Env, change)
	return &c
}

func eachValue(values map[string]string, f func(name, text string) string) map[string]string {
	changed := maps.Clone(values)
	for name, value := range changed {
		changed[name] = f(name, value)
	}
	return changed
}

// shownValue is the value of a place as it may be shown: what only stands for a
// secret is none.
func shownValue(name, text string) string {
	switch {
	case secret.OnlyRefs(text):
		return text
	case name == urlPlace:
		return secret.RedactURL(text)
	case name == linePlace:
		return redactedLine(text)
	case IsSecretName(name):
		return redacted
	}
	return secret.RedactURLs(text)
}

package scenarios

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// Request is how a payload is sent to what speaks HTTP: its body is the
// payload's own, where the method carries one.
type Request struct {
	Method  string            `json:"method"`
	Path    string            `json:"path"` // with its query
	Headers map[string]string `json:"headers,omitempty"`
}

// CarriesBody reports whether a request of the method may have a body.
func (r Request) CarriesBody() bool {
	return r.Method != http.MethodGet && r.Method != http.MethodHead
}

// request reads "GET /pets/Dog?page=2", or a mapping with its parts. Without a
// method it is that of a payload with a body, or of one without.
func (d *decoder) request(n *node, body bool) *Request {
	r := &Request{Method: methodFor(body)}
	if n.shape == scalar {
		d.requestLine(n, r)
		return r
	}
	if d.object(n, "request",
		field{name: "method", read: func(n *node) { r.Method = d.method(n, "request.method") }},
		field{name: "path", read: func(n *node) { r.Path = d.requestPath(n, 0) }},
		field{name: "headers", read: func(n *node) { r.Headers = d.headers(n, "request.headers") }},
	) && len(n.entries) > 0 && n.get("path") == nil {
		d.missing(n, "the request does not say where to", "add path: /pets/Dog")
	}
	return r
}

func methodFor(body bool) string {
	if body {
		return http.MethodPost
	}
	return http.MethodGet
}

func (d *decoder) requestLine(n *node, r *Request) {
	text, ok := d.str(n, "request")
	if !ok {
		return
	}
	at := 0
	if method, path, found := strings.Cut(text, " "); found && !strings.HasPrefix(text, "/") {
		if !slices.Contains(Methods(), method) {
			d.failIn(n, 0, check.DidYouMean(method, Methods()), quote(method)+" is not a method of a request")
			return
		}
		r.Method, at = method, len(text)-len(strings.TrimLeft(path, " "))
	}
	r.Path = d.requestPath(n, at)
}

// requestPath reads a path and its query from a place in a scalar on.
func (d *decoder) requestPath(n *node, from int) string {
	text, ok := d.str(n, "the path of a request")
	if !ok {
		return ""
	}
	path := text[from:]
	_, err := url.ParseRequestURI(path)
	switch {
	case !strings.HasPrefix(path, "/"):
		d.failIn(n, from, "begin it with a slash: /pets/Dog", "a request leads to a path")
	case len(path) > maxURL:
		d.fail(n, "send what is long as the payload's body", "the path is longer than "+itoa(maxURL)+" bytes")
	case strings.ContainsAny(path, " \t\r\n"):
		d.failIn(n, from, "write %20 for a space", "the path holds a space or a line break")
	case strings.Contains(path, "#"):
		d.failIn(n, from, "remove it, or write %23 for the sign #", "the path has a fragment (#…), which is never sent")
	case err != nil:
		d.failIn(n, from, "write it as in /pets/Dog?page=2; %25 stands for the sign %", "the path cannot be read")
	}
	return path
}

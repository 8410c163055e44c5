package scenarios

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/secret"
)

// Defaults and bounds of an HTTP target.
const (
	defaultHTTPTimeout = 30 * time.Second
	maxHTTPTimeout     = time.Hour // the longest latency that is told apart
	// A roll-out of a container service takes minutes.
	defaultApplyTimeout = 5 * time.Minute
	defaultMaxBodyMB    = 10
	maxBodyMB           = 1024
	maxRedirects        = 20
	maxURL              = 8000 // bytes that any server is to take: RFC 9110, 4.1
)

// Methods lists the methods that a request of an HTTP target may have.
func Methods() []string {
	return []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
}

// http reads an HTTP target.
func (d *decoder) http(s *draft, n *node, what string) *HTTP {
	h := &HTTP{Method: "GET", Timeout: defaultHTTPTimeout, MaxBody: defaultMaxBodyMB << 20}
	if n.shape == mapping && n.get("apply") != nil {
		h.ApplyTimeout = defaultApplyTimeout
	}
	s.http[h] = n
	if d.object(n, what,
		field{name: "url", read: func(n *node) { h.URL = d.url(n, what+".url") }},
		field{name: "method", read: func(n *node) { h.Method = d.method(n, what+".method") }},
		field{name: "headers", read: func(n *node) { h.Headers = d.headers(n, what+".headers") }},
		field{name: "timeout", read: func(n *node) { h.Timeout, _ = d.duration(n, what+".timeout", time.Millisecond, maxHTTPTimeout) }},
		field{name: "http2", read: func(n *node) { h.HTTP2 = d.boolean(n, what+".http2") }},
		field{name: "redirects", read: func(n *node) { h.Redirects = d.integer(n, what+".redirects", 0, maxRedirects) }},
		field{name: "max_body", read: func(n *node) { h.MaxBody = d.maxBody(n, what+".max_body") }},
		field{name: "insecure", read: func(n *node) { h.Insecure = d.boolean(n, what+".insecure") }},
		field{name: "timings", read: func(n *node) { h.Timings = d.boolean(n, what+".timings") }},
		field{name: "expect", read: func(n *node) { h.Expect = d.expect(n, what+".expect") }},
		field{name: "apply", read: func(n *node) { h.Apply = d.program(n, false, what+".apply", fromFolder) }},
		field{name: "restore", read: func(n *node) { h.Restore = d.program(n, false, what+".restore", fromFolder) }},
		field{name: "apply_timeout", read: func(n *node) {
			h.ApplyTimeout, _ = d.duration(n, what+".apply_timeout", time.Second, maxHTTPTimeout)
		}},
	) && n.get("url") == nil && len(n.entries) > 0 {
		d.missing(n, what+" does not say where to send", `add url: "http://127.0.0.1:8080/"`)
	}
	for _, key := range []string{"restore", "apply_timeout"} {
		if n.shape == mapping && n.get(key) != nil && n.get("apply") == nil {
			d.fail(keyNode(n, key), "add apply: [./change.sh], the command that makes a variant live, or remove it", what+"."+key+" without apply: nothing is changed")
		}
	}
	return h
}

// url reads a URL. One that holds placeholders is checked once they are filled.
func (d *decoder) url(n *node, what string) string {
	text, ok := d.str(n, what)
	switch {
	case !ok:
		return ""
	case placeholder.MatchString(text) && len(placeholder.FindAllString(secret.RedactURL(text), -1)) < len(placeholder.FindAllString(text, -1)):
		d.fail(n, "write ${env:NAME} or ${file:path}: what it stands for is kept out of everything that is written", "a param cannot stand for a secret of "+what+": params are shown in every report")
	case !placeholder.MatchString(text) && len(secret.Refs(text)) == 0:
		d.checkURL(n, what, text)
	}
	return text
}

// checkURL notes what is wrong with a URL. No message quotes it: it may hold a
// secret.
func (d *decoder) checkURL(n *node, what, text string) {
	u, err := url.Parse(text)
	why := ""
	if err != nil && !strings.Contains(text, "@") { // else the reason may quote a part of a password
		why = ": " + reason(err)
	}
	switch {
	case len(text) > maxURL:
		d.fail(n, "send what is long as a payload", what+" is longer than "+itoa(maxURL)+" bytes")
	case strings.ContainsAny(text, " \t\r\n"):
		d.fail(n, "write %20 for a space", what+" holds a space or a line break")
	case !strings.Contains(text, "://"):
		d.fail(n, "write http:// or https:// before it", what+" does not say how to send")
	case err != nil:
		d.fail(n, "write it as in http://127.0.0.1:8080/path", what+" is not a URL"+why)
	case u.Scheme != "http" && u.Scheme != "https":
		d.fail(n, "http and https are what a target of kind http speaks", what+" has the scheme "+quote(u.Scheme))
	case u.Hostname() == "":
		d.fail(n, "write it as in http://127.0.0.1:8080/path", what+" names no host")
	case !validPort(u):
		d.fail(n, "ports go from 1 to 65535", what+" has a port that is none")
	case u.Fragment != "" || strings.HasSuffix(text, "#"):
		d.fail(n, "remove it, or write %23 for the sign #", what+" has a fragment (#…), which is never sent")
	}
}

// validPort reports whether a URL's port is one; none at all is that of the
// scheme.
func validPort(u *url.URL) bool {
	if u.Port() == "" {
		return !strings.HasSuffix(u.Host, ":")
	}
	port, err := strconv.ParseUint(u.Port(), 10, 16)
	return err == nil && port > 0
}

func (d *decoder) method(n *node, what string) string {
	if upper := strings.ToUpper(n.text); n.shape == scalar && upper != n.text && slices.Contains(Methods(), upper) {
		d.fail(n, "write "+upper, quote(n.text)+" is not a value of "+what)
		return ""
	}
	method, _ := d.word(n, what, Methods(), nil)
	return method
}

var (
	headerName = regexp.MustCompile("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$") // a token: RFC 9110, 5.6.2
	ownHeaders = []string{"Connection", "Content-Length", "Expect", "Te", "Trailer", "Transfer-Encoding", "Upgrade"}
)

// headers reads the headers of a request. No message shows a value: it may be
// a secret.
func (d *decoder) headers(n *node, what string) map[string]string {
	if n.shape != mapping || len(n.entries) == 0 {
		d.fail(n, `write {Accept: "application/json"}`, what+" must be a mapping of names to text")
		return nil
	}
	headers := map[string]string{}
	for _, e := range n.entries {
		name := http.CanonicalHeaderKey(e.key.text)
		_, twice := headers[name]
		switch {
		case !headerName.MatchString(e.key.text):
			d.fail(e.key, "use letters, digits and hyphens", quote(e.key.text)+" is not a name of a header")
			continue
		case slices.Contains(ownHeaders, name):
			d.fail(e.key, "remove it", "the header "+name+" is set by sweetspot itself")
		case twice:
			d.fail(e.key, "remove one", "the header "+name+" stands twice; capitals make no difference")
		}
		headers[name] = d.headerValue(e, dotted(what, e.key.text))
	}
	return headers
}

func (d *decoder) headerValue(e entry, what string) string {
	value := e.value
	switch {
	case value.shape != scalar || value.tag() != tagString:
		d.fail(value, "quote it", what+" must be text")
		return ""
	case IsSecretName(e.key.text) && placeholder.MatchString(value.text):
		d.fail(value, "write ${env:NAME} or ${file:path}: what it stands for is kept out of everything that is written", "a param cannot stand in "+what+": params are shown in every report")
	default:
		d.checkHeader(value, what, value.text)
	}
	return value.text
}

// checkHeader notes what no header can hold.
func (d *decoder) checkHeader(n *node, what, value string) {
	if strings.ContainsFunc(value, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }) {
		d.fail(n, "remove it; a header is one line", what+" holds a line break or another control character")
	}
}

func (d *decoder) maxBody(n *node, what string) check.Bytes {
	text, ok := d.scalarText(n, what, what+": 10 MB")
	if !ok {
		return 0
	}
	b, err := check.ParseBytes(text)
	if err != nil {
		d.syntax(n, what, err)
		return 0
	}
	if b < 1 || b > maxBodyMB<<20 {
		d.fail(n, "write a size from 1 B to 1 GB", what+" is "+text+", outside what is possible")
	}
	return b
}

var statusPattern = regexp.MustCompile(`^[1-5]([0-9][0-9]|xx)$`)

// expect reads the statuses of success: one, or a list.
func (d *decoder) expect(n *node, what string) []string {
	items := []*node{n}
	if n.shape != scalar {
		items = d.list(n, what, "[200, 404]")
	}
	var statuses []string
	for _, item := range items {
		text, ok := d.scalarText(item, what, what+": [2xx, 404]")
		if ok && !statusPattern.MatchString(text) {
			d.fail(item, "write a status such as 200, or 2xx for all of a kind", quote(text)+" is not a status")
		}
		statuses = append(statuses, text)
	}
	d.unique(items, what)
	return statuses
}

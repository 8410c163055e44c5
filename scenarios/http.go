package scenarios

import (
	"cmp"
	"maps"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/secret"
)

// HTTP is a target of kind http: a server that runs already, wherever that is.
// URL and the values of Headers may hold ${NAME} for a param of the matrix. Apply
// and Restore are commands with absolute paths.
type HTTP struct {
	URL       string            `json:"url"`
	Method    string            `json:"method"`
	Headers   map[string]string `json:"headers,omitempty"` // by canonical name
	Timeout   time.Duration     `json:"timeout_ns"`        // of one exchange, from the send to the last byte of the answer
	HTTP2     bool              `json:"http2"`
	Redirects int               `json:"redirects"`        // followed at most; 0: a redirect is an answer like any other
	MaxBody   check.Bytes       `json:"max_body_bytes"`   // read of an answer; a larger one is an error
	Insecure  bool              `json:"insecure"`         // certificates are not verified
	Timings   bool              `json:"timings"`          // DNS, connect, TLS and first byte are measured
	Expect    []string          `json:"expect,omitempty"` // statuses of success, "204" or "2xx"; empty: all below 400

	Apply        []string      `json:"apply,omitempty"`           // makes a variant live; empty: nothing is changed
	Restore      []string      `json:"restore,omitempty"`         // puts back what Apply changed
	ApplyTimeout time.Duration `json:"apply_timeout_ns,omitzero"` // of Apply until the server answers well, and of Restore

	shown string // the URL where secrets are filled into the true one; "" where there are none
}

// Changes reports whether a command makes the variants live.
func (h *HTTP) Changes() bool { return len(h.Apply) > 0 }

// placeholder stands for the value of a param.
var placeholder = regexp.MustCompile(`\$\{([A-Za-z][A-Za-z0-9_]*)\}`)

// Filled returns a copy in which placeholders read as the params' values.
func (h *HTTP) Filled(params []ParamValue) *HTTP {
	c := *h
	c.URL, c.Headers, c.shown = fill(h.URL, params), maps.Clone(h.Headers), fill(h.shown, params)
	for name, value := range c.Headers {
		c.Headers[name] = fill(value, params)
	}
	return &c
}

// fill replaces the placeholders of params in a text; others stay.
func fill(text string, params []ParamValue) string {
	for _, p := range params {
		text = strings.ReplaceAll(text, "${"+p.Name+"}", p.Value)
	}
	return text
}

// Succeeds reports whether an answer of this status is a success.
func (h *HTTP) Succeeds(status int) bool {
	if len(h.Expect) == 0 {
		return status >= 100 && status < 400
	}
	text := strconv.Itoa(status)
	for _, e := range h.Expect {
		if e == text || len(text) == 3 && e == text[:1]+"xx" {
			return true
		}
	}
	return false
}

// CarriesBody reports whether a request of the method may have a body.
func (h *HTTP) CarriesBody() bool { return h.Method != http.MethodGet && h.Method != http.MethodHead }

// ShownURL is the URL as it may be shown: without passwords and tokens.
func (h *HTTP) ShownURL() string { return secret.RedactURL(cmp.Or(h.shown, h.URL)) }

// Loopback reports whether the server is on this very machine, by its address. A
// host that a secret stands for is not.
func (h *HTTP) Loopback() bool {
	u, err := url.Parse(secret.Fill(h.URL, func(secret.Ref) string { return "hidden" }))
	if err != nil {
		return false
	}
	return OnThisMachine(u.Hostname())
}

// OnThisMachine reports whether a host is this machine by what it is called. A
// name below localhost is none: it is looked up as any other.
func OnThisMachine(host string) bool {
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	if host == "localhost" {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.IsLoopback()
}

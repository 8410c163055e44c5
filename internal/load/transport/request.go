package transport

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/http/httpguts"
)

// Request is a request that is prepared once and sent many times. It is safe
// for concurrent use.
type Request struct {
	method string
	url    *url.URL
	header http.Header
	body   []byte
	// head is the request line and the headers of HTTP/1.1, without the empty
	// line that ends them.
	head []byte
}

// Field is a header of a single request.
type Field struct{ Name, Value string }

// userAgent is what a request calls its sender when it does not say.
const userAgent = "sweetspot"

// managed are the headers that the transport writes itself.
var managed = []string{"Connection", "Content-Length", "Host", "Te", "Trailer", "Transfer-Encoding", "Upgrade", "Expect"}

// NewRequest prepares a request. url is absolute, http or https. A Host header
// replaces the URL's. The error says what cannot be sent.
func NewRequest(method, rawURL string, header http.Header, body []byte) (*Request, error) {
	u, err := parseURL(rawURL)
	if err != nil {
		return nil, err
	}
	if !validToken(method) {
		return nil, fmt.Errorf("%q is not an HTTP method", method)
	}
	host := u.Host
	kept := http.Header{}
	for name, values := range header {
		canonical := http.CanonicalHeaderKey(name)
		switch {
		case !httpguts.ValidHeaderFieldName(name):
			return nil, fmt.Errorf("%q is not a header's name", name)
		case slices.ContainsFunc(values, func(v string) bool { return !httpguts.ValidHeaderFieldValue(v) }):
			return nil, fmt.Errorf("the value of header %s holds a control character", canonical)
		case canonical == "Host" && len(values) == 1:
			host = values[0]
		case slices.Contains(managed, canonical):
			return nil, fmt.Errorf("header %s cannot be set: it follows from the request", canonical)
		default:
			kept[canonical] = slices.Clone(values)
		}
	}
	if strings.ContainsAny(u.RequestURI(), " \t") {
		return nil, errors.New("the URL holds a space; write %20")
	}
	if !httpguts.ValidHostHeader(host) {
		return nil, fmt.Errorf("%q is not a host", host)
	}
	if u.User != nil && kept.Get("Authorization") == "" {
		password, _ := u.User.Password()
		basic := http.Request{Header: http.Header{}}
		basic.SetBasicAuth(u.User.Username(), password)
		kept["Authorization"] = basic.Header["Authorization"]
	}
	r := &Request{method: method, url: u, header: kept, body: body}
	r.head = r.render(host)
	kept["Host"] = []string{host}
	return r, nil
}

// parseURL reads the URL of a target.
func parseURL(raw string) (*url.URL, error) {
	u, err := url.Parse(raw)
	var detail *url.Error
	switch {
	case errors.As(err, &detail):
		return nil, fmt.Errorf("not a URL: %w", detail.Err)
	case err != nil:
		return nil, err
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, fmt.Errorf("the URL must start with http:// or https://")
	case u.Hostname() == "":
		return nil, errors.New("the URL has no host")
	}
	if port := u.Port(); port != "" {
		if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
			return nil, fmt.Errorf("%s is not a port", port)
		}
	}
	return u, nil
}

func validToken(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return !httpguts.IsTokenRune(r) })
}

// render writes the head as HTTP/1.1 has it.
func (r *Request) render(host string) []byte {
	b := []byte(r.method + " " + r.url.RequestURI() + " HTTP/1.1\r\nHost: " + host + "\r\n")
	if r.header.Get("User-Agent") == "" {
		b = appendField(b, Field{"User-Agent", userAgent})
	}
	for name, values := range r.header {
		for _, value := range values {
			b = appendField(b, Field{name, value})
		}
	}
	if len(r.body) > 0 || r.method == http.MethodPost || r.method == http.MethodPut || r.method == http.MethodPatch {
		b = append(b, "Content-Length: "+strconv.Itoa(len(r.body))+"\r\n"...)
	}
	return b
}

func appendField(b []byte, f Field) []byte {
	b = append(b, f.Name...)
	b = append(b, ": "...)
	b = append(b, f.Value...)
	return append(b, "\r\n"...)
}

// address is where to connect to.
func (r *Request) address() string {
	port := r.url.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[r.url.Scheme]
	}
	return net.JoinHostPort(r.url.Hostname(), port)
}

// safe reports whether sending the request twice does no harm (RFC 9110,
// section 9.2.2).
func (r *Request) safe() bool {
	switch r.method {
	case http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodTrace, http.MethodPut, http.MethodDelete:
		return true
	default:
		return false
	}
}

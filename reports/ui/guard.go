package ui

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net"
	"net/http"
	"strings"
)

// sandboxed is the policy of pages that hold a run's report: it may be a file
// that somebody else wrote, so it is of no origin and may reach nothing.
// https://www.w3.org/TR/CSP3/#directive-sandbox
const sandboxed = "sandbox allow-scripts; default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; " +
	"img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// policy is that of this package's own pages: no script, their one style, and
// forms that ask this server.
var policy = "default-src 'none'; style-src 'sha256-" + hash(string(style)) + "'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

func hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// guard stands before every page.
type guard struct {
	handler http.Handler
	pages   *handler
}

// ServeHTTP lets through what may be answered.
func (g guard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	defer func() {
		if fault := recover(); fault != nil { // of a page that a summary made no sense for
			g.pages.refuse(w, http.StatusInternalServerError, "The page cannot be made of these figures.")
		}
	}()
	switch {
	case !g.known(r.Host):
		g.pages.refuse(w, http.StatusMisdirectedRequest, "This server does not answer to the name "+r.Host+": use the address that `sweetspot ui` printed.")
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		h.Set("Allow", "GET, HEAD")
		g.pages.refuse(w, http.StatusMethodNotAllowed, "These pages can only be read.")
	case g.admits(r):
		g.handler.ServeHTTP(w, r)
	case g.pages.right(r.URL.Query().Get("token")):
		g.welcome(w, r)
	default:
		g.pages.refuse(w, http.StatusForbidden, "Open the address that `sweetspot ui` printed, with its token.")
	}
}

// known reports whether a request's Host is an address, or a name that this
// server goes by. Any other name may be one that somebody else has pointed here,
// to have a browser read these pages for them (DNS rebinding).
func (g guard) known(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	name = strings.TrimSuffix(strings.TrimPrefix(name, "["), "]")
	return net.ParseIP(name) != nil || strings.EqualFold(name, "localhost") ||
		name != "" && strings.EqualFold(name, g.pages.Host)
}

// admits reports whether a request needs no token, or has brought it.
func (g guard) admits(r *http.Request) bool {
	if g.pages.Token == "" {
		return true
	}
	for _, c := range r.CookiesNamed(cookie(r)) {
		if g.pages.right(c.Value) {
			return true
		}
	}
	return false
}

// right compares a token in constant time.
func (h *handler) right(token string) bool {
	return h.Token != "" && subtle.ConstantTimeCompare([]byte(token), []byte(h.Token)) == 1
}

// welcome keeps the token in a cookie and goes on without it in the address. The
// page itself goes on, for a redirection of a link from elsewhere would not carry
// a strict cookie.
func (g guard) welcome(w http.ResponseWriter, r *http.Request) {
	http.SetCookie(w, &http.Cookie{
		Name: cookie(r), Value: g.pages.Token, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode,
	})
	f := g.pages.frame("Sweetspot")
	g.pages.page(w, http.StatusOK, "welcome.gohtml", f)
}

// cookie names it by the port: servers of one host share their cookies.
func cookie(r *http.Request) string {
	_, port, _ := net.SplitHostPort(r.Host)
	return "sweetspot-" + port
}

// NewToken makes a token that cannot be guessed.
func NewToken() string { return rand.Text() }

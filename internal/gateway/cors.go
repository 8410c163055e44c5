package gateway

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/gateway/answers"
	"github.com/sweetspot-bench/sweetspot/internal/gateway/event"
)

// cors answers preflight requests and adds headers to the others, for an HTTP
// API or a function URL that has a configuration. A function's own CORS headers
// are dropped.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
// https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html#urls-cors
type cors struct {
	CORS
	status int // of the answer to a preflight
}

func newCORS(api answers.API, c *CORS) *cors {
	if c == nil {
		return nil
	}
	status := http.StatusNoContent
	if api == answers.URL {
		status = http.StatusOK
	}
	return &cors{*c, status}
}

// preflight answers an OPTIONS request of a browser; nil for any other. A
// caller that may not gets an answer without headers, which its browser takes
// for a no.
func (c *cors) preflight(r *http.Request) *event.Response {
	method := r.Header.Get("Access-Control-Request-Method")
	if r.Method != http.MethodOptions || r.Header.Get("Origin") == "" || method == "" {
		return nil
	}
	h := http.Header{}
	if c.allows(r.Header.Get("Origin")) && listed(c.AllowMethods, method) {
		h.Set("Access-Control-Allow-Methods", strings.Join(c.AllowMethods, ","))
		if len(c.AllowHeaders) > 0 {
			h.Set("Access-Control-Allow-Headers", strings.Join(c.AllowHeaders, ","))
		}
		if c.MaxAge > 0 {
			h.Set("Access-Control-Max-Age", strconv.Itoa(int(c.MaxAge.Seconds())))
		}
	}
	return &event.Response{Status: c.status, Header: h}
}

// decorate adds the headers that go with every answer.
func (c *cors) decorate(h http.Header, r *http.Request) {
	origin := r.Header.Get("Origin")
	preflight := h.Get("Access-Control-Allow-Methods") != "" && r.Method == http.MethodOptions
	if !preflight {
		dropCORS(h)
	}
	if origin == "" || !c.allows(origin) || r.Method == http.MethodOptions && !preflight && r.Header.Get("Access-Control-Request-Method") != "" {
		return
	}
	if listed(c.AllowOrigins, "*") && !c.AllowCredentials {
		origin = "*"
	} else {
		h.Add("Vary", "Origin")
	}
	h.Set("Access-Control-Allow-Origin", origin)
	if c.AllowCredentials {
		h.Set("Access-Control-Allow-Credentials", "true")
	}
	if len(c.ExposeHeaders) > 0 && !preflight {
		h.Set("Access-Control-Expose-Headers", strings.Join(c.ExposeHeaders, ","))
	}
}

func dropCORS(h http.Header) {
	for name := range h {
		if strings.HasPrefix(name, "Access-Control-") {
			delete(h, name)
		}
	}
}

// allows reports whether an origin may call: it is listed, or fits a listed
// one with a wildcard such as https://*.
func (c *cors) allows(origin string) bool {
	return slices.ContainsFunc(c.AllowOrigins, func(pattern string) bool { return fits(pattern, origin) })
}

func listed(list []string, what string) bool {
	return slices.ContainsFunc(list, func(s string) bool { return s == "*" || strings.EqualFold(s, what) })
}

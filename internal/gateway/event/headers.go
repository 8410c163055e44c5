package event

import (
	"net/http"
	"strings"
)

// headers are those of the request with what a gateway adds: Host, where the
// request came from, and its trace. rename gives the name as the function sees
// it: REST leaves the case of names, the others make them lower case.
func (r *Request) headers(rename func(string) string) map[string][]string {
	h := make(map[string][]string, len(r.Header)+6)
	for name, values := range r.Header {
		h[rename(name)] = values
	}
	h[rename("Host")] = []string{r.Host}
	h[rename("X-Forwarded-For")] = []string{forwarded(r.Header, r.SourceIP)}
	h[rename("X-Forwarded-Port")] = []string{r.Port}
	h[rename("X-Forwarded-Proto")] = []string{"http"}
	h[rename("X-Amzn-Trace-Id")] = []string{r.TraceID}
	return h
}

// forwarded appends the caller to X-Forwarded-For.
func forwarded(h http.Header, ip string) string {
	if before := h.Values("X-Forwarded-For"); len(before) > 0 {
		return strings.Join(before, ", ") + ", " + ip
	}
	return ip
}

func asIs(name string) string { return name }

// lastOf keeps the last value of each header, joinedOf all with commas.
func lastOf(h map[string][]string) map[string]string {
	m := make(map[string]string, len(h))
	for name, values := range h {
		if len(values) > 0 {
			m[name] = values[len(values)-1]
		}
	}
	return m
}

func joinedOf(h map[string][]string) map[string]string {
	m := make(map[string]string, len(h))
	for name, values := range h {
		m[name] = strings.Join(values, ",")
	}
	return m
}

// cookies takes the cookies out of lower-case headers, as format 2.0 does.
func cookies(h map[string][]string) []string {
	var list []string
	for _, line := range h["cookie"] {
		for c := range strings.SplitSeq(line, ";") {
			if c = strings.TrimSpace(c); c != "" {
				list = append(list, c)
			}
		}
	}
	delete(h, "cookie")
	return list
}

package transport

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// Only the headers that were asked for are kept, and the body's start of an
// answer that failed, however the body is framed.
func TestHeadersAndTheStartOfErrorsAreKept(t *testing.T) {
	each(t, func(t *testing.T, o Options) {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header()["X-Kept"] = []string{"a", "b"}
			w.Header().Set("X-Other", "c")
			if strings.HasPrefix(r.URL.Path, "/fails") {
				w.WriteHeader(http.StatusBadGateway)
			}
			_, _ = io.WriteString(w, "0123")
			if strings.HasSuffix(r.URL.Path, "/chunked") {
				w.(http.Flusher).Flush()
			}
			_, _ = io.WriteString(w, "456789")
		}))
		defer server.Close()
		o.Headers, o.KeepBody = []string{"X-Kept", "X-Absent"}, 6
		client := newClient(t, o)
		for path, body := range map[string]string{"/ok": "", "/fails": "012345", "/fails/chunked": "012345"} {
			a := client.Do(t.Context(), request(t, "GET", server.URL+path, ""))
			if a.Err != nil || a.BytesIn != 10 || string(a.Body) != body {
				t.Errorf("%s: %d bytes with start %q, %v, want 10 with %q", path, a.BytesIn, a.Body, a.Err, body)
			}
			if got := strings.Join(a.Header["X-Kept"], ","); len(a.Header) != 1 || got != "a,b" {
				t.Errorf("%s: kept %v", path, a.Header)
			}
		}
	})
}

package transport

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// request is a GET of url, or what edit makes of it.
func request(t *testing.T, method, url string, body string) *Request {
	t.Helper()
	r, err := NewRequest(method, url, http.Header{"X-Test": {"yes"}}, []byte(body))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func newClient(t *testing.T, o Options) *Client {
	t.Helper()
	c := NewClient(o)
	t.Cleanup(c.Close)
	return c
}

// counting is a server that counts its connections.
func counting(t *testing.T, handler http.HandlerFunc) (server *httptest.Server, conns *atomic.Int64) {
	t.Helper()
	conns = new(atomic.Int64)
	server = httptest.NewUnstartedServer(handler)
	server.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			conns.Add(1)
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	return server, conns
}

// each runs a test on both ways to send.
func each(t *testing.T, test func(t *testing.T, o Options)) {
	t.Run("pool", func(t *testing.T) { test(t, Options{}) })
	t.Run("net/http", func(t *testing.T) { test(t, Options{Redirects: 1}) })
}

func TestRequestsArriveAsPrepared(t *testing.T) {
	each(t, func(t *testing.T, o Options) {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			got := fmt.Sprint(r.Method, " ", r.URL.RequestURI(), " ", r.Host, " ", r.Header.Get("X-Test"), " ",
				r.Header.Get("Traceparent"), " ", r.Header.Get("Authorization"), " ", r.UserAgent(), " ", string(body))
			if want := "POST /a%20b?c=d example.org yes 00-1 Basic dTpw sweetspot hello"; got != want {
				t.Errorf("the server saw %q, want %q", got, want)
			}
			w.WriteHeader(http.StatusTeapot)
			_, _ = io.WriteString(w, "four")
		}))
		defer server.Close()
		url := strings.Replace(server.URL, "http://", "http://u:p@", 1) + "/a%20b?c=d"
		r, err := NewRequest("POST", url, http.Header{"x-test": {"yes"}, "host": {"example.org"}}, []byte("hello"))
		if err != nil {
			t.Fatal(err)
		}
		a := newClient(t, o).Do(t.Context(), r, Field{"Traceparent", "00-1"})
		if a.Err != nil || a.Status != 418 || a.BytesIn != 4 || a.BytesOut != 5 {
			t.Errorf("answer %+v", a)
		}
	})
}

func TestNewRequestRefuses(t *testing.T) {
	for _, tt := range []struct{ method, url, name, value, want string }{
		{"GET", "ftp://host/", "A", "b", "http:// or https://"},
		{"GET", "http:///path", "A", "b", "no host"},
		{"GET", "http://host:99999/", "A", "b", "port"},
		{"GET", "http://host/%zz", "A", "b", "not a URL"},
		{"GET", "http://host/?a b", "A", "b", "space"},
		{"GET IT", "http://host/", "A", "b", "method"},
		{"GET", "http://host/", "A b", "c", "name"},
		{"GET", "http://host/", "A", "b\r\nC: d", "control character"},
		{"GET", "http://host/", "Content-Length", "3", "cannot be set"},
	} {
		_, err := NewRequest(tt.method, tt.url, http.Header{tt.name: {tt.value}}, nil)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%+v: error %v", tt, err)
		}
	}
}

func TestConnectionsAreKept(t *testing.T) {
	server, conns := counting(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/empty":
			w.WriteHeader(http.StatusNoContent)
		case "/chunked":
			for range 3 {
				_, _ = io.WriteString(w, strings.Repeat("x", 1000))
				w.(http.Flusher).Flush()
			}
			w.Header().Set(http.TrailerPrefix+"T", "v")
		default:
			_, _ = io.WriteString(w, "ok")
		}
	})
	c := newClient(t, Options{})
	for _, tt := range []struct {
		method, path string
		bytes        int64
	}{{"GET", "/", 2}, {"HEAD", "/", 0}, {"GET", "/empty", 0}, {"GET", "/chunked", 3000}, {"POST", "/", 2}, {"GET", "/", 2}} {
		a := c.Do(t.Context(), request(t, tt.method, server.URL+tt.path, ""))
		if a.Err != nil || a.BytesIn != tt.bytes {
			t.Errorf("%s %s: %+v", tt.method, tt.path, a)
		}
	}
	if n := conns.Load(); n != 1 {
		t.Errorf("%d connections for requests one after another, want 1", n)
	}
}

func TestConnectionsAreBoundedAndOpenedBeforehand(t *testing.T) {
	var inFlight, peak atomic.Int64
	server, conns := counting(t, func(http.ResponseWriter, *http.Request) {
		n := inFlight.Add(1)
		defer inFlight.Add(-1)
		for p := peak.Load(); n > p && !peak.CompareAndSwap(p, n); p = peak.Load() {
		}
		time.Sleep(2 * time.Millisecond)
	})
	c := newClient(t, Options{MaxConns: 4})
	r := request(t, "GET", server.URL, "")
	if err := c.Open(t.Context(), r, 3); err != nil {
		t.Fatal(err)
	}
	if a := c.Do(t.Context(), r); a.Err != nil {
		t.Fatal(a.Err)
	}
	if n := conns.Load(); n != 3 {
		t.Errorf("%d connections, want the 3 opened beforehand", n)
	}
	var wg sync.WaitGroup
	for range 40 {
		wg.Go(func() {
			if a := c.Do(t.Context(), r); a.Err != nil {
				t.Error(a.Err)
			}
		})
	}
	wg.Wait()
	if conns.Load() > 4 || peak.Load() > 4 {
		t.Errorf("%d connections with %d requests at once, want at most 4", conns.Load(), peak.Load())
	}
}

func TestTimings(t *testing.T) {
	for name, o := range map[string]Options{"pool": {Timings: true, Insecure: true}, "net/http": {Timings: true, Insecure: true, HTTP2: true}} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
			server.EnableHTTP2 = o.HTTP2
			server.StartTLS()
			defer server.Close()
			c := newClient(t, o)
			r := request(t, "GET", server.URL, "")
			first, second := c.Do(t.Context(), r), c.Do(t.Context(), r)
			if first.Err != nil || first.Connect <= 0 || first.TLS <= 0 || first.FirstByte <= 0 {
				t.Errorf("first %+v", first)
			}
			if second.Err != nil || second.Connect != 0 || second.TLS != 0 || second.FirstByte <= 0 {
				t.Errorf("on an open connection: %+v", second)
			}
		})
	}
}

func TestHTTP2(t *testing.T) {
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.Proto) })
	secure := httptest.NewUnstartedServer(handler)
	secure.EnableHTTP2 = true
	secure.StartTLS()
	defer secure.Close()
	plain := httptest.NewUnstartedServer(handler)
	plain.Config.Protocols = new(http.Protocols)
	plain.Config.Protocols.SetUnencryptedHTTP2(true)
	plain.Start()
	defer plain.Close()
	c := newClient(t, Options{HTTP2: true, Insecure: true})
	for _, url := range []string{secure.URL, plain.URL} {
		if a := c.Do(t.Context(), request(t, "GET", url, "")); a.Err != nil || a.BytesIn != int64(len("HTTP/2.0")) {
			t.Errorf("%s: %+v", url, a)
		}
	}
}

func TestRedirects(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/loop":
			http.Redirect(w, r, "/loop", http.StatusFound)
		case "/once":
			http.Redirect(w, r, "/", http.StatusFound)
		}
	}))
	defer server.Close()
	for _, tt := range []struct {
		redirects int
		path      string
		status    int
		class     string
	}{
		{0, "/loop", 302, ""},
		{3, "/once", 200, ""},
		{3, "/loop", 0, TooManyHops},
	} {
		a := newClient(t, Options{Redirects: tt.redirects}).Do(t.Context(), request(t, "GET", server.URL+tt.path, ""))
		if a.Status != tt.status || classOf(a.Err) != tt.class {
			t.Errorf("%+v: %+v", tt, a)
		}
	}
}

// What was meant for one server does not reach another that it names.
func TestRedirectToAnotherServerCarriesNoSecret(t *testing.T) {
	var seen http.Header
	note := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { seen = r.Header.Clone() })
	other := httptest.NewServer(note)
	defer other.Close()
	mux := http.NewServeMux()
	mux.Handle("/away", http.RedirectHandler(other.URL, http.StatusFound))
	mux.Handle("/here", http.RedirectHandler("/end", http.StatusFound))
	mux.Handle("/end", note)
	server := httptest.NewServer(mux)
	defer server.Close()
	for path, kept := range map[string]string{"/away": "", "/here": "open-sesame"} {
		r, err := NewRequest("GET", server.URL+path+"?token=open-sesame", http.Header{"X-K": {"open-sesame"}, "Accept": {"text/plain"}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		a := newClient(t, Options{Redirects: 2}).Do(t.Context(), r)
		if a.Status != 200 || seen.Get("X-K") != kept || strings.Contains(seen.Get("Referer"), "sesame") != (kept != "") || seen.Get("Accept") != "text/plain" {
			t.Errorf("%s: %+v, with %v", path, a, seen)
		}
	}
	a := newClient(t, Options{Redirects: 2, Follow: func(from, to *url.URL) bool { return from.Host == to.Host }}).
		Do(t.Context(), request(t, "GET", server.URL+"/away", ""))
	if a.Status != http.StatusFound || a.Err != nil {
		t.Errorf("a redirect that is not to be followed: %+v", a)
	}
}

func classOf(err error) string {
	if failed, ok := errors.AsType[*Error](err); ok {
		return failed.Class
	}
	return ""
}

func TestCancelEndsARequest(t *testing.T) {
	each(t, func(t *testing.T, o Options) {
		release := make(chan struct{})
		server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }))
		defer server.Close()
		defer close(release)
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(20*time.Millisecond, cancel)
		a := newClient(t, o).Do(ctx, request(t, "GET", server.URL, ""))
		if classOf(a.Err) != Cancelled {
			t.Errorf("answer %+v, want it cancelled", a)
		}
	})
}

func TestCloseEndsEverything(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer server.Close()
	c := NewClient(Options{})
	r := request(t, "GET", server.URL, "")
	if a := c.Do(t.Context(), r); a.Err != nil {
		t.Fatal(a.Err)
	}
	c.Close()
	c.Close()
	if a := c.Do(t.Context(), r); classOf(a.Err) != Cancelled {
		t.Errorf("after Close: %+v", a)
	}
}

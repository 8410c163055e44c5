package main

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// serves starts a loopback server that behaves as its argument says, until the
// script ends, and sets ADDRESS and URL to it: serves well, serves resets.
func serves(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: serves well|asks|limited|fails|loops|refuses|resets|stalls|garbage|much|logs")
	}
	handlers := map[string]http.Handler{
		"well":    http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") }),
		"fails":   http.NotFoundHandler(),
		"limited": limited(40, 8),
		"logs":    http.HandlerFunc(cloudWatchLogs),
		"asks": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") != "Bearer open-sesame-1234" || r.URL.Query().Get("key") != "file-sesame-5678" {
				http.Error(w, "not with "+r.Header.Get("Authorization"), http.StatusUnauthorized)
			}
		}),
		"loops": http.RedirectHandler("/again", http.StatusFound),
		"much": http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			chunk := make([]byte, 1<<20)
			for range 100 {
				if _, err := w.Write(chunk); err != nil {
					return
				}
			}
		}),
	}
	connections := map[string]func(net.Conn){
		"resets":  func(c net.Conn) { _ = c.(*net.TCPConn).SetLinger(0) },
		"stalls":  func(c net.Conn) { _, _ = c.Read(make([]byte, 1)) },
		"garbage": func(c net.Conn) { _, _ = io.WriteString(c, "220 mail.example.com ESMTP\r\n") },
	}
	if handler := handlers[args[0]]; handler != nil {
		server := httptest.NewServer(handler)
		ts.Defer(server.Close)
		announce(ts, server.Listener)
		return
	}
	do, known := connections[args[0]]
	if !known && args[0] != "refuses" {
		ts.Fatalf("no server %s", args[0])
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	announce(ts, listener)
	if args[0] == "refuses" {
		ts.Check(listener.Close())
		return
	}
	ts.Defer(func() { _ = listener.Close() })
	go accept(listener, do)
}

// limited lets so many requests a second through, and so many at once before
// that; it throttles the others.
func limited(rate, burst float64) http.Handler {
	var mu sync.Mutex
	tokens, last := burst, time.Now()
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		now := time.Now()
		tokens, last = min(burst, tokens+rate*now.Sub(last).Seconds()), now
		if tokens < 1 {
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		tokens--
		_, _ = io.WriteString(w, "hello")
	})
}

func announce(ts *testscript.TestScript, l net.Listener) {
	ts.Setenv("ADDRESS", l.Addr().String())
	ts.Setenv("URL", "http://"+l.Addr().String()+"/")
}

// accept reads a request from every connection, does one thing with it, and
// closes it.
func accept(listener net.Listener, do func(net.Conn)) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		go func() {
			defer func() { _ = conn.Close() }()
			_ = conn.SetDeadline(time.Now().Add(time.Minute))
			_, _ = conn.Read(make([]byte, 4096))
			do(conn)
		}()
	}
}

package live

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// loopback is where metrics are served when only a port is given.
const loopback = "127.0.0.1"

// MetricsAddress is what a user means by an address: "9464" and ":9464" are
// ports of loopback; another host has to be written out.
func MetricsAddress(text string) (string, error) {
	if _, err := strconv.Atoi(text); err == nil {
		text = ":" + text
	}
	host, port, err := net.SplitHostPort(text)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil {
		return "", fmt.Errorf("%q is no address: write a port such as 9464, or HOST:PORT", text)
	}
	if host == "" {
		host = loopback
	}
	return net.JoinHostPort(host, port), nil
}

// Server serves a tap's metrics at /metrics.
type Server struct {
	listener net.Listener
	server   *http.Server
}

// Listen takes an address of MetricsAddress; what connects waits for Serve.
func Listen(address string) (*Server, error) {
	listener, err := net.Listen("tcp", address)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("%s is in use already: choose another port", address)
	case err != nil:
		return nil, fmt.Errorf("cannot listen on %s: %w", address, err)
	}
	return &Server{listener: listener}, nil
}

// URL is where the metrics are.
func (s *Server) URL() string { return "http://" + s.listener.Addr().String() + "/metrics" }

// Serve begins to answer with the metrics of a tap.
func (s *Server) Serve(t *Tap) {
	registry := prometheus.NewRegistry()
	registry.MustRegister(t)
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	s.server = &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = s.server.Serve(s.listener) }() // until Close
}

// Close ends it at once.
func (s *Server) Close() error {
	if s.server == nil {
		return s.listener.Close()
	}
	return s.server.Close()
}

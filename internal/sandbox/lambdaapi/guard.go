package lambdaapi

import (
	"net"
	"net/http"
	"strings"
)

// guard refuses what a web page could make a browser send: a request with an
// Origin, and one that reached a loopback listener under another name (DNS
// rebinding). The server runs commands, so it must not answer those.
func guard(r *http.Request) *fault {
	if _, ok := r.Header["Origin"]; ok {
		return faultf(codeAccessDenied, "requests from browsers are refused: the sandbox runs commands on this machine (the request has an Origin header)")
	}
	addr, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if ok && !loopbackAddr(addr) {
		return nil
	}
	if !loopbackHost(r.Host) {
		return faultf(codeAccessDenied, "requests for host %q are refused: the sandbox listens on loopback; use 127.0.0.1 or localhost", r.Host)
	}
	return nil
}

func loopbackAddr(addr net.Addr) bool {
	switch a := addr.(type) {
	case *net.TCPAddr:
		return a.IP.IsLoopback()
	case *net.UnixAddr:
		return true
	}
	return false
}

// loopbackHost reports whether a Host header, with or without its port, names
// this machine's loopback.
func loopbackHost(host string) bool {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	if host == "127.0.0.1" || strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

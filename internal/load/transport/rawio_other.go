//go:build !linux

package transport

import "net"

// withRawIO is for Linux alone.
func withRawIO(conn net.Conn) net.Conn { return conn }

package transport

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
)

// The classes of failure: few words, the same on every system, to count by.
const (
	Refused     = "connection refused"
	Reset       = "connection reset"
	ClosedEarly = "connection closed early" // before the answer was whole
	NoAnswer    = "no answer in time"
	NoConnect   = "cannot connect in time"
	NoName      = "name not found"
	Unreachable = "network unreachable"
	TLSFailed   = "TLS failed"
	Malformed   = "malformed answer"
	TooLarge    = "answer too large"
	TooManyHops = "too many redirects"
	TooManyFile = "too many open files"
	Cancelled   = "cancelled"
	Failed      = "connection failed" // anything else
)

// Error says why there is no whole, well-formed answer.
type Error struct {
	Class string // one of the constants
	Err   error  // in full
}

// Error is the class with what lies behind it, and for a limit of the system
// the remedy.
func (e *Error) Error() string {
	if e.Class == TooManyFile {
		return e.Class + openFilesHint()
	}
	if e.Err == nil {
		return e.Class
	}
	return e.Class + ": " + e.Err.Error()
}

// Unwrap is the error behind the class.
func (e *Error) Unwrap() error { return e.Err }

// errUnasked is what ends a connection on which a server speaks first.
var errUnasked = &Error{Class: Malformed, Err: errors.New("the server spoke before it was asked")}

// classify turns what the network said into an *Error.
func classify(err error) *Error {
	var known *Error
	if errors.As(err, &known) {
		return known
	}
	return &Error{Class: class(err), Err: err}
}

// errnos by class.
var errnos = []struct {
	errno syscall.Errno
	class string
}{
	{syscall.ECONNREFUSED, Refused},
	{syscall.ECONNRESET, Reset},
	{syscall.ECONNABORTED, Reset},
	{syscall.EPIPE, Reset},
	{syscall.EMFILE, TooManyFile},
	{syscall.ENFILE, TooManyFile},
	{syscall.ENETUNREACH, Unreachable},
	{syscall.EHOSTUNREACH, Unreachable},
	{syscall.ETIMEDOUT, NoConnect},
}

func class(err error) string {
	var name *net.DNSError
	switch {
	case errors.Is(err, context.Canceled):
		return Cancelled
	case isTLS(err):
		return TLSFailed
	case errors.As(err, &name) && !name.IsTimeout:
		return NoName
	}
	for _, known := range errnos {
		if errors.Is(err, known.errno) {
			return known.class
		}
	}
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.DeadlineExceeded), isTimeout(err):
		return NoAnswer
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed):
		return ClosedEarly
	case isMalformed(err):
		return Malformed
	default:
		return Failed
	}
}

// isMalformed goes by the words of net/http, which has no type for it.
func isMalformed(err error) bool {
	text := err.Error()
	return strings.Contains(text, "malformed") || strings.Contains(text, "chunk") || strings.Contains(text, "response headers exceeded") ||
		strings.Contains(text, "readLoopPeekFail") // the server spoke first
}

func isTimeout(err error) bool {
	var network net.Error
	return errors.As(err, &network) && network.Timeout()
}

func isTLS(err error) bool {
	var (
		record    tls.RecordHeaderError
		verify    *tls.CertificateVerificationError
		authority x509.UnknownAuthorityError
		host      x509.HostnameError
		invalid   x509.CertificateInvalidError
	)
	return errors.As(err, &record) || errors.As(err, &verify) ||
		errors.As(err, &authority) || errors.As(err, &host) || errors.As(err, &invalid) ||
		strings.Contains(err.Error(), "tls: ") || strings.Contains(err.Error(), "HTTP response to HTTPS")
}

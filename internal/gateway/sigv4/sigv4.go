// Package sigv4 verifies the AWS Signature Version 4 of a request as
// execute-api and Lambda's function URLs do: by the Authorization header or by
// the query of a presigned URL. Signatures are made again with the SDK's own
// signer and compared.
//
// Headers that the SDK never signs (User-Agent, X-Amzn-Trace-Id, Expect,
// Transfer-Encoding) cannot be among the signed ones here.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
package sigv4

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	algorithm   = "AWS4-HMAC-SHA256"
	terminator  = "aws4_request"
	dateTime    = "20060102T150405Z"
	maxExpires  = 7 * 24 * time.Hour // of a presigned URL
	signedQuery = "X-Amz-Signature"
)

// Error is AWS's answer to a signature that is missing, unreadable or wrong.
type Error struct {
	Type    string // the value of x-amzn-ErrorType
	Message string // AWS's sentence
}

// Error returns AWS's type and sentence.
func (e *Error) Error() string { return e.Type + ": " + e.Message }

// The types of errors.
const (
	Missing    = "MissingAuthenticationTokenException" // the request is not signed
	Incomplete = "IncompleteSignatureException"        // the signature cannot be read
	Unknown    = "UnrecognizedClientException"         // nobody has that access key
	Invalid    = "InvalidSignatureException"           // the signature is not the request's, or out of time
)

func errorf(kind, format string, args ...any) *Error {
	return &Error{Type: kind, Message: fmt.Sprintf(format, args...)}
}

// Signature is what a request says of its signature.
type Signature struct {
	AccessKey, Region, Service string
	Headers                    []string // signed, lower case
	Time                       time.Time
	Expires                    time.Duration // of a presigned URL, 0 otherwise
	Presigned                  bool
	value                      string // hexadecimal
	day                        string // of the credential's scope
}

// Parse reads the signature of a request. The error is an *Error.
func Parse(r *http.Request) (*Signature, error) {
	header := r.Header.Get("Authorization")
	switch {
	case strings.HasPrefix(header, algorithm):
		return parseHeader(header, r.Header)
	case r.URL.Query().Get("X-Amz-Algorithm") != "":
		return parseQuery(r)
	case header != "":
		return nil, errorf(Incomplete, "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.")
	}
	return nil, errorf(Missing, "Missing Authentication Token")
}

// parseHeader reads
// "AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…".
func parseHeader(text string, h http.Header) (*Signature, error) {
	values := map[string]string{}
	for part := range strings.SplitSeq(strings.TrimPrefix(text, algorithm), ",") {
		part = strings.TrimSpace(part)
		key, value, ok := strings.Cut(part, "=")
		if !ok {
			return nil, errorf(Incomplete, "Invalid key=value pair (missing equal-sign) in Authorization header")
		}
		values[key] = value
	}
	for _, key := range []string{"Credential", "SignedHeaders", "Signature"} {
		if values[key] == "" {
			return nil, errorf(Incomplete, "Authorization header requires '%s' parameter.", key)
		}
	}
	return read(values["Credential"], values["SignedHeaders"], values["Signature"], h.Get("X-Amz-Date"))
}

// parseQuery reads the parameters of a presigned URL.
func parseQuery(r *http.Request) (*Signature, error) {
	q := r.URL.Query()
	if got := q.Get("X-Amz-Algorithm"); got != algorithm {
		return nil, errorf(Incomplete, "Unsupported AWS 'algorithm': '%s'", clip(got))
	}
	s, err := read(q.Get("X-Amz-Credential"), q.Get("X-Amz-SignedHeaders"), q.Get(signedQuery), q.Get("X-Amz-Date"))
	if err != nil {
		return nil, err
	}
	seconds, err := strconv.Atoi(q.Get("X-Amz-Expires"))
	s.Expires, s.Presigned = time.Duration(seconds)*time.Second, true
	if err != nil || seconds < 1 || s.Expires > maxExpires {
		return nil, errorf(Incomplete, "X-Amz-Expires must be a number of seconds between 1 and %d", int(maxExpires.Seconds()))
	}
	return s, nil
}

func read(credential, headers, value, date string) (*Signature, error) {
	scope := strings.Split(credential, "/")
	if len(scope) != 5 || scope[0] == "" || scope[4] != terminator {
		return nil, errorf(Incomplete, "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '%s'", clip(credential))
	}
	at, err := time.Parse(dateTime, date)
	if err != nil {
		return nil, errorf(Incomplete, "Date must be in ISO-8601 'basic format'. Got '%s'. See http://en.wikipedia.org/wiki/ISO_8601", clip(date))
	}
	s := &Signature{
		AccessKey: scope[0], day: scope[1], Region: scope[2], Service: scope[3],
		Headers: strings.Split(headers, ";"), Time: at, value: value,
	}
	if !slices.Contains(s.Headers, "host") {
		return nil, errorf(Invalid, "'Host' must be a 'SignedHeader' in the AWS Authorization.")
	}
	return s, nil
}

// clip keeps a caller's text short in an answer.
func clip(s string) string { return s[:min(len(s), 200)] }

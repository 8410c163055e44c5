package sandbox

import (
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// The Runtime API, version 2018-06-01, over a loopback listener per process,
// since a function is told a host and a port and no path.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
// Its answers to wrong requests are those of AWS's own implementation,
// https://github.com/aws/aws-lambda-runtime-interface-emulator/tree/develop/internal/lambda/rapi
//
// It is written on net/http's parser and plain connections rather than its
// server, because GET next must not hold a goroutine and because the goroutine
// that invokes writes the event itself: both are time in every invocation.
const apiRoot = "/2018-06-01/runtime/"

// maxResponseBytes is Lambda's limit of 6 MB and what its transport adds.
const maxResponseBytes = MaxPayloadBytes + 100

const (
	maxConnections = 64       // of one process
	maxHeaderBytes = 1 << 20  // of one request; the cause for X-Ray is a header of up to 1 MB
	maxDrainBytes  = 64 << 20 // of a body that is too large, before its connection is cut
)

// apiError is the body of a refusal.
type apiError struct {
	status  int
	Type    string `json:"errorType"`
	Message string `json:"errorMessage"`
}

var (
	errNotFound  = &apiError{http.StatusNotFound, "NotFound", "no such resource in the Runtime API"}
	errMethod    = &apiError{http.StatusMethodNotAllowed, "MethodNotAllowed", "the Runtime API has this resource under another method"}
	errRequestID = &apiError{http.StatusBadRequest, "InvalidRequestID", "Invalid request ID"}
	errTruncated = &apiError{http.StatusBadRequest, "TruncatedHTTPRequest", "HTTP request detected as truncated"}
	errTooLarge  = &apiError{http.StatusRequestEntityTooLarge, "RequestEntityTooLarge",
		"Exceeded maximum allowed payload size (" + strconv.Itoa(maxResponseBytes) + " bytes)."}
)

// forbidden refuses what the process may not do in its state.
func forbidden(from, to string) *apiError {
	return &apiError{http.StatusForbidden, "InvalidStateTransition",
		"State transition from " + from + " to " + to + " failed for runtime. Error: State transition is not allowed"}
}

// handle answers one request and reports whether the connection may go on.
func (c *conn) handle(req *http.Request) bool {
	route, ok := strings.CutPrefix(req.URL.Path, apiRoot)
	if !ok {
		return c.refuse(req, errNotFound)
	}
	if route == nextRoute {
		if req.Method != http.MethodGet {
			return c.refuse(req, errMethod)
		}
		return c.next(req)
	}
	id, what, ok := invocationRoute(route)
	if !ok {
		return c.refuse(req, errNotFound)
	}
	if req.Method != http.MethodPost {
		return c.refuse(req, errMethod)
	}
	if what == initErrorRoute {
		return c.initError(req)
	}
	return c.answer(req, id, what == errorRoute)
}

// The resource of the next event.
const nextRoute = "invocation/next"

// The resources that are posted to.
const (
	responseRoute  = "response"
	errorRoute     = "error"
	initErrorRoute = "init/error"
)

// invocationRoute cuts "invocation/ID/response", "invocation/ID/error" or
// "init/error".
func invocationRoute(route string) (id, what string, ok bool) {
	if route == initErrorRoute {
		return "", initErrorRoute, true
	}
	rest, ok := strings.CutPrefix(route, "invocation/")
	if !ok {
		return "", "", false
	}
	id, what, ok = strings.Cut(rest, "/")
	return id, what, ok && id != "" && (what == responseRoute || what == errorRoute)
}

// next parks the connection, or writes the event that the process has not
// answered yet once more, as AWS does for a runtime that lost its connection.
func (c *conn) next(req *http.Request) bool {
	if !discard(req.Body) {
		return false
	}
	again, refused := c.api.process.park(c)
	switch {
	case refused != nil:
		return c.write(refused)
	case again != nil:
		c.out = again.appendEvent(c.out[:0])
		_, err := c.net.Write(c.out)
		return err == nil
	}
	return true
}

func (c *conn) answer(req *http.Request, id string, failed bool) bool {
	p := c.api.process
	if refused := p.mayAnswer(id, failed); refused != nil {
		return c.refuse(req, refused)
	}
	body, refused := c.body(req)
	if refused == errTruncated {
		return false // the peer is gone, or cut its own request short
	}
	a := answer{at: time.Now(), payload: body, failed: failed, errorType: req.Header.Get(errorTypeHeader)}
	if refused == errTooLarge {
		a = tooLarge(a)
	}
	a.trailer(req)
	if wrong := p.answered(id, a); wrong != nil {
		refused = wrong
	}
	if refused != nil {
		return c.write(refused)
	}
	return c.accepted()
}

const (
	errorTypeHeader  = "Lambda-Runtime-Function-Error-Type"
	errorBodyTrailer = "Lambda-Runtime-Function-Error-Body"
)

// trailer takes in an error that a streamed response ended with.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-response-streaming
func (a *answer) trailer(req *http.Request) {
	kind := req.Trailer.Get(errorTypeHeader)
	if kind == "" {
		return
	}
	a.failed, a.errorType = true, kind
	body, err := base64.StdEncoding.DecodeString(req.Trailer.Get(errorBodyTrailer))
	if err == nil && len(body) > 0 {
		a.payload = body
	}
}

func tooLarge(a answer) answer {
	a.failed, a.errorType = true, "Function.ResponseSizeTooLarge"
	a.payload = errorPayload(a.errorType, "Response payload size exceeded maximum allowed payload size ("+
		strconv.Itoa(maxResponseBytes)+" bytes).")
	return a
}

func (c *conn) initError(req *http.Request) bool {
	body, refused := c.body(req)
	if refused == nil {
		refused = c.api.process.initFailed(body, req.Header.Get(errorTypeHeader))
	}
	if refused != nil {
		return c.write(refused)
	}
	return c.accepted()
}

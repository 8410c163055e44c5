package http

import (
	"errors"
	nethttp "net/http"
	"strconv"

	"github.com/sweetspot-bench/sweetspot/internal/load/transport"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// outcome tells how a request ended, and in a word why.
func outcome(h *scenarios.HTTP, a transport.Answer) (measure.Outcome, string) {
	if a.Err != nil {
		return Lost(a.Err)
	}
	if h.Succeeds(a.Status) {
		return measure.OutcomeOK, ""
	}
	reason := "HTTP " + strconv.Itoa(a.Status)
	switch a.Status {
	case nethttp.StatusTooManyRequests:
		return measure.OutcomeThrottle, reason
	case nethttp.StatusGatewayTimeout, nethttp.StatusRequestTimeout:
		return measure.OutcomeTimeout, reason
	}
	return measure.OutcomeFunction, reason
}

// Lost is the outcome of a request without a whole answer. That the target's
// own time-out ended it counts as one; the rest never reached an answer.
func Lost(err error) (measure.Outcome, string) {
	known, ok := errors.AsType[*transport.Error](err)
	switch {
	case !ok:
		return measure.OutcomeTransport, transport.Failed
	case known.Class == transport.NoAnswer:
		return measure.OutcomeTimeout, known.Class
	}
	return measure.OutcomeTransport, known.Class
}

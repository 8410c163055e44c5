package vegeta

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/load/transport"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// vegeta takes a result for a success by its code alone, from 200 to 399.

func succeeds(code int) bool { return code >= http.StatusOK && code < http.StatusBadRequest }

// codeOf is the HTTP status of a sample, but never one that would make vegeta
// count it wrongly: a success without such a status is 200, and a failure that
// came with one (a function's error is answered with 200 by Lambda) is 0.
func codeOf(s *measure.Sample) uint16 {
	switch {
	case s.OK() && !succeeds(s.Status):
		return http.StatusOK
	case !s.OK() && succeeds(s.Status), s.Status < 0, s.Status > 999:
		return 0
	}
	return uint16(s.Status)
}

// errorOf is the error text of a sample: "timeout", "throttle: HTTP 429", and
// "" for a success.
func errorOf(s *measure.Sample) string {
	switch {
	case s.OK():
		return ""
	case s.Reason == "":
		return string(s.Outcome)
	}
	return string(s.Outcome) + ": " + s.Reason
}

// failures are the outcomes that an error text may begin with.
var failures = []measure.Outcome{
	measure.OutcomeFunction, measure.OutcomeOOM, measure.OutcomeTimeout,
	measure.OutcomeThrottle, measure.OutcomeTransport, measure.OutcomeDropped,
}

// outcomeOf is errorOf and codeOf undone; for a result of vegeta's own it is
// what a request of Sweetspot's to the same server would have been.
func outcomeOf(code int, text string) (measure.Outcome, string) {
	word, rest, _ := strings.Cut(text, ": ")
	switch {
	case slices.Contains(failures, measure.Outcome(word)):
		return measure.Outcome(word), brief(rest)
	case succeeds(code) && text == "":
		return measure.OutcomeOK, ""
	case code == 0 || succeeds(code): // no answer, or none that was whole
		return withoutAnswer(classOf(text))
	}
	reason := "HTTP " + strconv.Itoa(code)
	switch code {
	case http.StatusTooManyRequests:
		return measure.OutcomeThrottle, reason
	case http.StatusGatewayTimeout, http.StatusRequestTimeout:
		return measure.OutcomeTimeout, reason
	}
	return measure.OutcomeFunction, reason
}

func withoutAnswer(class string) (measure.Outcome, string) {
	if class == transport.NoAnswer {
		return measure.OutcomeTimeout, class
	}
	return measure.OutcomeTransport, class
}

package gateway

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/gateway"
	"github.com/sweetspot-bench/sweetspot/internal/gateway/answers"
	"github.com/sweetspot-bench/sweetspot/internal/load/transport"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/sandbox/lambdaapi"
	httprunner "github.com/sweetspot-bench/sweetspot/runners/http"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// kept are the headers of answers that are read: the platform's figures of the
// function, and what the gateway did itself.
var kept = append(lambdaapi.FigureHeaders(),
	gateway.HeaderFunctionID, gateway.HeaderLatency, gateway.HeaderIntegration, gateway.HeaderCause, gateway.HeaderDetail, "X-Amzn-Errortype",
	"X-Amzn-Requestid", "Apigw-Requestid",
)

// keptBody is what is read of the body of an answer that failed: the longest
// sentence of the table of answers fits.
const keptBody = 512

// sampleOf turns an answer into a sample.
func sampleOf(g *scenarios.Gateway, a transport.Answer) measure.Sample {
	h, ran := a.Header, lambdaapi.Figures(a.Header)
	s := measure.Sample{
		Cold: cmp.Or(ran.Cold, measure.ColdNone), Status: a.Status, BytesOut: a.BytesOut, BytesIn: a.BytesIn, RequestID: h.Get(gateway.HeaderFunctionID),
		Environment: ran.Environment, Contended: ran.Contended, MaxMemoryMB: ran.Report.MaxMemoryMB,
		Duration: ran.Report.Duration, Init: ran.Report.Init, Billed: ran.Report.Billed,
		Gateway: max(0, micros(h, gateway.HeaderLatency)-micros(h, gateway.HeaderIntegration)),
	}
	if s.RequestID == "" { // no function ended in time
		s.RequestID = cmp.Or(h.Get("X-Amzn-Requestid"), h.Get("Apigw-Requestid"))
	}
	s.Outcome, s.Reason = outcome(g, a, ran.Outcome)
	return s
}

// micros reads a header in microseconds, 0 without one.
func micros(h http.Header, name string) time.Duration {
	n, _ := strconv.ParseInt(h.Get(name), 10, 64)
	return time.Duration(n) * time.Microsecond
}

// outcome tells how a request ended, and in a few words why. What the platform
// says of the function comes first: an answer of a REST API that maps errors may
// hide one behind a 200. A status that the scenario expects is a success. The
// local gateway says so whenever it answers itself, so that an answer in which it
// does not is the function's own, whatever it looks like.
func outcome(g *scenarios.Gateway, a transport.Answer, told measure.Outcome) (measure.Outcome, string) {
	if a.Err != nil {
		return httprunner.Lost(a.Err)
	}
	switch failed := told != "" && told != measure.OutcomeOK; {
	case g.Succeeds(a.Status) && (a.Status >= 400 || !failed):
		return measure.OutcomeOK, ""
	case a.Status < 400 && failed:
		return told, reasons[told] + " behind " + strconv.Itoa(a.Status)
	case !g.Deployed() && a.Header.Get(gateway.HeaderCause) == "":
		return judged(answers.Verdict{}, told, a.Status)
	}
	verdict := answers.Classify(answers.API(g.API), answers.Evidence{
		Status: a.Status, Header: a.Header, Body: a.Body, FunctionOutcome: string(told),
	})
	return judged(verdict, told, a.Status)
}

// reasons are what the platform's own words for how a function ended are called.
var reasons = map[measure.Outcome]string{
	measure.OutcomeFunction: "function error", measure.OutcomeOOM: "out of memory",
	measure.OutcomeTimeout: "function timeout", measure.OutcomeThrottle: "function throttled",
}

// judged is the outcome of an answer with an error. A cause is said plainly
// where it is confirmed; where it is not, what it may be.
func judged(v answers.Verdict, told measure.Outcome, status int) (measure.Outcome, string) {
	switch {
	case v.Confirmed == answers.FunctionError && told == measure.OutcomeOOM:
		return told, reasons[told]
	case v.Confirmed != "":
		return outcomeOf(v.Confirmed), words(v.Confirmed)
	case told != "" && told != measure.OutcomeOK:
		return told, reasons[told]
	case len(v.Possible) > 0:
		return common(v.Possible, status), v.Text
	case v.Text != "":
		return measure.OutcomeFunction, v.Text
	}
	return measure.OutcomeFunction, "HTTP " + strconv.Itoa(status)
}

func words(c answers.Cause) string { return strings.ReplaceAll(string(c), "_", " ") }

// outcomeOf is the outcome of a cause.
func outcomeOf(c answers.Cause) measure.Outcome {
	switch c {
	case answers.FunctionTimeout, answers.IntegrationTimeout:
		return measure.OutcomeTimeout
	case answers.FunctionThrottled, answers.StageThrottle, answers.Quota:
		return measure.OutcomeThrottle
	}
	return measure.OutcomeFunction
}

// common is the outcome that all causes have, or else that of the status.
func common(causes []answers.Cause, status int) measure.Outcome {
	first := outcomeOf(causes[0])
	if !slices.ContainsFunc(causes, func(c answers.Cause) bool { return outcomeOf(c) != first }) {
		return first
	}
	switch status {
	case http.StatusTooManyRequests:
		return measure.OutcomeThrottle
	case http.StatusGatewayTimeout:
		return measure.OutcomeTimeout
	}
	return measure.OutcomeFunction
}

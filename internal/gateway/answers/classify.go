package answers

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// CauseHeader is the header in which Sweetspot's own gateway says why it
// answered as it did. A gateway of AWS has none.
const CauseHeader = "X-Sweetspot-Cause"

// Evidence is what is known of one answer. Status and Header are the caller's;
// the rest comes from a log or a metric and may be empty.
type Evidence struct {
	Status int
	Header http.Header
	Body   []byte // its beginning is enough

	FunctionOutcome  string // of this very request at the function: "ok", "function", "oom", "timeout", "throttle"
	IntegrationError string // $context.integrationErrorMessage, or error_reason of a load balancer's access log
	ResponseType     string // $context.error.responseType
}

// Verdict is what an answer can be taken for.
type Verdict struct {
	Possible  []Cause // every cause whose row fits; nil when the function itself may have answered so
	Confirmed Cause   // "" unless a header, log or metric says it
	By        string  // "header" | "log" | "metric", "" without
	Text      string  // for a report: "function_throttled (by log)", "unknown 5xx: ...", "" for an ordinary answer
}

// Classify reads the table backwards. A status and a body never prove a cause,
// because a function may answer the same: they give what is possible, and only
// a header that the API alone writes, a log or a metric confirms one. An answer
// that fits no row is the function's own.
//
// Statuses of 100 to 399 have no verdict.
func Classify(api API, e Evidence) Verdict {
	if e.Status < 400 {
		return Verdict{}
	}
	v := Verdict{Possible: agreeing(fitting(api, e), e.FunctionOutcome)}
	switch cause, by := confirm(api, e, v.Possible); {
	case cause != "":
		v.Confirmed, v.By = cause, by
		v.Text = string(cause) + " (by " + by + ")"
	case len(v.Possible) > 0:
		v.Text = "unknown " + class(e.Status) + ": " + list(v.Possible)
	case e.Status >= 500:
		v.Text = "unknown 5xx"
	}
	return v
}

// fitting are the causes that have a row like the answer.
func fitting(api API, e Evidence) []Cause {
	var causes []Cause
	for _, a := range table {
		if a.API == api && a.Status == e.Status && bodyFits(a, e.Body) && typeFits(a, e.Header) && !slices.Contains(causes, a.Cause) {
			causes = append(causes, a.Cause)
		}
	}
	return causes
}

// bodyFits compares without white space: proxies and sources differ in it. The
// beginning of a body fits; an empty one says nothing.
func bodyFits(a Answer, body []byte) bool {
	seen := squeeze(string(body))
	switch {
	case a.Body == "" || seen == "":
		return true
	case a.API == ALB: // pages differ, but they are pages
		return strings.HasPrefix(strings.ToLower(seen), "<html")
	}
	if a.Cause == BadSignature && a.API == REST { // the sentence says what is wrong
		return true
	}
	if a.Cause == FunctionThrottled && a.API == URL {
		return strings.Contains(seen, "RateExceeded")
	}
	return strings.HasPrefix(squeeze(a.Body), seen)
}

func typeFits(a Answer, h http.Header) bool {
	seen := errorType(h)
	return seen == "" || a.ErrorType == "" || a.ErrorType == seen
}

// errorType is x-amzn-ErrorType without the address that some services add.
func errorType(h http.Header) string {
	name, _, _ := strings.Cut(h.Get("X-Amzn-Errortype"), ":")
	return name
}

// confirm looks for what proves a cause, the strongest first.
func confirm(api API, e Evidence, possible []Cause) (cause Cause, by string) {
	if c := Cause(e.Header.Get(CauseHeader)); slices.Contains(Causes, c) {
		return c, "header"
	}
	if c := byLog(api, e); c != "" {
		return c, "log"
	}
	if c := byOutcome(e.FunctionOutcome); slices.Contains(possible, c) {
		return c, "metric"
	}
	only, one := single(possible)
	switch {
	case one && slices.Contains(explains[e.FunctionOutcome], only):
		return only, "metric"
	case one && namedByHeader(api, e, only):
		return only, "header"
	}
	return "", ""
}

// explains are the causes that go with each outcome of the function: one that
// ran well can only have been too slow for the API, or have said what it does
// not take.
var explains = map[string][]Cause{
	"ok":       {IntegrationTimeout, MalformedResponse, ResponseSize},
	"function": {FunctionError, IntegrationTimeout, ResponseSize}, // Lambda's own limit makes a large answer an error
	"oom":      {FunctionError, IntegrationTimeout},
	"timeout":  {FunctionTimeout, IntegrationTimeout},
	"throttle": {FunctionThrottled},
}

// agreeing leaves out the causes that the function's outcome rules out. When it
// rules out all of them, it is of another request and says nothing.
func agreeing(possible []Cause, outcome string) []Cause {
	var left []Cause
	for _, c := range possible {
		if slices.Contains(explains[outcome], c) {
			left = append(left, c)
		}
	}
	if left == nil {
		return possible
	}
	return left
}

// byOutcome is the cause that the function's own outcome explains.
func byOutcome(outcome string) Cause {
	switch outcome {
	case "function", "oom":
		return FunctionError
	case "timeout":
		return FunctionTimeout
	case "throttle":
		return FunctionThrottled
	}
	return ""
}

// namedByHeader reports whether x-amzn-ErrorType alone names the cause: it is
// there, the row has it, and the type is not the one of every internal error.
// A function can set the header too, so that it counts only together with the
// row's own body.
func namedByHeader(api API, e Evidence, cause Cause) bool {
	seen := errorType(e.Header)
	if seen == "" || seen == typeInternal || squeeze(string(e.Body)) == "" {
		return false
	}
	for _, a := range table {
		if a.API == api && a.Cause == cause && a.ErrorType == seen {
			return true
		}
	}
	return false
}

func single(causes []Cause) (Cause, bool) {
	if len(causes) != 1 {
		return "", false
	}
	return causes[0], true
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

func class(status int) string { return strconv.Itoa(status/100) + "xx" }

func list(causes []Cause) string {
	words := make([]string, len(causes))
	for i, c := range causes {
		words[i] = strings.ReplaceAll(string(c), "_", " ")
	}
	return strings.Join(words, " or ")
}

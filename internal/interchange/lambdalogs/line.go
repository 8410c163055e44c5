package lambdalogs

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/lambdareport"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// kind says what an event of a log tells of.
type kind int

const (
	other kind = iota // what the function prints, and what tells nothing here
	started
	ended
	reported
	initStarted
	initReported
	failed // how an invocation failed
)

// record is an event that was understood.
type record struct {
	kind kind
	id   string // the request's, "" where the event does not name it
	lambdareport.Report

	outcome measure.Outcome // of kind failed
	reason  string
	timeout time.Duration // that the function is configured with, 0: not told
	by      string        // kind of the initialisation: "provisioned-concurrency" …

	time                               time.Time // that the event itself holds
	function, region, account, runtime string
}

// recognise says what a message tells.
func recognise(message string) record {
	head, rest, _ := strings.Cut(message, " ")
	switch head {
	case "REPORT":
		f := lambdareport.Parse(rest)
		return record{kind: reported, id: f.RequestID, Report: f}
	case "START":
		return record{kind: started, id: lambdareport.Parse(rest).RequestID}
	case "END":
		return record{kind: ended, id: lambdareport.Parse(rest).RequestID}
	case "INIT_START":
		return initStart(rest)
	case "INIT_REPORT", "RESTORE_REPORT":
		return record{kind: initReported, Report: lambdareport.Parse(rest)}
	}
	if strings.HasPrefix(message, "{") {
		return recogniseJSON(message)
	}
	return recogniseFailure(message)
}

var runtimeARN = regexp.MustCompile(`Runtime Version: ([a-z]+):([0-9.a-z]+?)(?:\.(?:v|mainline)[0-9.v]*)?(?:\s.*?arn:aws[a-z-]*:lambda:([a-z0-9-]+)::runtime:|\s|$)`)

// initStart reads "Runtime Version: python:3.12.v36	Runtime Version ARN: arn:aws:lambda:us-east-1::runtime:07a4…".
func initStart(text string) record {
	r := record{kind: initStarted}
	if m := runtimeARN.FindStringSubmatch(text); m != nil {
		r.runtime, r.region = m[1]+m[2], m[3]
	}
	return r
}

var (
	requestID = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
	timedOut  = regexp.MustCompile(`Task timed out after ([0-9]+(?:\.[0-9]+)?) seconds`)
	pythonErr = regexp.MustCompile(`^\[ERROR\] ([A-Za-z_][A-Za-z0-9_.]*)(?::|\s*$|\s*\n)`)
	nodeErr   = regexp.MustCompile(`\tERROR\t(?:Invoke Error|Uncaught Exception|Unhandled Promise Rejection)\s*\t`)
	errorType = regexp.MustCompile(`"errorType":\s*"([^"]{1,120})"`)
)

// recogniseFailure finds the lines in which the platform and the managed
// runtimes tell of a failure.
func recogniseFailure(message string) record {
	fail := record{kind: failed, id: requestID.FindString(message[:min(len(message), 200)]), outcome: measure.OutcomeFunction}
	switch {
	case strings.Contains(message, "Task timed out after "):
		m := timedOut.FindStringSubmatch(message)
		if m == nil || fail.id == "" {
			return record{}
		}
		fail.outcome, fail.reason = measure.OutcomeTimeout, ""
		if seconds, err := strconv.ParseFloat(m[1], 64); err == nil && seconds >= 1 && seconds < 901 {
			fail.timeout = time.Duration(seconds) * time.Second // it is configured in whole seconds
		}
	case strings.HasPrefix(message, "RequestId: ") && strings.Contains(message, "signal: killed"):
		fail.outcome, fail.reason = measure.OutcomeOOM, "Runtime.ExitError"
	case strings.HasPrefix(message, "RequestId: ") && strings.Contains(message, " Error: "),
		strings.HasPrefix(message, "RequestId: ") && strings.Contains(message, "Process exited before completing request"):
		fail.reason = "Runtime.ExitError"
	case strings.HasPrefix(message, "[ERROR] "):
		m := pythonErr.FindStringSubmatch(message)
		if m == nil {
			return record{}
		}
		fail.id, fail.reason = "", lambdareport.Word(m[1])
	case nodeErr.MatchString(message):
		if m := errorType.FindStringSubmatch(message); m != nil {
			fail.reason = lambdareport.Word(m[1])
		}
	default:
		return record{}
	}
	return fail
}

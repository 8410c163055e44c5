package lambdalogs

import (
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/lambdareport"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// recogniseJSON reads an event of the platform; what a function logs as JSON
// tells nothing.
func recogniseJSON(message string) record {
	e := lambdareport.ParseEvent(message)
	r := record{id: lambdareport.Word(e.Record.RequestID)}
	r.time, _ = time.Parse(time.RFC3339Nano, e.Time)
	switch e.Type {
	case "platform.start":
		r.kind = started
		r.function, r.region, r.account = functionARN(e.Record.FunctionARN)
	case "platform.runtimeDone":
		return done(&e, r)
	case "platform.report":
		r.kind, r.Report = reported, e.Report()
	case "platform.initStart":
		version := initStart("Runtime Version: " + e.Record.Runtime + " ARN: " + e.Record.RuntimeARN)
		r.kind, r.by, r.runtime, r.region = initStarted, e.Record.By, version.runtime, version.region
	case "platform.initReport", "platform.restoreReport":
		r.kind, r.Report = initReported, e.InitReport()
	}
	return r
}

// done is the end of an invocation, and how it failed if it did. Lambda writes
// "success", "failure" where the handler reported an error, "error" and "timeout".
func done(e *lambdareport.Event, r record) record {
	r.kind = ended
	switch e.Record.Status {
	case "failure", "error":
		r.kind, r.outcome, r.reason = failed, measure.OutcomeFunction, lambdareport.Word(e.Record.ErrorType)
	case "timeout":
		r.kind, r.outcome, r.reason = failed, measure.OutcomeTimeout, ""
	}
	return r
}

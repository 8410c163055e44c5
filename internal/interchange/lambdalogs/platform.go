package lambdalogs

import (
	"encoding/json"
	"regexp"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/lambdareport"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// platformEvent is an event of the platform in Lambda's JSON logs.
// https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html
type platformEvent struct {
	Time   string `json:"time"`
	Type   string `json:"type"`
	Record struct {
		RequestID   string `json:"requestId"`
		FunctionARN string `json:"functionArn"`
		Status      string `json:"status"`
		ErrorType   string `json:"errorType"`
		Phase       string `json:"phase"`
		By          string `json:"initializationType"`
		Runtime     string `json:"runtimeVersion"`
		RuntimeARN  string `json:"runtimeVersionArn"`
		Tracing     struct {
			Value string `json:"value"`
		} `json:"tracing"`
		Metrics struct {
			Duration  *float64 `json:"durationMs"`
			Billed    *float64 `json:"billedDurationMs"`
			Memory    *float64 `json:"memorySizeMB"`
			MaxMemory *float64 `json:"maxMemoryUsedMB"`
			Init      *float64 `json:"initDurationMs"`
			Restore   *float64 `json:"restoreDurationMs"`
		} `json:"metrics"`
	} `json:"record"`
}

// recogniseJSON reads an event of the platform; what a function logs as JSON
// tells nothing.
func recogniseJSON(message string) record {
	var e platformEvent
	if json.Unmarshal([]byte(message), &e) != nil {
		return record{}
	}
	r := record{id: lambdareport.Word(e.Record.RequestID)}
	r.time, _ = time.Parse(time.RFC3339Nano, e.Time)
	switch e.Type {
	case "platform.start":
		r.kind = started
		r.function, r.region, r.account = functionARN(e.Record.FunctionARN)
	case "platform.runtimeDone":
		return e.done(r)
	case "platform.report":
		r.kind, r.Report = reported, e.report()
	case "platform.initStart":
		version := initStart("Runtime Version: " + e.Record.Runtime + " ARN: " + e.Record.RuntimeARN)
		r.kind, r.by, r.runtime, r.region = initStarted, e.Record.By, version.runtime, version.region
	case "platform.initReport", "platform.restoreReport":
		r.kind, r.Report = initReported, e.report()
		r.Init = r.Duration
	}
	return r
}

// done is the end of an invocation, and how it failed if it did. Lambda writes
// "success", "failure" where the handler reported an error, "error" and "timeout".
func (e *platformEvent) done(r record) record {
	r.kind = ended
	switch e.Record.Status {
	case "failure", "error":
		r.kind, r.outcome, r.reason = failed, measure.OutcomeFunction, lambdareport.Word(e.Record.ErrorType)
	case "timeout":
		r.kind, r.outcome, r.reason = failed, measure.OutcomeTimeout, ""
	}
	return r
}

func (e *platformEvent) report() lambdareport.Report {
	m := e.Record.Metrics
	f := lambdareport.Report{
		RequestID: lambdareport.Word(e.Record.RequestID), Status: lambdareport.Word(e.Record.Status), ErrorType: lambdareport.Word(e.Record.ErrorType), Phase: lambdareport.Word(e.Record.Phase),
		MemoryMB: whole(m.Memory, 128, 10240), MaxMemoryMB: whole(m.MaxMemory, 0, 1<<20),
		TraceID: traceRoot(e.Record.Tracing.Value),
	}
	f.Duration, f.HasDuration = timeOf(m.Duration)
	f.Billed, f.HasBilled = timeOf(m.Billed)
	f.Init, _ = timeOf(m.Init)
	f.Restore, _ = timeOf(m.Restore)
	return f
}

var root = regexp.MustCompile(`(?:^|;)Root=([0-9a-f-]{1,40})`)

// traceRoot is the trace's ID in "Root=1-62e900b2-…;Parent=…;Sampled=1".
func traceRoot(value string) string {
	if m := root.FindStringSubmatch(value); m != nil {
		return m[1]
	}
	return ""
}

func timeOf(v *float64) (time.Duration, bool) {
	if v == nil {
		return 0, false
	}
	return lambdareport.FromMS(*v)
}

// whole is a whole number within bounds, 0 for others.
func whole(v *float64, least, most float64) int {
	if v == nil || !(*v >= least && *v <= most) {
		return 0
	}
	return int(*v)
}

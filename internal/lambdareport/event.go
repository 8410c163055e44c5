package lambdareport

import (
	"encoding/json"
	"regexp"
	"strings"
	"time"
)

// Event is an event of the platform in Lambda's JSON logs.
// https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html
type Event struct {
	Time   string `json:"time"`
	Type   string `json:"type"` // "platform.report" …
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

// ParseEvent reads an event; what is none has no Type.
func ParseEvent(message string) Event {
	var e Event
	if json.Unmarshal([]byte(message), &e) != nil {
		return Event{}
	}
	return e
}

// Report is what an event with figures says: platform.report, initReport or
// restoreReport.
func (e *Event) Report() Report {
	m := e.Record.Metrics
	r := Report{
		RequestID: Word(e.Record.RequestID), Status: Word(e.Record.Status), ErrorType: Word(e.Record.ErrorType), Phase: Word(e.Record.Phase),
		MemoryMB: whole(m.Memory, leastMemoryMB, mostMemoryMB), MaxMemoryMB: whole(m.MaxMemory, 0, 1<<20),
		TraceID: traceRoot(e.Record.Tracing.Value),
	}
	r.Duration, r.HasDuration = timeOf(m.Duration)
	r.Billed, r.HasBilled = timeOf(m.Billed)
	r.Init, _ = timeOf(m.Init)
	r.Restore, _ = timeOf(m.Restore)
	return r
}

// InitReport is an event of that kind: its duration is that of the init.
func (e *Event) InitReport() Report {
	r := e.Report()
	r.Init = r.Duration
	return r
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
	return FromMS(*v)
}

// whole is a whole number within bounds, 0 for others.
func whole(v *float64, least, most float64) int {
	if v == nil || !(*v >= least && *v <= most) {
		return 0
	}
	return int(*v)
}

// OfLog finds the last report in a log, in either of Lambda's formats; ok is
// false without one.
func OfLog(log string) (r Report, ok bool) {
	for line := range strings.Lines(log) {
		if rest, found := strings.CutPrefix(line, "REPORT "); found {
			r, ok = Parse(rest), true
		} else if e := eventIn(line); e.Type == "platform.report" {
			r, ok = e.Report(), true
		}
	}
	return r, ok
}

// InitOfLog finds the last report of an init phase that a log has beside those
// of its invocations: of one that failed, or that was part of an invocation.
func InitOfLog(log string) (r Report, ok bool) {
	for line := range strings.Lines(log) {
		if rest, found := strings.CutPrefix(line, "INIT_REPORT "); found {
			r, ok = Parse(rest), true
		} else if e := eventIn(line); e.Type == "platform.initReport" {
			r, ok = e.InitReport(), true
		}
	}
	return r, ok
}

// eventIn reads a line that holds an event of the platform.
func eventIn(line string) Event {
	if !strings.HasPrefix(line, "{") || !strings.Contains(line, `"platform.`) {
		return Event{}
	}
	return ParseEvent(line)
}

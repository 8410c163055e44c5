package lambda

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// report is what a REPORT line says, Lambda's own account of an invocation:
//
//	REPORT RequestId: 8f5…	Duration: 12.34 ms	Billed Duration: 13 ms	Memory Size: 128 MB	Max Memory Used: 40 MB	Init Duration: 110.22 ms
//
// https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-view.html
type report struct {
	RequestID   string
	Duration    time.Duration
	Billed      time.Duration
	MaxMemoryMB int
	Init        time.Duration
	Restore     time.Duration
	Status      string // "", "timeout", "error"
	ErrorType   string
}

// parseReport finds the last REPORT line of a log tail and the status of a
// failed INIT_REPORT; ok is false without a REPORT.
func parseReport(log string) (r report, ok bool) {
	for line := range strings.Lines(log) {
		if rest, found := strings.CutPrefix(line, "REPORT "); found {
			r, ok = parseFields(rest), true
		}
	}
	return r, ok
}

// initFailed reports whether a log tail tells of an init that did not succeed,
// and how: "error" or "timeout".
func initFailed(log string) (status string, failed bool) {
	for line := range strings.Lines(log) {
		if rest, found := strings.CutPrefix(line, "INIT_REPORT "); found {
			if r := parseFields(rest); r.Status != "" {
				return r.Status, true
			}
		}
	}
	return "", false
}

// parseFields reads the tab-separated "Name: value" pairs of a REPORT; what it
// does not know it passes over.
func parseFields(line string) report {
	var r report
	for field := range strings.SplitSeq(strings.TrimRight(line, "\r\n"), "\t") {
		name, value, _ := strings.Cut(strings.TrimSpace(field), ": ")
		switch name {
		case "RequestId":
			r.RequestID = value
		case "Duration":
			r.Duration = milliseconds(value)
		case "Billed Duration":
			r.Billed = milliseconds(value)
		case "Max Memory Used":
			r.MaxMemoryMB, _ = strconv.Atoi(strings.TrimSuffix(value, " MB"))
		case "Init Duration":
			r.Init = milliseconds(value)
		case "Restore Duration":
			r.Restore = milliseconds(value)
		case "Status":
			r.Status = value
		case "Error Type":
			r.ErrorType = value
		}
	}
	return r
}

// milliseconds reads "12.34 ms"; what is not such a figure is 0.
func milliseconds(s string) time.Duration {
	v, err := strconv.ParseFloat(strings.TrimSuffix(s, " ms"), 64)
	if err != nil || v < 0 || v > 1e9 || v != v {
		return 0
	}
	return time.Duration(math.Round(v * float64(time.Millisecond))) // 1.13 ms are not 1.129999
}

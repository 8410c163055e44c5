package lambdalogs

import (
	"cmp"
	"math"
	"strconv"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/lambdareport"
)

// eventOf makes an event of named fields, as CloudWatch Logs and Logs Insights
// name them.
func eventOf(named map[string]string, e Event) Event {
	e.Time = parseStamp(cmp.Or(named["timestamp"], named["@timestamp"]))
	e.Message = strings.TrimRight(cmp.Or(named["message"], named["@message"]), "\r\n\t ")
	e.Group = cmp.Or(named["logGroup"], named["logGroupName"], named["@log"], e.Group)
	e.Stream = cmp.Or(named["logStream"], named["logStreamName"], named["@logStream"], e.Stream)
	if e.Message == "" && hasFigures(named) {
		e.report = reportOf(named)
	}
	return e
}

// hasFigures reports whether the fields are those that Logs Insights finds in
// a report.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html
func hasFigures(named map[string]string) bool { return named["@duration"] != "" }

// reportOf reads a report from the fields that Logs Insights finds in it.
// Memory is in bytes there, with 1 MB as 1,000,000 of them.
func reportOf(named map[string]string) *lambdareport.Report {
	f := &lambdareport.Report{
		RequestID: lambdareport.Word(named["@requestId"]), TraceID: lambdareport.Word(named["@xrayTraceId"]),
		MemoryMB: megabytesOf(named["@memorySize"]), MaxMemoryMB: megabytesOf(named["@maxMemoryUsed"]),
	}
	if f.MemoryMB < 128 || f.MemoryMB > 10240 {
		f.MemoryMB = 0
	}
	f.Duration, f.HasDuration = lambdareport.Milliseconds(named["@duration"])
	f.Billed, f.HasBilled = lambdareport.Milliseconds(named["@billedDuration"])
	f.Init, _ = lambdareport.Milliseconds(named["@initDuration"])
	return f
}

func megabytesOf(text string) int {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || !(v >= 0 && v < 1e12) {
		return 0
	}
	return int(math.Round(v / 1e6))
}

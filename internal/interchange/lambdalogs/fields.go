package lambdalogs

import (
	"cmp"
	"math"
	"strconv"
	"strings"
)

// eventOf makes an event of named fields, as CloudWatch Logs and Logs Insights
// name them.
func eventOf(named map[string]string, e Event) Event {
	e.Time = parseStamp(cmp.Or(named["timestamp"], named["@timestamp"]))
	e.Message = strings.TrimRight(cmp.Or(named["message"], named["@message"]), "\r\n\t ")
	e.Group = cmp.Or(named["logGroup"], named["logGroupName"], named["@log"], e.Group)
	e.Stream = cmp.Or(named["logStream"], named["logStreamName"], named["@logStream"], e.Stream)
	if e.Message == "" && hasFigures(named) {
		e.figures = figuresOf(named)
	}
	return e
}

// hasFigures reports whether the fields are those that Logs Insights finds in
// a report.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html
func hasFigures(named map[string]string) bool { return named["@duration"] != "" }

// figuresOf reads a report from the fields that Logs Insights finds in it.
// Memory is in bytes there, with 1 MB as 1,000,000 of them.
func figuresOf(named map[string]string) *figures {
	f := &figures{
		requestID: word(named["@requestId"]), traceID: word(named["@xrayTraceId"]),
		memoryMB: megabytesOf(named["@memorySize"]), maxMemoryMB: megabytesOf(named["@maxMemoryUsed"]),
	}
	if f.memoryMB < 128 || f.memoryMB > 10240 {
		f.memoryMB = 0
	}
	f.duration, f.hasDuration = milliseconds(named["@duration"])
	f.billed, f.hasBilled = milliseconds(named["@billedDuration"])
	f.init, _ = milliseconds(named["@initDuration"])
	return f
}

func megabytesOf(text string) int {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || !(v >= 0 && v < 1e12) {
		return 0
	}
	return int(math.Round(v / 1e6))
}

package lambdalogs

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// figures are what a report says.
type figures struct {
	requestID                string
	duration, billed         time.Duration
	hasDuration, hasBilled   bool
	memoryMB, maxMemoryMB    int
	init, restore            time.Duration
	status, errorType, phase string
	traceID                  string
}

// lacks is what a report has to have and has not, "" for nothing.
func (f *figures) lacks() string {
	switch {
	case f.requestID == "":
		return "a request ID"
	case !f.hasDuration:
		return "a duration"
	case !f.hasBilled:
		return "a billed duration"
	case f.memoryMB == 0:
		return "a memory size from 128 to 10240 MB"
	}
	return ""
}

// label finds the names in a report. The tabs between its parts become blanks
// where people copy it, so that the names themselves part it.
var label = regexp.MustCompile(`(?:^|\s)(RequestId|Billed Restore Duration|Restore Duration|Billed Duration|Init Duration|Duration|` +
	`Memory Size|Max Memory Used|Phase|Status|Error Type|XRAY TraceId|SegmentId|Sampled): *`)

// parseFigures reads the "Name: value" pairs of a report; what it does not know
// it passes over.
func parseFigures(text string) figures {
	var f figures
	at := label.FindAllStringSubmatchIndex(text, -1)
	for i, m := range at {
		end := len(text)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		f.set(text[m[2]:m[3]], strings.TrimSpace(text[m[1]:end]))
	}
	return f
}

func (f *figures) set(name, value string) {
	switch name {
	case "RequestId":
		f.requestID = word(value)
	case "Duration":
		f.duration, f.hasDuration = milliseconds(value)
	case "Billed Duration":
		f.billed, f.hasBilled = milliseconds(value)
	case "Memory Size":
		f.memoryMB = memory(value)
	case "Max Memory Used":
		f.maxMemoryMB = megabytes(value)
	case "Init Duration":
		f.init, _ = milliseconds(value)
	case "Restore Duration":
		f.restore, _ = milliseconds(value)
	case "Phase":
		f.phase = word(value)
	case "Status":
		f.status = word(value)
	case "Error Type":
		f.errorType = word(value)
	case "XRAY TraceId":
		f.traceID = word(value)
	}
}

// word is the first word of a text, shortened to what a name may have.
func word(text string) string {
	const longest = 120
	first, _, _ := strings.Cut(strings.TrimSpace(text), " ")
	first, _, _ = strings.Cut(first, "\t")
	first, _, _ = strings.Cut(first, "\n")
	return strings.ToValidUTF8(first[:min(len(first), longest)], "")
}

// milliseconds reads "12.34 ms".
func milliseconds(text string) (time.Duration, bool) {
	v, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(text), " ms"), 64)
	if err != nil {
		return 0, false
	}
	return fromMS(v)
}

// fromMS is a time in ms that an invocation may take: 15 minutes, and what the
// platform takes to end it.
func fromMS(v float64) (time.Duration, bool) {
	const most = 1e6
	if math.IsNaN(v) || v < 0 || v > most {
		return 0, false
	}
	return time.Duration(math.Round(v * float64(time.Millisecond))), true
}

// memory is megabytes that a function may have, 0 for others.
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
func memory(text string) int {
	if mb := megabytes(text); mb >= 128 && mb <= 10240 {
		return mb
	}
	return 0
}

// megabytes reads "128 MB".
func megabytes(text string) int {
	v, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(text), " MB"))
	if err != nil || v < 0 || v > 1<<20 {
		return 0
	}
	return v
}

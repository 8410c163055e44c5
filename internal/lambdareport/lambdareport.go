// Package lambdareport reads what Lambda reports of an invocation at the end of
// its log:
//
//	REPORT RequestId: 8f5…	Duration: 12.34 ms	Billed Duration: 13 ms	Memory Size: 128 MB	Max Memory Used: 40 MB	Init Duration: 110.22 ms
//
// https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-view.html
package lambdareport

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Report is what one says, or an INIT_REPORT. What it does not say is zero.
type Report struct {
	RequestID              string
	Duration, Billed       time.Duration
	HasDuration, HasBilled bool
	MemoryMB               int // 128 to 10240
	MaxMemoryMB            int
	Init, Restore          time.Duration
	Status                 string // "", "timeout", "error"
	ErrorType              string
	Phase                  string // of an INIT_REPORT: "init", "invoke"
	TraceID                string
}

// label finds the names in a report. The tabs between its parts become blanks
// where people copy it, so that the names themselves part it.
var label = regexp.MustCompile(`(?:^|\s)(RequestId|Billed Restore Duration|Restore Duration|Billed Duration|Init Duration|Duration|` +
	`Memory Size|Max Memory Used|Phase|Status|Error Type|XRAY TraceId|SegmentId|Sampled): *`)

// Parse reads the "Name: value" pairs behind the word REPORT; what it does not
// know it passes over.
func Parse(text string) Report {
	var r Report
	at := label.FindAllStringSubmatchIndex(text, -1)
	for i, m := range at {
		end := len(text)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		r.set(text[m[2]:m[3]], strings.TrimSpace(text[m[1]:end]))
	}
	return r
}

func (r *Report) set(name, value string) {
	switch name {
	case "RequestId":
		r.RequestID = Word(value)
	case "Duration":
		r.Duration, r.HasDuration = Milliseconds(value)
	case "Billed Duration":
		r.Billed, r.HasBilled = Milliseconds(value)
	case "Memory Size":
		r.MemoryMB = memory(value)
	case "Max Memory Used":
		r.MaxMemoryMB = megabytes(value)
	case "Init Duration":
		r.Init, _ = Milliseconds(value)
	case "Restore Duration":
		r.Restore, _ = Milliseconds(value)
	case "Phase":
		r.Phase = Word(value)
	case "Status":
		r.Status = Word(value)
	case "Error Type":
		r.ErrorType = Word(value)
	case "XRAY TraceId":
		r.TraceID = Word(value)
	}
}

// Word is the first word of a text, shortened to what a name may have.
func Word(text string) string {
	const longest = 120
	first, _, _ := strings.Cut(strings.TrimSpace(text), " ")
	first, _, _ = strings.Cut(first, "\t")
	first, _, _ = strings.Cut(first, "\n")
	return strings.ToValidUTF8(first[:min(len(first), longest)], "")
}

// Milliseconds reads "12.34 ms".
func Milliseconds(text string) (time.Duration, bool) {
	v, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(text), " ms"), 64)
	if err != nil {
		return 0, false
	}
	return FromMS(v)
}

// FromMS is a time in ms that an invocation may take: 15 minutes, and what the
// platform takes to end it.
func FromMS(v float64) (time.Duration, bool) {
	const most = 1e6
	if math.IsNaN(v) || v < 0 || v > most {
		return 0, false
	}
	return time.Duration(math.Round(v * float64(time.Millisecond))), true // 1.13 ms are not 1.129999
}

// Memory that a function may have, in MB.
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const leastMemoryMB, mostMemoryMB = 128, 10240

// memory is megabytes that a function may have, 0 for others.
func memory(text string) int {
	if mb := megabytes(text); mb >= leastMemoryMB && mb <= mostMemoryMB {
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

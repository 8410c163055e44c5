// Package lambdalogs reads what AWS Lambda says of its invocations in its logs:
// the text lines START, END and REPORT, and the JSON events platform.start,
// platform.runtimeDone and platform.report, out of the files in which people
// keep them (see Read). An invocation is what a REPORT tells of, with what
// other lines tell of it beside.
//
// https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-view.html
// https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html
//
// It does not keep what functions print, and it guesses no figure: a report
// that lacks one is counted and left out.
package lambdalogs

import (
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/lambdareport"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// Event is one entry of a log.
type Event struct {
	Time    time.Time // when it was logged; zero where that is not told
	Group   string    // the log group, "" where it is not told
	Stream  string    // the log stream, which is one environment's, "" likewise
	Message string

	report *lambdareport.Report // of a report, where they come in place of a message
}

// Invocation is one run of a function.
type Invocation struct {
	RequestID string
	Stream    string // "" where it is not known

	Began    time.Time     // when the handler was called; zero in a log without times
	Duration time.Duration // of the handler
	Billed   time.Duration // init or restore in it where they are billed
	Init     time.Duration // of the init or the restore, 0 without one

	MemoryMB    int // that the function had
	MaxMemoryMB int // that it used at most, 0 where it is not told

	Cold    measure.Cold
	Outcome measure.Outcome
	Reason  string // the platform's word for a failure
	TraceID string

	reported time.Time
	done     bool // its report was seen
}

// Sent is when the request came: before an init that it waited for.
func (i *Invocation) Sent() time.Time {
	if i.Cold == measure.ColdWaited || i.Cold == measure.ColdRestored {
		return i.Began.Add(-i.Init)
	}
	return i.Began
}

// End is when the handler was through.
func (i *Invocation) End() time.Time { return i.Began.Add(i.Duration) }

// Log is what the logs of one function tell.
type Log struct {
	Function string        // its name, "" where the log does not tell
	Group    string        // the log group, likewise
	Region   string        // "" likewise
	Account  string        // 12 digits, "" likewise
	Runtime  string        // such as "python3.12", "" likewise
	Timeout  time.Duration // that it was configured with, 0 where no invocation timed out

	Invocations []Invocation // by the time at which they were sent
	Dated       bool         // the invocations have times
	Streams     bool         // every invocation has a log stream
	Whole       bool         // other lines than reports were seen: failures of handlers may be among them
	Mute        bool         // a report without a status: it does not tell whether the handler failed

	Unreadable  int    // reports that lack a figure
	Unreadables string // what the first of them lacks
	Duplicates  int    // reports that were read before
	Unfinished  int    // invocations without a report
	Undated     int    // invocations that were left out for want of a time, where others have one
	FailedInits int    // init phases that failed or timed out
}

// Limits of what is read.
const (
	MaxInvocations = 2_000_000 // of all functions together
	maxMessage     = 1 << 20   // bytes of an event: CloudWatch takes no more
	maxFunctions   = 10_000
)

package sandbox

import (
	"strconv"
	"time"
)

// The lines that Lambda writes around a function's own log.
// https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-view.html

func appendStart(b []byte, requestID, version string) []byte {
	b = append(b, "START RequestId: "...)
	b = append(b, requestID...)
	b = append(b, " Version: "...)
	b = append(b, version...)
	return append(b, '\n')
}

// appendEnd writes the END and REPORT lines. Status stands in the line when
// the platform ended the invocation, as for a time-out; an exception that the
// function's runtime reported leaves the line as it is.
func appendEnd(b []byte, r *Report, byPlatform bool) []byte {
	b = append(b, "END RequestId: "...)
	b = append(b, r.RequestID...)
	b = append(b, "\nREPORT RequestId: "...)
	b = append(b, r.RequestID...)
	b = append(b, "\tDuration: "...)
	b = appendMs(b, r.Duration)
	b = append(b, "\tBilled Duration: "...)
	b = strconv.AppendInt(b, r.Billed.Milliseconds(), 10)
	b = append(b, " ms\tMemory Size: "...)
	b = strconv.AppendInt(b, int64(r.MemoryMB), 10)
	b = append(b, " MB\tMax Memory Used: "...)
	b = strconv.AppendInt(b, int64(r.MaxMemoryMB), 10)
	b = append(b, " MB\t"...)
	if r.Init > 0 {
		b = append(b, "Init Duration: "...)
		b = appendMs(b, r.Init)
		b = append(b, '\t')
	}
	if byPlatform {
		b = append(b, "Status: "...)
		b = append(b, r.Status...)
		if r.Status == statusError {
			b = append(b, "\tError Type: "...)
			b = append(b, r.ErrorType...)
		}
	}
	return append(b, '\n')
}

// initReport is the line of an init that failed. phase is "init", or "invoke"
// when it was part of an invocation.
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib
func initReport(took time.Duration, phase, status, errorType string) []byte {
	b := append([]byte(nil), "INIT_REPORT Init Duration: "...)
	b = appendMs(b, took)
	b = append(b, "\tPhase: "...)
	b = append(b, phase...)
	b = append(b, "\tStatus: "...)
	b = append(b, status...)
	if status == statusError {
		b = append(b, "\tError Type: "...)
		b = append(b, errorType...)
	}
	return append(b, '\n')
}

func appendMs(b []byte, d time.Duration) []byte {
	b = strconv.AppendFloat(b, float64(d)/float64(time.Millisecond), 'f', 2, 64)
	return append(b, " ms"...)
}

// billed is duration and init together, rounded up to 1 ms. Init is billed for
// all functions since 1 August 2025.
// https://aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase/
func billed(duration, init time.Duration) time.Duration {
	return (duration + init + time.Millisecond - 1).Truncate(time.Millisecond)
}

package lambdaapi

import (
	"net/http"
	"strconv"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
)

// The headers that AWS's answer to Invoke lacks. Times are the platform's own,
// exact where the log's REPORT line rounds them.
const (
	headerEnvironment = "X-Sweetspot-Environment"      // id of the environment, also its log stream
	headerContended   = "X-Sweetspot-Contended"        // true when the host was short of CPU
	headerCold        = "X-Sweetspot-Cold"             // a measure.Cold
	headerOutcome     = "X-Sweetspot-Outcome"          // a measure.Outcome
	headerLimits      = "X-Sweetspot-Limits"           // how CPU and memory are held
	headerDuration    = "X-Sweetspot-Duration-Us"      // handler's run, µs
	headerBilled      = "X-Sweetspot-Billed-Ms"        // billed, ms
	headerInit        = "X-Sweetspot-Init-Us"          // init that was waited for, µs; absent without one
	headerMemory      = "X-Sweetspot-Max-Memory-Mb"    // peak memory, MB
	headerThrottled   = "X-Sweetspot-Throttled-Cpu-Us" // waited for CPU quota, µs; absent when 0
	headerFirst       = "X-Sweetspot-First-Invoke"     // true for an environment's first invocation
)

// SetFigures writes the platform's account of an invocation into headers.
func SetFigures(h http.Header, res *sandbox.Result) {
	rep := &res.Report
	h[headerEnvironment] = []string{res.Environment}
	h[headerContended] = []string{strconv.FormatBool(res.Contended)}
	h[headerCold] = []string{string(res.Cold)}
	h[headerOutcome] = []string{string(res.Outcome)}
	h[headerDuration] = []string{micros(rep.Duration)}
	h[headerBilled] = []string{strconv.FormatInt(rep.Billed.Milliseconds(), 10)}
	h[headerMemory] = []string{strconv.Itoa(rep.MaxMemoryMB)}
	h[headerFirst] = []string{strconv.FormatBool(rep.FirstInvoke)}
	if rep.Init > 0 {
		h[headerInit] = []string{micros(rep.Init)}
	}
	if rep.ThrottledCPU > 0 {
		h[headerThrottled] = []string{micros(rep.ThrottledCPU)}
	}
}

// FigureHeaders are the headers that Figures reads.
func FigureHeaders() []string {
	return []string{
		headerEnvironment, headerContended, headerCold, headerOutcome, headerDuration, headerBilled, headerInit, headerMemory, headerThrottled, headerFirst,
	}
}

// Figures reads what SetFigures wrote. What is absent or no number stays zero.
func Figures(h http.Header) *sandbox.Result {
	number := func(name string) int64 {
		text := h.Get(name)
		if text == "" { // the usual case of some, without the cost of an error
			return 0
		}
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return 0
		}
		return n
	}
	span := func(name string, unit time.Duration) time.Duration { return time.Duration(number(name)) * unit }
	return &sandbox.Result{
		Environment: h.Get(headerEnvironment),
		Contended:   h.Get(headerContended) == "true",
		Cold:        measure.Cold(h.Get(headerCold)),
		Outcome:     measure.Outcome(h.Get(headerOutcome)),
		Report: sandbox.Report{
			RequestID:    h.Get("X-Amzn-Requestid"),
			Duration:     span(headerDuration, time.Microsecond),
			Billed:       span(headerBilled, time.Millisecond),
			Init:         span(headerInit, time.Microsecond),
			ThrottledCPU: span(headerThrottled, time.Microsecond),
			MaxMemoryMB:  int(number(headerMemory)),
			FirstInvoke:  h.Get(headerFirst) == "true",
		},
	}
}

func micros(d time.Duration) string { return strconv.FormatInt(d.Microseconds(), 10) }

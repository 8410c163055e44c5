package reports

import (
	"fmt"
	"strings"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// What a function can do at most, whatever its size.
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const (
	longestRun     = 900 * time.Second
	mostMemoryMB   = 10240
	mostAsyncBytes = 1 << 20 // https://docs.aws.amazon.com/lambda/latest/dg/API_Invoke.html
)

// nearLimit is the share of the longest run from which on a warning says how
// near it is.
const nearLimit = 0.9

// tooLargeError is how the platform fails an answer of more than 6 MB.
const tooLargeError = "ResponseSizeTooLarge"

// tooLarge counts the invocations of the load phase whose answer was more than a
// function may give.
func (e *evaluated) tooLarge() int {
	n := 0
	for f, count := range e.observed.failures {
		if f.load && strings.Contains(f.reason, tooLargeError) {
			n += count
		}
	}
	return n
}

// beyond says what of the work is beyond any function, from its verb on; "" for
// work that is not, or that only shares of up to KilledUnusable are.
func (e *evaluated) beyond() string {
	if !e.observed.target.OnLambda() {
		return ""
	}
	tooLong, tooLarge := e.observed.tooLong, e.tooLarge()
	switch {
	case share(tooLarge, e.ranCount) > KilledUnusable:
		return fmt.Sprintf("answers with more than the 6 MB that a function may return at once: %d of %d invocations failed for it", tooLarge, e.ranCount)
	case share(tooLong, e.ranCount) > KilledUnusable:
		return fmt.Sprintf("takes longer than the 900 s that a function may run: %d of %d invocations did", tooLong, e.ranCount)
	}
	return ""
}

// misfit says why the work fits no function at all, in a sentence without its
// full stop: what a trial cannot do for a reason that holds at every size, or at
// the largest there is. "" for all other trials.
func (e *evaluated) misfit() string {
	o := e.observed
	if !o.target.OnLambda() || e.ranCount == 0 {
		return ""
	}
	largest := e.Variant.MemoryMB == mostMemoryMB
	at := fmt.Sprintf("at %s, the most there is, ", format.Memory(mostMemoryMB))
	f := o.target.Function
	switch killed := share(e.OOM+e.Timeouts, e.ranCount) > KilledUnusable; {
	case share(e.tooLarge(), e.ranCount) > KilledUnusable:
		return fmt.Sprintf("%d of %d answers had more than the 6 MB that it may return at once (streamed, up to 200 MB)", e.tooLarge(), e.ranCount)
	case !largest:
		return ""
	case killed && e.OOM >= e.Timeouts:
		return at + fmt.Sprintf("%d of %d invocations were killed for memory", e.OOM, e.ranCount)
	case killed && f != nil && f.Timeout == longestRun:
		return at + fmt.Sprintf("%d of %d invocations did not end within the 900 s that a function may run", e.Timeouts, e.ranCount)
	case share(o.tooLong, e.ranCount) > KilledUnusable:
		return at + fmt.Sprintf("%d of %d invocations took longer than the 900 s that a function may run", o.tooLong, e.ranCount)
	}
	return ""
}

// cramped reports whether more memory, and the CPU that comes with it, may make
// an unusable trial usable.
func (e *evaluated) cramped() bool {
	return share(e.OOM+e.Timeouts+e.observed.tooLong, e.ranCount) > KilledUnusable
}

// limitWarnings tell of what comes near to what a function can do.
func limitWarnings(in Input, trials []*evaluated) []Warning {
	var out []Warning
	for _, e := range trials {
		if longest := e.Duration.Max; e.observed.target.OnLambda() && e.Usable && longest != nil && *longest > nearLimit*check.Milliseconds(longestRun) {
			out = append(out, Warning{"near-limit", fmt.Sprintf("%s: the longest invocation took %s of the 900 s that a function may run.", e.Label, format.Duration(*longest))})
		}
	}
	for _, p := range in.Scenario.Payloads {
		if len(p.Body) > mostAsyncBytes && anyFunction(in.Scenario) {
			out = append(out, Warning{"payload-async", fmt.Sprintf(
				"The payload %s has %.1f MB: a synchronous invocation takes up to 6 MB, an asynchronous one (of S3, SNS, EventBridge) up to 1 MB.", p.Name, float64(len(p.Body))/(1<<20))})
		}
	}
	return out
}

func anyFunction(s *scenarios.Scenario) bool {
	for _, t := range s.Targets {
		if t.OnLambda() {
			return true
		}
	}
	return false
}

package reports

import (
	"fmt"
	"strings"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/advice"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// Thresholds of validity and use, as shares.
const (
	ContendedWarn    = 0.05                     // of invocations while the host was short of CPU: a warning
	ContendedInvalid = measure.ContendedInvalid // the same: the trial is invalid
	UnsentInvalid    = measure.UnsentInvalid    // of intended sends that the generator failed to make
	KilledUnusable   = 0.01                     // of invocations out of memory or timed out: the variant is unusable
	FailedUnusable   = 0.5                      // of a server's requests failed, so that its median is no success: the variant is unusable
)

// judgeValidity says whether the trial is about the target, or about the
// machine and the generator.
func (e *evaluated) judgeValidity() {
	e.InvalidReasons = []string{}
	if e.observed.local() && e.observed.host.Limits == tierNone {
		e.invalid("this host can limit neither CPU nor memory, so a size means nothing here")
	}
	contended := e.contended()
	e.ContendedShare = share(contended, e.ranCount)
	if e.ContendedShare > ContendedInvalid {
		e.invalid("%d of %d invocations ran while the host was short of CPU (%s)",
			contended, e.ranCount, advice.Percent(e.ContendedShare))
	}
	if late, free, allowed := e.lateSends(); late > max(1, free/100) {
		e.invalid("the load generator itself was late: %d of %d sends by more than %s although a worker was free",
			late, free, advice.MS(float64(allowed)/float64(time.Millisecond)))
	}
	if unsent, intended := e.unsent(); share(unsent, intended) > UnsentInvalid {
		e.invalid("the load generator itself did not keep the rate: %d of %d intended sends were never made", unsent, intended)
	}
	e.Valid = len(e.InvalidReasons) == 0
}

func (e *evaluated) invalid(format string, args ...any) {
	e.InvalidReasons = append(e.InvalidReasons, fmt.Sprintf(format, args...))
}

func (e *evaluated) contended() int {
	n := 0
	for _, b := range e.observed.blocks {
		n += b.contended
	}
	return n
}

// lateSends counts the sends for which a worker stood ready, and those of them
// that were late by more than is allowed: 5 ms or a tenth of the median
// latency. More than one in a hundred late means that the lag's p99 is beyond
// what is allowed; with fewer than a hundred sends a single one is forgiven.
// Lateness because all workers waited on a slow target is latency, not this.
func (e *evaluated) lateSends() (late, free int, allowed time.Duration) {
	p50 := 0.0
	if e.Latency.P50 != nil {
		p50 = *e.Latency.P50
	}
	allowed = measure.LagAllowed(time.Duration(p50 * float64(time.Millisecond)))
	for _, b := range e.observed.blocks {
		free += b.lagFree.Len()
		late += b.lagFree.Len() - b.lagFree.AtMost(allowed)
	}
	return late, free, allowed
}

// unsent counts the sends that the generator owes: those that it dropped with a
// worker free, and those of a finished block that left no sample at all.
func (e *evaluated) unsent() (unsent, intended int) {
	for _, b := range e.observed.blocks {
		if !b.covered || b.Intended == 0 {
			continue
		}
		intended += b.Intended
		n := 0
		for _, p := range e.observed.parts(b) {
			n += p.n
		}
		unsent += max(0, b.Intended-n) + b.unsent
	}
	return unsent, intended
}

// judgeUse says whether the variant can do the work at all.
func (e *evaluated) judgeUse() {
	e.UnusableReason = e.unusable()
	e.Usable = e.UnusableReason == ""
}

// unusable is the reason in plain words, "" for a variant that works. Shares
// are of the invocations that the platform ran.
func (e *evaluated) unusable() string {
	killed := share(e.OOM+e.Timeouts, e.ranCount) > KilledUnusable
	switch {
	case killed && e.OOM >= e.Timeouts:
		return fmt.Sprintf("needs more than %d MB: %d of %d invocations were killed for memory%s", e.Variant.MemoryMB, e.OOM, e.ranCount,
			also(e.Timeouts, " and %d timed out"))
	case killed:
		return fmt.Sprintf("is too slow%s: %d of %d invocations timed out%s", e.timeoutText(), e.Timeouts, e.ranCount,
			also(e.OOM, " and %d were killed for memory"))
	case share(e.died(), e.Invocations) > KilledUnusable:
		return fmt.Sprintf("does not stay up: %d of %d requests failed because a container died (%s)", e.died(), e.Invocations, e.why())
	case e.beyond() != "":
		return e.beyond()
	case e.Latency.N > 0 && e.observed.target.HTTP != nil && e.ErrorShare > FailedUnusable:
		return fmt.Sprintf("fails more often than it answers: %d of %d requests failed (%s)", e.Errors, e.Invocations, mostCommon(e.ErrorReasons))
	case e.Latency.N > 0:
		return ""
	case e.Invocations == 0:
		return e.unmeasured()
	default:
		return fmt.Sprintf("never succeeded: all %d invocations failed (%s)", e.Invocations, mostCommon(e.ErrorReasons))
	}
}

// died counts the requests whose container died under them, and those that then
// met none.
func (e *evaluated) died() int {
	n := 0
	for f, count := range e.observed.failures {
		lost := f.outcome == measure.OutcomeFunction && strings.HasPrefix(f.reason, measure.ReasonContainerEnded) || f.reason == measure.ReasonNoReplica
		if lost && e.counts(f) && e.observed.target.Container != nil {
			n += count
		}
	}
	return n
}

func also(n int, format string) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(format, n)
}

// timeoutText names the time-out that ends first: the gateway's or the function's.
func (e *evaluated) timeoutText() string {
	f, g := e.observed.target.Function, e.observed.target.Gateway
	if g != nil && g.Timeout > 0 && (f == nil || g.Timeout < f.Timeout) {
		return " for the gateway's time-out of " + g.Timeout.String()
	}
	if f != nil && f.Timeout > 0 {
		return " for its time-out of " + f.Timeout.String()
	}
	return ""
}

// unmeasured is why there is no load phase: what ended it before it began.
func (e *evaluated) unmeasured() string {
	reasons := map[string]int{}
	oom := 0
	for f, n := range e.observed.failures {
		reasons[f.key()] += n
		if f.outcome == measure.OutcomeOOM {
			oom += n
		}
	}
	switch {
	case oom > 0:
		return fmt.Sprintf("needs more than %d MB: it was killed for memory before the load began", e.Variant.MemoryMB)
	case len(reasons) > 0:
		return fmt.Sprintf("failed before the load began (%s)", mostCommon(reasons))
	}
	for _, b := range e.observed.blocks {
		if b.Error != "" {
			return "was not measured: " + b.Error
		}
	}
	return "was not measured"
}

// mostCommon is the most frequent reason, "function: Unhandled".
func mostCommon(reasons map[string]int) string {
	best := ""
	for r, n := range reasons {
		if best == "" || n > reasons[best] || n == reasons[best] && r < best {
			best = r
		}
	}
	return best
}

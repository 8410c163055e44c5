package reports

import (
	"strings"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/pricing/meters"
)

// billedTime is what the provider bills for a sample, init in it: the
// platform's own figure, or the full time-out for a time-out without one. It
// is false for what is not billed at all, and for what ran without a figure:
// a missing one is not a free one.
func (o *observed) billedTime(s *measure.Sample) (time.Duration, bool) {
	switch {
	case !ran(s):
		return 0, false
	case s.Billed > 0 && o.rules != nil:
		return o.rules.Billed(s.Duration, s.Init, o.managedZIP()), true
	case s.Billed > 0:
		return s.Billed, true
	case s.Outcome == measure.OutcomeTimeout && o.target.Function != nil && o.target.Function.Timeout > 0:
		return o.target.FunctionOf(o.variant).Timeout, true
	default:
		return 0, false
	}
}

// rulesOf are the rules of the day whose prices are asked for, nil where they
// are those of the day of the run: the platform's own figures then hold.
func rulesOf(in Input) *meters.LambdaRules {
	day := in.Scenario.Pricing.Date
	if day.IsZero() {
		return nil
	}
	rules := meters.LambdaRulesAt(day)
	if rules == meters.LambdaRulesAt(in.StartedAt) {
		return nil
	}
	return &rules
}

// managedZIP reports whether the function is code in a ZIP package on one of
// Lambda's managed runtimes. A program of one's own runs on a custom one.
func (o *observed) managedZIP() bool {
	f := o.target.Function
	return f != nil && (f.Python != "" || f.Node != "") && !strings.HasPrefix(f.Runtime, "provided")
}

// billed is the mean and the sum of the billed times in ms.
func billed(tallies []*measure.Tally) Billed {
	n, sum := total(tallies)
	return Billed{Mean: maybe(check.Milliseconds(sum)/float64(n), n > 0), Sum: check.Milliseconds(sum)}
}

// roundUpMS is a billed time in whole ms, as it stands on the bill.
func roundUpMS(d time.Duration) int64 {
	return int64((d + time.Millisecond - 1) / time.Millisecond)
}

package compare

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/reports"
)

// Statistic is what is compared, by the name that gates use for it.
type Statistic string

// The statistics that are compared unless others are asked for; all that can be
// are check.Comparables. Of each a lower value is better.
const (
	P50    Statistic = "p50"              // latency, ms
	P95    Statistic = "p95"              // latency, ms
	P99    Statistic = "p99"              // latency, ms
	Billed Statistic = "billed.mean"      // ms
	Cost   Statistic = "cost.per_million" // money
	Errors Statistic = "errors"           // share
)

// What is compared, and what decides, unless something else is asked for.
var (
	DefaultStatistics = []Statistic{P50, P95, P99, Billed, Cost, Errors}
	DefaultDecide     = []Statistic{P95, Cost}
)

// The limits unless others are given.
const (
	DefaultLimit       = 0.05 // of a ratio
	DefaultErrorsLimit = 0.01 // of a difference of shares, as from 1 % on a variant is unusable
)

// shortNames are other names of statistics.
var shortNames = map[string]Statistic{"cost": Cost, "billed": Billed, "mean_billed_ms": Billed}

// ParseStatistic reads the name of a statistic.
func ParseStatistic(name string) (Statistic, error) {
	name = strings.TrimSpace(name)
	if s, ok := shortNames[name]; ok {
		return s, nil
	}
	if slices.Contains(check.Comparables(), name) {
		return Statistic(name), nil
	}
	names := append([]string{"cost"}, check.Comparables()...)
	hint := check.DidYouMean(name, names)
	if hint == "" {
		hint = "known: " + strings.Join(names, ", ")
	}
	return "", fmt.Errorf("%q is no statistic that can be compared; %s", name, hint)
}

// word is the statistic as a sentence has it.
func (s Statistic) word() string {
	switch s {
	case Billed:
		return "mean billed time"
	case Cost:
		return "cost"
	}
	return string(s)
}

// bears is the share of errors from which on a percentile of the successes is
// beyond all that succeeded: 1 − q; 1 for what is no percentile that callers
// wait for.
func (s Statistic) bears() float64 {
	if share, ok := bearable[strings.TrimPrefix(string(s), "service.")]; ok {
		return share
	}
	return 1
}

// bearable is 1 − q, exactly.
var bearable = map[string]float64{"p50": 0.5, "p90": 0.1, "p95": 0.05, "p99": 0.01}

// latency reports whether it is seen from the machine that drives the load.
func (s Statistic) latency() bool {
	name := strings.TrimPrefix(string(s), "service.")
	return !strings.Contains(name, ".") && s != Errors
}

// withDefaults fills in what is not said.
func (o Options) withDefaults() Options {
	o.asked = slices.Concat(o.Statistics, o.Decide)
	if o.Decide == nil {
		o.Decide = DefaultDecide
	}
	if o.Limit == 0 {
		o.Limit = DefaultLimit
	}
	return o
}

// shown are the statistics of the table in their usual order, those that decide
// always among them.
func (o Options) shown() []Statistic {
	asked := o.Statistics
	if asked == nil {
		asked = DefaultStatistics
	}
	out := slices.DeleteFunc(slices.Clone(DefaultStatistics), func(s Statistic) bool {
		return !slices.Contains(asked, s) && !slices.Contains(o.Decide, s)
	})
	for _, s := range slices.Concat(asked, o.Decide) {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// unit of a statistic's values in the trial.
func (s Statistic) unit(t *reports.Trial) string {
	switch {
	case s == Errors:
		return ""
	case s == Cost && t.Cost != nil:
		return t.Cost.Currency + " per million"
	case s == Cost:
		return "per million"
	}
	return "ms"
}

package advice

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// within keeps the candidates that meet every limit of the objective, judged on
// point estimates. A limit whose metric cannot be had is not met.
func within(objective check.Objective, usable []Candidate) []Candidate {
	return keep(usable, func(c Candidate) bool {
		return !Misses(objective, c) && (objective.Kind != check.Deadline || c.Job != nil)
	})
}

// Misses reports whether a candidate is over a limit of the objective.
func Misses(objective check.Objective, c Candidate) bool {
	return slices.ContainsFunc(objective.Within, func(l check.Limit) bool { return excess(c, l) > 0 })
}

// excess is by how much of the limit a candidate is over it: 0 when it is met,
// +Inf when the metric cannot be had. A quantile of latency is not met either
// when more invocations failed than it leaves out, since percentiles are of
// successes alone; the excess is then that of the error share.
func excess(c Candidate, l check.Limit) float64 {
	if q, ok := LatencyQuantile(l.Metric.Name); ok && c.ErrorShare > 1-q {
		return over(c.ErrorShare, 1-q)
	}
	v, ok := c.metric(l.Metric.Name)
	if !ok {
		return math.Inf(1)
	}
	return over(v, limitNumber(l))
}

func over(value, limit float64) float64 {
	switch {
	case value <= limit:
		return 0
	case limit <= 0:
		return 1 + value
	default:
		return value/limit - 1
	}
}

func (c Candidate) metric(name string) (float64, bool) {
	if c.Metric == nil {
		return 0, false
	}
	return c.Metric(name)
}

func limitNumber(l check.Limit) float64 {
	if l.Value.Dimension == check.Cost {
		return l.Value.Money.Amount.InexactFloat64()
	}
	return l.Value.Number
}

// nearest is the candidate whose worst excess over the limits is least; nil
// when the objective has no limits. Of those that miss a deadline it is the
// fastest.
func nearest(objective check.Objective, usable []Candidate) *Candidate {
	if objective.Kind == check.Deadline {
		return lowestP50(priced(usable))
	}
	if len(objective.Within) == 0 {
		return nil
	}
	worst := func(c Candidate) float64 {
		w := 0.0
		for _, l := range objective.Within {
			w = max(w, excess(c, l))
		}
		return w
	}
	return least(usable, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(worst(a), worst(b)), cmp.Compare(a.P50, b.P50))
	})
}

// misses says in words which limits a candidate does not meet.
func misses(c Candidate, limits []check.Limit) string {
	var out []string
	for _, l := range limits {
		if excess(c, l) > 0 {
			out = append(out, miss(c, l))
		}
	}
	return list(out)
}

func miss(c Candidate, l check.Limit) string {
	name := l.Metric.Name
	if q, ok := LatencyQuantile(name); ok && c.ErrorShare > 1-q {
		return fmt.Sprintf("%s of its invocations failed, more than %s leaves out", Percent(c.ErrorShare), name)
	}
	v, ok := c.metric(name)
	if !ok {
		return fmt.Sprintf("its %s cannot be told from what was measured", name)
	}
	return fmt.Sprintf("its %s is %s", name, figure(v, l.Value))
}

// limitsText lists the limits: "p95 ≤ 800 ms and errors ≤ 0.1 %".
func limitsText(limits []check.Limit) string {
	var out []string
	for _, l := range limits {
		out = append(out, l.Metric.Name+" ≤ "+figure(limitNumber(l), l.Value))
	}
	return list(out)
}

// figure shows a number in the unit of a literal.
func figure(v float64, unit check.Value) string {
	switch unit.Dimension {
	case check.Time:
		return MS(v)
	case check.Share:
		return Percent(v)
	case check.Memory:
		return fmt.Sprintf("%.0f MB", v)
	case check.PerSec:
		return fmt.Sprintf("%.4g/s", v)
	case check.Cost:
		return strings.TrimSpace(fmt.Sprintf("%.4g %s", v, unit.Money.Currency))
	default:
		return fmt.Sprintf("%.6g", v)
	}
}

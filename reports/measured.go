package reports

import (
	"fmt"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/advice"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// measuredOnly is the answer of a run with one variant that has no price: there
// is nothing to choose, so it says what was measured. Gates judge that variant.
func measuredOnly(objective string, e *evaluated) recommendation {
	out := recommendation{
		pick: e,
		shown: Recommendation{
			Objective: objective, Tied: []VariantInfo{}, Pareto: []Alternative{}, Unusable: []Unusable{}, MeasuredOnly: true,
			Sentence: doubted(e.sentence(), e), Reasons: []string{},
		},
	}
	if !e.Usable && e.Latency.N > 0 {
		out.shown.Reasons = append(out.shown.Reasons, e.Label+" "+e.UnusableReason+".")
	}
	return out
}

// sentence says in one sentence what was measured.
func (e *evaluated) sentence() string {
	switch {
	case e.Invocations == 0:
		return e.Label + " " + e.UnusableReason + "."
	case e.Latency.N == 0:
		return fmt.Sprintf("%s answered none of %s: %s.", e.Label, requests(e.Invocations), e.why())
	}
	answered := requests(e.Invocations)
	if e.Errors > 0 {
		answered = format.Count(e.Latency.N) + " of " + answered
	}
	parts := append(e.percentiles(), e.failed())
	if lag := e.SendLag.P99; e.Rate.Intended != nil && lag != nil {
		parts = append(parts, "99 % sent within "+advice.MS(*lag)+" of the schedule")
	}
	return fmt.Sprintf("%s answered %s%s: %s.", e.Label, answered, e.rateText(), strings.Join(parts, ", "))
}

func requests(n int) string {
	if n == 1 {
		return "1 request"
	}
	return format.Count(n) + " requests"
}

// rateText is " at 200/s", with what was intended where that was missed.
func (e *evaluated) rateText() string {
	if e.Rate.Achieved == nil {
		return ""
	}
	text := " at " + format.Rate(*e.Rate.Achieved)
	if want := e.Rate.Intended; want != nil && *e.Rate.Achieved < *want*(1-UnsentInvalid) {
		text += " of the " + format.Rate(*want) + " intended"
	}
	return text
}

// percentiles are "p50 1.2 ms", p95 and p99, as far as there are data.
func (e *evaluated) percentiles() []string {
	var parts []string
	for _, p := range []struct {
		name  string
		value *float64
	}{{"p50", e.Latency.P50}, {"p95", e.Latency.P95}, {"p99", e.Latency.P99}} {
		if p.value != nil {
			parts = append(parts, p.name+" "+advice.MS(*p.value))
		}
	}
	return parts
}

// failed is "no errors", or how many there were and why.
func (e *evaluated) failed() string {
	if e.Errors == 0 {
		return "no errors"
	}
	return fmt.Sprintf("%s failed (%s)", format.Share(e.ErrorShare), e.why())
}

// why names the reason of most errors.
func (e *evaluated) why() string {
	if len(e.ErrorReasons) > 1 {
		return "most often " + mostCommon(e.ErrorReasons)
	}
	return mostCommon(e.ErrorReasons)
}

package compare

import (
	"fmt"
	"math"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/advice"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// found is a row with the name of its variant.
type found struct {
	label string
	*Row
}

// decide is the verdict of what decides, and the sentence that says it: a
// regression anywhere counts, then what cannot be told, then an improvement.
func (r *Result) decide() (Verdict, string) {
	by := map[Verdict][]found{}
	n := 0
	for _, v := range r.Variants {
		for i := range v.Statistics {
			if row := &v.Statistics[i]; row.Decides {
				by[row.Verdict] = append(by[row.Verdict], found{format.Clean(v.Label), row})
				n++
			}
		}
	}
	switch worse, better, unsure := by[Regression], by[Improvement], by[Inconclusive]; {
	case len(worse) > 0:
		return Regression, "Regression: " + statements(worse) + "."
	case len(r.Variants) == 0:
		return Inconclusive, "Inconclusive: the runs have no variant in common."
	case n == 0:
		return Inconclusive, "Inconclusive: neither run has " + r.deciding(" or ") + "."
	case len(unsure) > 0:
		return Inconclusive, "Inconclusive" + r.unsure(unsure, n) + "."
	case len(better) > 0:
		return Improvement, "No regression, and an improvement: " + statements(better) + "."
	default:
		return NoChange, r.unchanged(by[NoChange])
	}
}

// statements says what was found, the largest effect first and what else there
// is as a number.
func statements(rows []found) string {
	first := rows[0]
	for _, f := range rows {
		if size(f) > size(first) {
			first = f
		}
	}
	text := fmt.Sprintf("%s, significant (p %s) and beyond the limit of %s", first.statement(), compared(pValue(*first.PHolm)), first.limitText())
	if n := len(rows) - 1; n > 0 {
		text += fmt.Sprintf("; %d more below", n)
	}
	return text
}

// size is how far from its limit an effect is, as a multiple.
func size(f found) float64 {
	if f.Effect == nil {
		return math.Inf(1)
	}
	if f.Statistic == Errors {
		return math.Abs(*f.Effect) / f.Limit
	}
	return math.Abs(math.Log1p(*f.Effect)) / math.Log1p(f.Limit)
}

// statement is "512 MB is 12 % slower at p95 (95 %: 8 % to 17 %)".
func (f found) statement() string {
	if f.Effect == nil {
		return fmt.Sprintf("%s went from %s to %s at %s", f.label, f.value(f.Base), f.value(f.Head), f.Statistic.word())
	}
	e := *f.Effect
	by := advice.Percent(math.Abs(e))
	worse := e > 0
	text := ""
	switch f.Statistic {
	case Errors:
		text = fmt.Sprintf("%s fails in %s of its invocations, and failed in %s", f.label, advice.Percent(orZero(f.Head)), advice.Percent(orZero(f.Base)))
	case Cost:
		text = fmt.Sprintf("%s costs %s %s", f.label, by, choose(worse, "more", "less"))
	case Billed:
		text = fmt.Sprintf("%s is billed %s %s time", f.label, by, choose(worse, "more", "less"))
	default:
		text = fmt.Sprintf("%s is %s %s at %s", f.label, by, choose(worse, "slower", "faster"), f.Statistic)
	}
	if f.CI95 == nil {
		return text
	}
	low, high := f.CI95[0], f.CI95[1]
	if f.Statistic == Errors {
		return fmt.Sprintf("%s (95 %% of the difference: %s)", text, f.interval())
	}
	if low >= 0 || high <= 0 { // of one sign, which the words have
		low, high = min(math.Abs(low), math.Abs(high)), max(math.Abs(low), math.Abs(high))
		return fmt.Sprintf("%s (95 %%: %s to %s)", text, advice.Percent(low), advice.Percent(high))
	}
	return fmt.Sprintf("%s (95 %%: %s to %s)", text, signed(low), signed(high))
}

// limitText is the limit, for errors in percentage points.
func (f found) limitText() string { return f.inUnit(advice.Percent(f.Limit)) }

// inUnit writes a percentage of errors, which is a difference of percentages,
// in points.
func (f found) inUnit(percent string) string {
	if f.Statistic == Errors {
		return strings.TrimSuffix(percent, " %") + " points"
	}
	return percent
}

// unsure says of what nothing can be told, and why.
func (r *Result) unsure(rows []found, all int) string {
	first := rows[0]
	if len(rows) == all && sameReason(rows) {
		return ": " + first.Reason
	}
	text := fmt.Sprintf(" for %s of %s: %s", first.Statistic.word(), first.label, first.Reason)
	if n := len(rows) - 1; n > 0 {
		text += fmt.Sprintf("; %d more below", n)
	}
	return text
}

func sameReason(rows []found) bool {
	for _, f := range rows {
		if f.Reason != rows[0].Reason {
			return false
		}
	}
	return true
}

// unchanged says that nothing was found, and what could have been missed: the
// worst end of all intervals.
func (r *Result) unchanged(rows []found) string {
	text := fmt.Sprintf("No regression: nothing is significantly worse by more than the limit at %s", r.deciding(" or "))
	worst, ok := 0.0, false
	for _, f := range rows {
		if f.CI95 != nil && f.Statistic != Errors && (!ok || f.CI95[1] > worst) {
			worst, ok = f.CI95[1], true
		}
	}
	if !ok {
		return text + "."
	}
	text = fmt.Sprintf("%s; the 95 %% intervals end at %s or below", text, signed(worst))
	if worst > r.Limit {
		return text + ", so that a regression of that size is not ruled out: more blocks or longer ones tell."
	}
	return text + "."
}

// deciding names the statistics that decide.
func (r *Result) deciding(last string) string {
	var words []string
	for _, s := range r.Decide {
		words = append(words, s.word())
	}
	if n := len(words); n > 1 {
		return strings.Join(words[:n-1], ", ") + last + words[n-1]
	}
	return strings.Join(words, "")
}

// signed is a change: "+12 %", "−3.1 %", "0 %".
func signed(x float64) string {
	text := advice.Percent(math.Abs(x))
	switch {
	case text == "0 %":
		return text
	case x < 0:
		return "−" + text
	}
	return "+" + text
}

// pValue is a probability, never rounded to nothing.
func pValue(p float64) string {
	switch {
	case p < 0.0001:
		return "<0.0001"
	case p < 0.001:
		return fmt.Sprintf("%.4f", p)
	}
	return fmt.Sprintf("%.3f", p)
}

// compared is a p-value with the sign before it: "= 0.002", "< 0.0001".
func compared(p string) string {
	if rest, below := strings.CutPrefix(p, "<"); below {
		return "< " + rest
	}
	return "= " + p
}

func choose(first bool, a, b string) string {
	if first {
		return a
	}
	return b
}

func orZero(x *float64) float64 {
	if x == nil {
		return 0
	}
	return *x
}

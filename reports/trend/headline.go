package trend

import (
	"fmt"
	"strings"

	"github.com/sweetspot-bench/sweetspot/reports/compare"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// Sentence is what there is to know about the runs of a scenario first: what
// they recommend and how far their figures lie apart, and the verdict on the
// newest, which comes first where it is worse; or the answer of a run on its own.
func (s *Scenario) Sentence() string {
	switch {
	case len(s.Runs) == 1 && s.Comparison == nil:
		return format.Clean(s.Newest().Summary.Recommendation.Sentence)
	case len(s.Runs) == 1:
		return s.judged()
	case s.Worse():
		return s.judged() + " " + s.consensus()
	}
	return s.consensus() + " " + s.judged()
}

// Worse reports whether the newest run is a regression.
func (s *Scenario) Worse() bool {
	return s.Comparison != nil && s.Comparison.Verdict == compare.Regression
}

// Decided reports whether the comparison came to a verdict.
func (s *Scenario) Decided() bool {
	return s.Comparison != nil && s.Comparison.Verdict != compare.Inconclusive
}

// judged is the verdict on the newest run, which says against what unless it is
// a regression, whose words come first.
func (s *Scenario) judged() string {
	text := format.Clean(s.Comparison.Sentence)
	against := "Newest against " + strings.TrimPrefix(s.BaseName(), "the ") + ": "
	switch {
	case s.Worse():
		return text
	case s.Decided():
		return against + strings.ToLower(text[:1]) + text[1:]
	}
	why := strings.TrimPrefix(text, "Inconclusive")
	if reason, ok := strings.CutPrefix(why, ": "); ok {
		why = ", " + reason
	}
	return against + "not decided" + why
}

// consensus is what the runs recommend, with the range of its cost and p95 over
// those on the machine of the newest.
func (s *Scenario) consensus() string {
	newest, same := s.Newest().answer(), 0
	for _, r := range s.Runs {
		if r.answer() == newest {
			same++
		}
	}
	does := map[bool]string{false: "recommend", true: "measured"}[s.Newest().Summary.Recommendation.MeasuredOnly]
	text := fmt.Sprintf("All %d runs %s %s", same, does, newest)
	if same == 2 {
		text = fmt.Sprintf("Both runs %s %s", does, newest)
	}
	if same < len(s.Runs) {
		text = fmt.Sprintf("%d of %d runs %s %s, as the newest does", same, len(s.Runs), does, newest)
	}
	if newest == "none" {
		return fmt.Sprintf("%d of %d runs have no recommendation, the newest among them.", same, len(s.Runs))
	}
	if ranges := s.ranges(); len(ranges) > 0 {
		text += ": " + strings.Join(ranges, ", ")
	}
	return text + "."
}

// ranges are the lowest and the highest cost and p95 of the variant followed.
func (s *Scenario) ranges() []string {
	f := s.fared()
	var out []string
	if n := len(f.cost); n > 0 {
		out = append(out, between(format.Money(f.least(), f.currency), format.Money(f.most(), f.currency), format.MoneyRange(f.least(), f.most(), f.currency))+" per million")
	}
	if n := len(f.latency); n > 0 {
		out = append(out, "p95 "+between(format.Duration(f.fastest()), format.Duration(f.slowest()), format.DurationRange(f.fastest(), f.slowest())))
	}
	if len(out) > 0 && len(s.ofNewestMachine()) < len(s.Runs) {
		out = append(out, "on the machine of the newest")
	}
	return out
}

// between is a range, or the one figure that both its ends are written as.
func between(low, high, both string) string {
	if low == high {
		return low
	}
	return both
}

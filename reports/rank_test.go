package reports_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
)

// withHiccup is a run of two sizes of which the cheaper one has a single
// invocation that took as long as all others together, and failed.
func withHiccup(perBlock int) reports.Input {
	hiccup := func(n int, s *measure.Sample) {
		if n == 4 {
			s.Duration, s.Billed = 60*time.Second, 60*time.Second
			s.Outcome, s.Reason = measure.OutcomeFunction, "Unhandled"
		}
	}
	in := reportstest.Run{PerBlock: perBlock, Rounds: 3, Sizes: []reportstest.Size{
		{MemoryMB: 1769, CPU: 57 * time.Millisecond, Outcome: hiccup},
		{MemoryMB: 3008, CPU: 57 * time.Millisecond},
	}}.Input()
	in.Scenario.Objective = check.Objective{Kind: check.Cheapest, Text: "cheapest"}
	return in
}

// With few samples a single slow one does not decide which size is cheapest;
// what is shown is the cost with it.
func TestFewSamplesAreRankedByTheTrimmedMean(t *testing.T) {
	s := build(t, withHiccup(33))
	rec := s.Recommendation
	if rec.RankedBy != reports.RankedByTrimmed || rec.Alternatives.Cheapest.MemoryMB != 1769 {
		t.Errorf("ranked by %q, cheapest %d MB; want the trimmed mean, 1769 MB", rec.RankedBy, rec.Alternatives.Cheapest.MemoryMB)
	}
	if small, large := s.Trials[0].Cost.PerMillion, s.Trials[1].Cost.PerMillion; !small.GreaterThan(large) {
		t.Errorf("the amounts are %s and %s: the slow invocation is not in them", small, large)
	}
	said := func(r string) bool {
		return strings.Contains(r, "20 % trimmed mean") && strings.Contains(r, "fewer than 100 billed invocations (99)")
	}
	if !slices.ContainsFunc(rec.Reasons, said) {
		t.Errorf("no reason says what ranks: %q", rec.Reasons)
	}
}

func TestManySamplesAreRankedByTheMean(t *testing.T) {
	rec := build(t, withHiccup(34)).Recommendation
	if rec.RankedBy != reports.RankedByMean || rec.Alternatives.Cheapest.MemoryMB != 3008 {
		t.Errorf("ranked by %q, cheapest %d MB; want the mean, 3008 MB", rec.RankedBy, rec.Alternatives.Cheapest.MemoryMB)
	}
	if strings.Contains(strings.Join(rec.Reasons, " "), "trimmed") {
		t.Errorf("a reason speaks of what did not rank: %q", rec.Reasons)
	}
}

func TestNothingIsRankedWithoutPrices(t *testing.T) {
	if rec := build(t, reportstest.Servers()).Recommendation; rec.RankedBy != "" {
		t.Errorf("ranked by %q without any cost", rec.RankedBy)
	}
}

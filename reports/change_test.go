package reports_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// drifting is a run of two sizes in so many rounds on a machine that gets slower
// and slower: the second costs about a sixth less than the first, in every round.
func drifting(rounds int) reports.Input {
	r := reportstest.Run{PerBlock: 20, Rounds: rounds, Sizes: []reportstest.Size{
		{MemoryMB: 2048, CPU: 100 * time.Millisecond}, {MemoryMB: 1769, CPU: 90 * time.Millisecond},
	}}
	for i := range r.Sizes {
		r.Sizes[i].Outcome = func(n int, s *measure.Sample) {
			slower := time.Duration(n/20) * 20 * time.Millisecond
			s.Duration += slower
			s.Billed += slower
			s.End = s.End.Add(slower)
		}
	}
	in := r.Input()
	in.Scenario.Objective = check.Objective{Kind: check.Cheapest, Text: "cheapest"}
	in.Scenario.Current = &scenarios.Current{MemoryMB: 2048, Worth: scenarios.DefaultWorth}
	return in
}

// Drift takes both sizes of a round along: paired by round the saving is clear,
// though the costs of the two overlap by far.
func TestSavingIsPairedByRound(t *testing.T) {
	s := build(t, drifting(8))
	c := s.Change
	if c == nil || c.PairedRounds != 8 || c.From.MemoryMB != 2048 || c.To.MemoryMB != 1769 {
		t.Fatalf("%+v", c)
	}
	if c.Advice != reports.AdviceChange || *s.Recommendation.MemoryMB != 1769 || math.Abs(*c.SavingShare-0.18) > 0.02 {
		t.Errorf("advice %s to %d MB, saving %g", c.Advice, *s.Recommendation.MemoryMB, *c.SavingShare)
	}
	if a, b := s.Trials[0].Cost.CI95, s.Trials[1].Cost.CI95; !a[0].LessThan(b[1]) {
		t.Errorf("the costs %v and %v do not overlap: the test shows nothing", a, b)
	}
	if ci := c.SavingShareCI95; ci == nil || ci[0] <= 0.05 || ci[1]-ci[0] > 0.1 {
		t.Errorf("interval %v", ci)
	}
	if !strings.Contains(s.Recommendation.Reasons[0], "1769 MB instead of 2048 MB, which runs today, costs $") {
		t.Errorf("reasons %q", s.Recommendation.Reasons)
	}
}

// With too few rounds to pair, the intervals of both bills say how sure it is.
func TestSavingOfFewRounds(t *testing.T) {
	if c := build(t, drifting(3)).Change; c.PairedRounds != 0 || c.SavingShareCI95 == nil {
		t.Errorf("%+v", c)
	}
}

// What a change must be worth decides; a size that stays is the recommended one.
func TestLeaveIt(t *testing.T) {
	in := drifting(8)
	in.Scenario.Current.Worth = 0.3
	s := build(t, in)
	if s.Change.Advice != reports.AdviceLeave || *s.Recommendation.MemoryMB != 2048 || s.Change.To.MemoryMB != 1769 {
		t.Fatalf("advice %s, %d MB", s.Change.Advice, *s.Recommendation.MemoryMB)
	}
	if got := s.Recommendation.Sentence; !strings.HasPrefix(got, "Leave it at 2048 MB: $") || !strings.HasSuffix(got, "a change is worth it from a clear gain of 30 % on.") {
		t.Errorf("sentence %q", got)
	}
	if s.Recommendation.Alternatives.Cheapest.MemoryMB != 1769 {
		t.Error("the cheapest is still the cheapest")
	}
}

// No change rests on a measurement that is about the machine.
func TestNoChangeToAnInvalidSize(t *testing.T) {
	in := drifting(8)
	samples := in.Samples.(measure.List)
	for i := range samples {
		if samples[i].Variant == 1 {
			samples[i].Contended = true
		}
	}
	s := build(t, in)
	if s.Trials[1].Valid || s.Change.Advice != reports.AdviceLeave || !strings.Contains(s.Recommendation.Sentence, "the measurement of 1769 MB is invalid") {
		t.Errorf("advice %s: %s", s.Change.Advice, s.Recommendation.Sentence)
	}
}

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

// The 99th percentile of an exponential server of mu a second with evenly spaced
// arrivals is 300 ms at 92.1/s for 100, and at 196.1/s for 200 (D/M/1).
func TestCapacity(t *testing.T) {
	in := reportstest.Searched(1)
	in.Scenario.Gates = []scenarios.Gate{
		reportstest.Gate("capacity", check.Greater, check.Value{Dimension: check.PerSec, Number: 50}, "all", scenarios.LevelError),
		reportstest.Gate("capacity", check.Greater, check.Value{Dimension: check.PerSec, Number: 150}, "memory_mb==512", scenarios.LevelError),
		reportstest.Gate("p99", check.Less, reportstest.Milliseconds(300), "all", scenarios.LevelError),
	}
	s := reportstest.Build(t, in)
	for i, truth := range []float64{92.1, 196.1} {
		trial := s.Trials[i]
		c := trial.Capacity
		if c == nil || c.Rate == nil || math.Abs(*c.Rate/truth-1) > 0.1 || !c.Complete || !c.Rechecked || c.LimitedBy != "slo" {
			t.Fatalf("%+v, want about %v", c, truth)
		}
		if c.Low != nil && *c.Low > truth || c.High != nil && *c.High < truth {
			t.Errorf("between %v and %v, want %v", c.Low, c.High, truth)
		}
		n := 0
		for _, p := range c.Probes {
			if p.Counted {
				n += p.N
				if !p.Check || p.Rate != *c.Rate {
					t.Errorf("the figures are of %+v", p)
				}
			}
		}
		if trial.Invocations != n || math.Abs(*trial.Rate.Intended / *c.Rate - 1) > 0.01 || *trial.Latency.P99 >= 300 {
			t.Errorf("%d invocations at %v/s with a p99 of %v, want %d at %v/s", trial.Invocations, *trial.Rate.Intended, *trial.Latency.P99, n, *c.Rate)
		}
		if !strings.Contains(c.Sentence, "The capacity is ") || !strings.Contains(c.Sentence, "p99 < 300ms, errors < 1%") || c.Searches != nil {
			t.Errorf("%s", c.Sentence)
		}
		if trial.Cost == nil || len(trial.Blocks) == 0 {
			t.Errorf("no cost, or no blocks: %+v", trial)
		}
	}
	if !strings.Contains(warned(s, "own-capacity"), "512 MB ") {
		t.Errorf("%+v", s.Warnings)
	}
	for i, want := range []reports.Verdict{reports.Pass, reports.Pass, reports.Fail} {
		if g := s.Gates[i]; g.Verdict != want {
			t.Errorf("gate %d: %+v, want %s", i, g, want)
		}
	}
}

func warned(s *reports.Summary, code string) string {
	for _, w := range s.Warnings {
		if w.Code == code {
			return w.Text
		}
	}
	return ""
}

func TestCapacityOfSeveralSearches(t *testing.T) {
	s := reportstest.Build(t, reportstest.Searched(3))
	for _, trial := range s.Trials {
		c := trial.Capacity
		if len(c.Searches) != 3 || c.Spread == nil || *c.Spread > 0.15 || !strings.Contains(c.Sentence, "Of 3 searches") {
			t.Fatalf("%+v", c)
		}
		below, above := 0, 0
		for _, one := range c.Searches {
			if *one.Rate <= *c.Rate {
				below++
			}
			if *one.Rate >= *c.Rate {
				above++
			}
		}
		if below < 2 || above < 2 {
			t.Errorf("%v is not the middle of %+v", *c.Rate, c.Searches)
		}
	}
}

// What a run holds that was interrupted is reported, and no gate is judged by it.
func TestCapacityUnfinished(t *testing.T) {
	in := reportstest.Searched(1)
	in.Blocks, in.Complete = in.Blocks[:7], false
	in.Blocks[6].State = measure.BlockPartial
	in.Scenario.Gates = []scenarios.Gate{
		reportstest.Gate("capacity", check.Greater, check.Value{Dimension: check.PerSec, Number: 5}, "all", scenarios.LevelError),
	}
	s := reportstest.Build(t, in)
	for i, trial := range s.Trials {
		c := trial.Capacity
		if c.Complete || c.LimitedBy != "" || c.Rate == nil || *c.Rate != 40 || len(c.Probes) != 3 || trial.Invocations != 400 {
			t.Errorf("%d invocations, %+v", trial.Invocations, c)
		}
		if g := s.Gates[i]; g.Verdict != reports.Inconclusive || !strings.Contains(g.Reason, "did not come to its end") {
			t.Errorf("%+v", g)
		}
	}
	in.Blocks = nil
	if c := reportstest.Build(t, in).Trials[0].Capacity; c.Rate != nil || len(c.Probes) != 0 || c.Sentence == "" {
		t.Errorf("%+v", c)
	}
}

// A machine that spoils every probe tells nothing of the target.
func TestCapacityOnABusyMachine(t *testing.T) {
	in := reportstest.Searched(1)
	in.Scenario.Gates = []scenarios.Gate{
		reportstest.Gate("capacity", check.Greater, check.Value{Dimension: check.PerSec, Number: 5}, "all", scenarios.LevelError),
	}
	in.Blocks = in.Blocks[:6]
	var samples measure.List
	for _, s := range in.Samples.(measure.List) {
		if s.Block < 6 {
			s.Contended, s.End = true, s.End.Add(time.Second)
			samples = append(samples, s)
		}
	}
	for i := range in.Blocks {
		in.Blocks[i].Rate = 10
	}
	in.Samples = samples
	s := reportstest.Build(t, in)
	for i, trial := range s.Trials {
		c := trial.Capacity
		if c.Rate != nil || c.High != nil || c.LimitedBy != "generator" || !c.Complete || !strings.HasPrefix(c.Sentence, "This machine was too busy to tell") {
			t.Errorf("%+v", c)
		}
		if g := s.Gates[i]; g.Verdict != reports.Inconclusive {
			t.Errorf("%+v", g)
		}
	}
	if warned(s, "capacity-unknown") == "" {
		t.Errorf("%+v", s.Warnings)
	}
}

// Where not even the lowest rate holds, that comes first, and the gate has no
// figure. A probe that ended early was sent at its rate while it lasted.
func TestCapacityWhereNothingHolds(t *testing.T) {
	in := reportstest.Searched(1)
	in.Scenario.Gates = []scenarios.Gate{
		reportstest.Gate("capacity", check.Greater, check.Value{Dimension: check.PerSec, Number: 5}, "all", scenarios.LevelError),
	}
	in.Blocks = in.Blocks[:2]
	for i := range in.Blocks {
		b := &in.Blocks[i]
		b.Rate, b.Lost, b.Intended, b.Finished = 10, true, 60, b.Started.Add(9*time.Second)
	}
	var samples measure.List
	for _, s := range in.Samples.(measure.List) {
		if s.Block < 2 && s.Seq < 60 {
			s.End = s.End.Add(3 * time.Second)
			samples = append(samples, s)
		}
	}
	in.Samples = samples
	s := reportstest.Build(t, in)
	for i, trial := range s.Trials {
		if c := trial.Capacity; c.Rate != nil || !c.Complete || !strings.HasPrefix(c.Sentence, "Not even 10/s holds ") {
			t.Fatalf("%+v", c)
		}
		if r := trial.Rate; math.Abs(*r.Intended-10) > 0.01 || math.Abs(*r.Achieved-10) > 0.2 {
			t.Errorf("%v/s of %v/s", *r.Achieved, *r.Intended)
		}
		if g := s.Gates[i]; g.Value != nil || g.Verdict == reports.Pass {
			t.Errorf("%+v", g)
		}
	}
	if !strings.HasPrefix(s.Recommendation.Sentence, "Not even 10/s holds ") {
		t.Error(s.Recommendation.Sentence)
	}
}

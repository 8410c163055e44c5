package trend_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/compare"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
	"github.com/sweetspot-bench/sweetspot/reports/trend"
)

func TestRunsStandInTheOrderOfTime(t *testing.T) {
	runs := reportstest.Nightly(t, 6)
	rapid.Check(t, func(t *rapid.T) {
		given := rapid.Permutation(slices.Clone(runs)).Draw(t, "given")
		all := trend.Group(given, nil)
		if len(all) != 1 || len(all[0].Runs) != len(runs) {
			t.Fatalf("%d scenarios", len(all))
		}
		for i, r := range all[0].Runs {
			if r.Summary != runs[i] {
				t.Fatalf("%s is number %d", r.Summary.Run.ID, i)
			}
		}
	})
}

// Times of different machines do not compare, so that the newest run meets the
// oldest of its own.
func TestBaseIsOfTheSameMachine(t *testing.T) {
	runs := reportstest.Nightly(t, 6) // the machine changes with the fourth
	for _, test := range []struct {
		name      string
		runs      []*reports.Summary
		baselines map[string]*reports.Summary
		want      *reports.Summary
		called    string
	}{
		{"two machines", runs, nil, runs[3], "the oldest on the same machine"},
		{"one machine", runs[:3], nil, runs[0], "the oldest"},
		{"a new machine", runs[:4], nil, runs[0], "the oldest"},
		{"a baseline", runs, map[string]*reports.Summary{"thumbnail": runs[1]}, runs[1], "the baseline"},
		{"a baseline of another scenario", runs, map[string]*reports.Summary{"x": runs[1]}, runs[3], "the oldest on the same machine"},
		{"one run", runs[:1], nil, nil, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := trend.Group(test.runs, test.baselines)[0]
			if s.Base() != test.want || test.want != nil && s.BaseName() != test.called {
				t.Errorf("compared with %v, called %q", s.Base(), s.BaseName())
			}
			if (s.Comparison == nil) != (test.want == nil) {
				t.Error("a comparison is there where there is something to compare with, and then only")
			}
		})
	}
}

func TestCourse(t *testing.T) {
	runs := reportstest.Nightly(t, 6)
	s := trend.Group(runs, nil)[0]
	for _, want := range []string{"6 runs, 2026-11-22 15:04 UTC to 2026-11-27 15:04 UTC", "in the 3 runs on the machine of the newest", "All recommend 1769 MB"} {
		if !strings.Contains(s.Course(), want) {
			t.Errorf("%q lacks %q", s.Course(), want)
		}
	}
	pick := runs[2].Trials[3].Variant
	runs[2].Recommendation.Variant = &pick
	runs[4].Recommendation.Variant = nil
	runs[4].Trials = runs[4].Trials[:2]
	s = trend.Group(runs, nil)[0]
	if !strings.Contains(s.Course(), "The runs do not all come to the same answer") {
		t.Error(s.Course())
	}
	if doubts := strings.Join(s.Doubts(), "\n"); !strings.Contains(doubts, "1769 MB was not measured in 1 run.") || !strings.Contains(doubts, "2 machines") {
		t.Errorf("doubts: %s", doubts)
	}
	c := s.Chart("x", 900)
	if len(c.Panels) != 3 || c.Panels[2].Title != "Recommended memory" {
		t.Errorf("%d panels: a change of the recommendation is not drawn", len(c.Panels))
	}
	if points := c.Panels[0].Lines[0].Points; len(points) != 6 || points[4] != nil || points[5] == nil {
		t.Error("a run without the variant has a point, or another has none")
	}
	if columns := c.Columns; columns[2].Group == columns[3].Group || columns[3].Group != columns[5].Group {
		t.Error("the runs are not grouped by their machines")
	}
}

func TestGatesOfARun(t *testing.T) {
	gate := func(check, level string, v reports.Verdict) reports.GateResult {
		return reports.GateResult{Check: check, Level: level, Verdict: v}
	}
	for _, test := range []struct {
		gates      []reports.GateResult
		text, note string
	}{
		{nil, "none", ""},
		{[]reports.GateResult{gate("a", "error", reports.Pass)}, "✓ pass", ""},
		{[]reports.GateResult{gate("a", "error", reports.Pass), gate("b", "warn", reports.Fail)}, "✓ pass", "warns: b"},
		{[]reports.GateResult{gate("b", "warn", reports.Fail)}, "✓ pass", "warns: b"},
		{[]reports.GateResult{gate("a", "error", reports.Inconclusive), gate("b", "error", reports.Pass)}, "? inconclusive", "a"},
		{[]reports.GateResult{gate("a", "error", reports.Fail), gate("a", "error", reports.Fail), gate("b", "error", reports.Inconclusive)}, "✕ fail", "a"},
	} {
		run := reportstest.Nightly(t, 1)[0]
		run.Gates = test.gates
		s := trend.Group([]*reports.Summary{run}, nil)[0]
		if cell := s.Newest().Gates(); cell.Text != test.text || cell.Note != test.note {
			t.Errorf("%v: %q with %q, want %q with %q", test.gates, cell.Text, cell.Note, test.text, test.note)
		}
	}
}

func TestSentenceOverScenarios(t *testing.T) {
	base, head := reportstest.Pair(t)
	of := func(name string, runs ...*reports.Summary) []*reports.Summary {
		var out []*reports.Summary
		for _, r := range runs {
			named := *r
			named.Scenario.Name = name
			out = append(out, &named)
		}
		return out
	}
	later := *base
	later.Run.ID, later.Run.StartedAt = "later", head.Run.StartedAt
	failing, without := &reports.Summary{}, &reports.Summary{}
	*failing, *without = later, *base
	failing.Gates = []reports.GateResult{{Check: "p95 < 1ms", Level: "error", Verdict: reports.Fail}}
	without.Gates = nil
	for _, test := range []struct {
		runs []*reports.Summary
		want string
		is   compare.Verdict
	}{
		{slices.Concat(of("a", base, head), of("b", base, &later)), "Regression in 1 of 2 scenarios: a; no change in 1 of 2 scenarios: b.", compare.Regression},
		{slices.Concat(of("a", base), of("b", base)), "Gates hold in 2 of 2 scenarios: a, b.", ""},
		{slices.Concat(of("a", base, &later), of("b", base)), "No change in 1 of 2 scenarios: a.", compare.NoChange},
		{of("a", base, &later), "Both runs recommend 1769 MB: $1.89 per million, p95 61.0 ms. Newest against oldest: no regression: nothing is significantly worse", compare.NoChange},
		{slices.Concat(of("a", base, failing), of("b", without)), "Gates failed in 1 of 2 scenarios: a; no change in 1 of 2 scenarios: a.", compare.NoChange},
		{slices.Concat(of("a", failing), of("b", without)), "Gates failed in 1 of 2 scenarios: a.", ""},
		{slices.Concat(of("a", without), of("b", without)), "2 scenarios with a run each, without gates: there is nothing to judge.", ""},
	} {
		all := trend.Group(test.runs, nil)
		if got := trend.Sentence(all); !strings.HasPrefix(got, test.want) || trend.Verdict(all) != test.is {
			t.Errorf("%q (%s), want %q", got, trend.Verdict(all), test.want)
		}
	}
	if got := trend.Sentence(trend.Group([]*reports.Summary{base, failing}, nil)); !strings.HasSuffix(got, " Gates of the newest run failed: p95 < 1ms.") {
		t.Errorf("the failed gate is not in %q", got)
	}
	if rows := trend.Verdicts(trend.Group(slices.Concat(of("a", base, head), of("b", base)), nil)).Rows; len(rows) != 2 || rows[0].Cells[5].Text != "✗ regression" || rows[1].Cells[5].Text != "one run" {
		t.Errorf("verdicts %v", rows)
	}
}

func TestOverlayLeavesOutWhatItCannotTellApart(t *testing.T) {
	for n, names := range map[int]int{1: 1, 2: 2, 5: 5, 60: 5} {
		s := trend.Group(reportstest.Nightly(t, n), nil)[0]
		o := s.Overlay()
		if len(o.Sides) != names || o.Sides[len(o.Sides)-1].Summary != s.Newest().Summary || n > 1 && o.Sides[0].Summary != s.Runs[0].Summary {
			t.Errorf("%d runs: %d drawn", n, len(o.Sides))
		}
		if (s.OverlayNote() == "") != (n <= 5) {
			t.Errorf("%d runs: %q", n, s.OverlayNote())
		}
	}
}

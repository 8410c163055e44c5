package view_test

import (
	"strings"
	"testing"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/chart"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// judged is a run of 128 MB, the pick, and 256 MB, with gates.
func judged(gates ...reports.GateResult) *reports.Summary {
	s := weighed(2, 2)
	s.Recommendation.Variant = &s.Trials[0].Variant
	s.Recommendation.Patch = &reports.Patch{SAM: "a", Terraform: "b", CLI: "c"}
	s.Gates = gates
	return s
}

func gate(checked string, verdict reports.Verdict, value float64) reports.GateResult {
	return reports.GateResult{Check: checked, Unit: "ms", Limit: 100, Value: &value, N: 50, Verdict: verdict, Level: "error"}
}

func TestOutcome(t *testing.T) {
	far, near := gate("p95 < 100ms", reports.Fail, 300), gate("p50 < 100ms", reports.Fail, 120)
	open := gate("p99 < 100ms", reports.Inconclusive, 90)
	open.Need = 299
	warned := gate("p90 < 100ms", reports.Fail, 900)
	warned.Level = "warn"
	other := gate("p95 < 100ms", reports.Fail, 900)
	other.Variant = &judged().Trials[1].Variant
	passed := gate("p10 < 100ms", reports.Pass, 10)
	for name, tt := range map[string]struct {
		gates []reports.GateResult
		want  string
		tone  view.Tone
	}{
		"none":              {nil, "", ""},
		"pass":              {[]reports.GateResult{passed, warned}, "", ""},
		"one fails":         {[]reports.GateResult{near, passed}, "✕ 1 of 2 gates fails: p50 < 100ms at 128 MB: 120 ms (limit 100 ms).", view.Bad},
		"the furthest":      {[]reports.GateResult{near, far, open}, "✕ 2 of 3 gates fail: p95 < 100ms at 128 MB: 300 ms (limit 100 ms); and 1 more.", view.Bad},
		"the pick's first":  {[]reports.GateResult{other, near}, "✕ 2 of 2 gates fail: p50 < 100ms at 128 MB: 120 ms (limit 100 ms); and 1 more.", view.Bad},
		"another's alone":   {[]reports.GateResult{other}, "✕ 1 of 1 gate fails: p95 < 100ms at 256 MB: 900 ms (limit 100 ms).", view.Bad},
		"inconclusive":      {[]reports.GateResult{open, passed}, "? 1 of 2 gates is inconclusive: p99 < 100ms at 128 MB: 90.0 ms (limit 100 ms), needs 299.", view.Unsure},
		"warnings aside it": {[]reports.GateResult{warned, open, open}, "? 2 of 2 gates are inconclusive: p99 < 100ms at 128 MB: 90.0 ms (limit 100 ms), needs 299; and 1 more.", view.Unsure},
	} {
		if got := view.New(judged(tt.gates...)).Outcome(); got.Text != tt.want || got.Tone != tt.tone {
			t.Errorf("%s: %q %q, want %q", name, got.Text, got.Tone, tt.want)
		}
	}
}

func TestOutcomeOfAComparison(t *testing.T) {
	g := gate("p95 regression < 5%", reports.Fail, 0)
	effect, before, after := 0.11, 22.3, 24.8
	g.Unit, g.Limit = "share", 0.05
	g.Comparison = &reports.Comparison{Versus: "base", Effect: &effect,
		Baseline: &reports.Compared{Value: &before, Unit: "ms"}, Head: &reports.Compared{Value: &after, Unit: "ms"}}
	if got := view.New(judged(g)).Outcome().Text; got != "✕ 1 of 1 gate fails: p95 regression < 5% at 128 MB: 22.3 ms → 24.8 ms, +11 % (limit 5 %)." {
		t.Error(got)
	}
	g.Effect, g.Reason = nil, "the baseline has no such variant"
	if got := view.New(judged(g)).Outcome().Text; !strings.HasSuffix(got, ": the baseline has no such variant.") {
		t.Error(got)
	}
}

func TestNothingToDeploy(t *testing.T) {
	failed, invalid := judged(gate("p95 < 100ms", reports.Fail, 300)), judged()
	invalid.Trials[0].Valid, invalid.Trials[0].InvalidReasons = false, []string{"the host was short of CPU"}
	for name, tt := range map[string]struct {
		s    *reports.Summary
		want string
	}{
		"passes":  {judged(gate("p95 < 100ms", reports.Pass, 30)), ""},
		"fails":   {failed, "Nothing to deploy: a gate failed."},
		"invalid": {invalid, "Nothing to deploy: the measurement is not valid."},
	} {
		v := view.New(tt.s)
		if got := v.NoPatch(); got != tt.want || (len(v.Patch()) > 0) != (tt.want == "") {
			t.Errorf("%s: %q, %d snippets", name, got, len(v.Patch()))
		}
	}
}

// A base is never picked: what is said of the others says that it is not among
// them, and it has a sign of its own.
func TestTheBaseIsApart(t *testing.T) {
	s := weighed(3, 1)
	s.Trials[2].Variant.Target = "before"
	s.Scenario.Targets = []reports.TargetInfo{{Name: "before", Base: true}, {Name: "f"}}
	mean := 5.0
	for i := range s.Trials {
		s.Trials[i].Latency.Mean, s.Trials[i].Cost = &mean, &reports.Cost{PerMillion: *s.Recommendation.Pareto[0].CostPerMillion, Currency: "USD"}
	}
	v := view.New(s)
	if got := v.Weighing(); !strings.HasPrefix(got, "Cheapest and fastest at once of the variants of f: ") {
		t.Error(got)
	}
	if got := v.Front().Caption; got != "Variants of f that no other beats in both cost and speed" {
		t.Error(got)
	}
	plane := v.FrontChart("x", 600)
	apart := 0
	for _, spot := range plane.Spots {
		if spot.Kind == chart.Apart {
			apart++
		}
	}
	named := false
	for _, k := range plane.Keys {
		named = named || k == chart.Key{Kind: chart.Apart, Name: "base, to compare with"}
	}
	if apart != 1 || !named {
		t.Errorf("%d apart, keys %+v", apart, plane.Keys)
	}
}

package view_test

import (
	"strings"
	"testing"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// noted is the fact of a name; without text where there is none.
func noted(facts []view.Fact, name string) view.Fact {
	for _, f := range facts {
		if f.Name == name {
			return f
		}
	}
	return view.Fact{}
}

func TestAlternativesMarkTheObjectiveAskedFor(t *testing.T) {
	s := reportstest.Load(t)
	pick, tied := *s.Recommendation.Variant, s.Trials[2].Variant
	s.Recommendation.Tied = []reports.VariantInfo{tied}
	a := &s.Recommendation.Alternatives
	a.Cheapest, a.Fastest = &reports.Alternative{VariantInfo: tied}, &reports.Alternative{VariantInfo: pick}
	a.Balanced = &reports.Alternative{VariantInfo: pick}
	name := view.New(s).Name(pick)
	for objective, want := range map[string]string{
		"cheapest":           "cheapest|asked for|lowest estimate; ties with " + name,
		"fastest":            "fastest pick|asked for|",
		"balanced, 50% cost": "balanced pick|asked for|",
	} {
		s.Recommendation.Objective = objective
		var got []string
		for _, row := range view.New(s).Alternatives().Rows {
			text := row.Cells[0].Text
			if row.Pick {
				text += " pick"
			}
			if row.Pick || row.Cells[0].Note != "" || row.Cells[1].Note != "" {
				got = append(got, text+"|"+row.Cells[0].Note+"|"+row.Cells[1].Note)
			}
		}
		if strings.Join(got, "\n") != want {
			t.Errorf("%s: %q, want %q", objective, got, want)
		}
	}
}

func TestSimulatedSpread(t *testing.T) {
	for cv, want := range map[float64]string{
		0:    "Simulated: one mean a size is recorded and no spread, so ± says nothing of the real spread.",
		0.08: "Simulated: one mean a size is recorded and the spread is assumed (8 %), so ± says nothing of the real spread.",
	} {
		s := reportstest.Load(t)
		if strings.Contains(view.New(s).Sureness()[0], "Simulated") {
			t.Error("a measured run is called simulated")
		}
		s.Scenario.Targets[0].SpreadCV = &cv
		if got := view.New(s).Sureness()[0]; got != want {
			t.Errorf("%v: %s", cv, got)
		}
	}
}

func TestFloorIsNotBelowTheLeastSize(t *testing.T) {
	s := reportstest.Load(t)
	for floor, want := range map[int]string{100: "128 MB", 128: "128 MB", 300: "300 MB"} {
		s.Recommendation.MemoryFloorMB = &floor
		f := noted(view.New(s).KeyFigures(), "Memory floor")
		if f.Text != want || strings.HasPrefix(f.Note, "Lambda's least") != (floor < 128) {
			t.Errorf("%d MB: %+v", floor, f)
		}
	}
}

func TestLoadNamesCalls(t *testing.T) {
	s := reportstest.Load(t)
	s.Scenario.Load = "10/s for 12s in 3 rounds"
	for i := range s.Trials {
		s.Trials[i].Invocations = 120
	}
	if got := noted(view.New(s).Ran(), "Load").Text; got != "120 calls a size: 10/s for 12s, in 3 rounds" {
		t.Error(got)
	}
	s.Trials[0].Invocations = 60 // stop_when ended it earlier
	if got := noted(view.New(s).Ran(), "Load").Text; got != s.Scenario.Load {
		t.Error(got)
	}
}

func TestWithoutAlternativesNothingBreaksEven(t *testing.T) {
	s := reportstest.Load(t)
	s.BreakEven = &reports.BreakEven{Notes: []string{"Provisioned concurrency is cheaper.", "$1 per million on arm64."}}
	v := view.New(s)
	if v.BreakEvenTitle() != "Other ways to run it" || noted(v.BreakEven(), "Provisioned concurrency").Text == "" || noted(v.BreakEven(), "arm64").Text == "" {
		t.Errorf("%s: %+v", v.BreakEvenTitle(), v.BreakEven())
	}
	s.BreakEven.Alternatives = []reports.BreakEvenAlternative{{Name: "function"}, {Name: "fleet"}}
	if got := view.New(s).BreakEvenTitle(); got != "Break-even" {
		t.Error(got)
	}
}

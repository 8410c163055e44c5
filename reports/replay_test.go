package reports_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
	"github.com/sweetspot-bench/sweetspot/reports/view"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// replayedInput is a run whose answers came from a recording, on a machine that
// can limit nothing.
func replayedInput() reports.Input {
	in := reportstest.CPUBound().Input()
	in.Host = reports.Host{Limits: "none"}
	t := &in.Scenario.Targets[0]
	t.Provider, t.Function, t.Replay = scenarios.ProviderReplay, nil, &scenarios.Replay{File: "data/samples.csv"}
	return in
}

// Nothing that is said of replayed figures is about this machine.
func TestReplayedRunsSayWhatTheyReplay(t *testing.T) {
	s := build(t, replayedInput())
	if !s.Trials[0].Valid || slices.ContainsFunc(codes(s), func(c string) bool { return c == "local-amounts" || c == "cost-claims" || c == "memory-observed" }) {
		t.Errorf("valid %v, warnings %v", s.Trials[0].Valid, codes(s))
	}
	if !strings.Contains(s.Recommendation.Sentence, "replayed from data/samples.csv") || s.Trials[0].Cost == nil {
		t.Errorf("%s, cost %v", s.Recommendation.Sentence, s.Trials[0].Cost)
	}
	if s.Scenario.Targets[0].Recording != "data/samples.csv" || s.Scenario.Targets[0].Handler != "samples.csv" {
		t.Errorf("target %+v", s.Scenario.Targets[0])
	}
	v := view.New(s)
	if !v.Replayed || v.Local || v.Place() != "replayed from data/samples.csv" {
		t.Errorf("replayed %v, local %v, place %q", v.Replayed, v.Local, v.Place())
	}
	for _, f := range slices.Concat(v.Assumptions(), v.Ran()) {
		if text := f.Text + f.Note; strings.Contains(text, "this machine") || strings.Contains(text, " cores") {
			t.Errorf("%s: %s", f.Name, text)
		}
	}
}

// Where one target of two ran here, amounts are still this machine's.
func TestReplayBesideALocalTarget(t *testing.T) {
	in := replayedInput()
	in.Scenario.Targets = append(in.Scenario.Targets, reportstest.Scenario().Targets[0])
	in.Scenario.Targets[1].Name = "here"
	for i := range in.Plan.Variants[3:] {
		in.Plan.Variants[3+i].Target = 1
	}
	s := build(t, in)
	v := view.New(s)
	if v.Replayed || !v.Local || !slices.Contains(codes(s), "local-amounts") {
		t.Errorf("replayed %v, local %v, warnings %v", v.Replayed, v.Local, codes(s))
	}
	if facts := v.Assumptions(); facts[0].Name != "Measured on" || facts[1].Name != "Replayed from" || facts[1].Text != "data/samples.csv" {
		t.Errorf("%+v", facts[:2])
	}
}

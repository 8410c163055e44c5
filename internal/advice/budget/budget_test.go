package budget_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/internal/advice/budget"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// scenario reads one with two sizes.
func scenario(t interface{ Fatal(...any) }, rest string, sets ...string) *scenarios.Scenario {
	s, err := scenarios.Parse("demo.yaml", ".", []byte("version: 1\nname: demo\ntarget: {function: {handler: builtin:hello}}\nmatrix: {memory_mb: [512, 1024]}\n"+rest), sets...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestWithin(t *testing.T) {
	const ten = "repeat: 10\nload: {stages: [{rate: 10/s, for: 100s}]}\n" // 2 + 2·(0.5 + 5 + 100) = 213 s
	for _, tt := range []struct {
		name, rest  string
		compared    int
		budget      time.Duration
		rounds      int
		share       float64
		least       time.Duration // of a budget that is too short
		wantSamples int
	}{
		{name: "all of it", rest: ten, budget: 213 * time.Second, rounds: 10, share: 1, wantSamples: 1000},
		{name: "fewer rounds", rest: ten, budget: 212 * time.Second, rounds: 9, share: 0.9, wantSamples: 900},
		{name: "still fewer", rest: ten, budget: 100 * time.Second, rounds: 4, share: 0.4, wantSamples: 400},
		{name: "then shorter blocks", rest: ten, budget: 25 * time.Second, rounds: 2, share: 0.1, wantSamples: 100},
		{name: "a comparison keeps six", rest: ten, compared: 6, budget: 89 * time.Second, rounds: 6, share: 0.4, wantSamples: 400},
		{name: "too short", rest: ten, budget: 8 * time.Second, least: 9 * time.Second},
		{name: "too short to compare", rest: ten, compared: 6, budget: 14 * time.Second, least: 15 * time.Second},
		{name: "what asks for little has little", rest: "repeat: 1\nload: {stages: [{rate: 1/s, for: 10s}]}\n", budget: 20 * time.Second, least: 24 * time.Second},
		{name: "callers by time", rest: "repeat: 4\nload: {concurrency: 2, for: 40s}\n", budget: 45 * time.Second, rounds: 2, share: 0.5},
		{name: "callers by calls", rest: "repeat: 4\nload: {concurrency: 2, invocations: 400}\n", budget: 6 * time.Second, rounds: 3, share: 0.75, wantSamples: 300},
		{name: "bursts", rest: "repeat: 4\nload: {burst: 30}\n", budget: 5 * time.Second, rounds: 2, share: 0.5, wantSamples: 60},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := scenario(t, tt.rest)
			w := budget.Work{Scenario: s, Variants: 2, Rounds: tt.compared}
			fit, err := w.Within(tt.budget)
			if tt.least > 0 {
				if short, is := errors.AsType[budget.TooShort](err); !is || short.Least != tt.least {
					t.Fatalf("%+v, %v, want at least %v", fit, err, tt.least)
				}
				return
			}
			if err != nil || fit.Rounds != tt.rounds || fit.Share < tt.share-0.001 || fit.Share > tt.share+0.001 || fit.Takes > tt.budget {
				t.Fatalf("%+v, %v", fit, err)
			}
			fitted := scenario(t, tt.rest, s.Shorter(fit.Rounds, fit.Share)...)
			if got := fitted.SendsPerVariant(); fitted.Repeat != tt.rounds || got < tt.wantSamples-1 || got > tt.wantSamples {
				t.Errorf("%d rounds with %d samples: %q", fitted.Repeat, got, s.Shorter(fit.Rounds, fit.Share))
			}
		})
	}
}

// Stages keep their shape, whatever their kind.
func TestShorterKeepsTheShape(t *testing.T) {
	s := scenario(t, "repeat: 2\nload: {stages: [{spike: {base: 10/s, peak: 100/s, for: 5s}, for: 20s}, {sine: {mean: 20/s, amplitude: 10/s, period: 10s}, for: 30s}, {ramp: {from: 1/s, to: 9/s}, for: 10s}]}\n")
	short := scenario(t, "repeat: 2\nload: {stages: [{spike: {base: 10/s, peak: 100/s, for: 5s}, for: 20s}, {sine: {mean: 20/s, amplitude: 10/s, period: 10s}, for: 30s}, {ramp: {from: 1/s, to: 9/s}, for: 10s}]}\n", s.Shorter(2, 0.5)...)
	for i, stage := range short.Load.Stages {
		was := s.Load.Stages[i]
		if 2*stage.For != was.For || 2*stage.Period != was.Period || 2*stage.PeakAt != was.PeakAt || 2*stage.PeakFor != was.PeakFor {
			t.Errorf("%+v of %+v", stage, was)
		}
	}
}

// What is given up is never more than asked for, never less than the least, and
// what is fitted is a scenario that fits.
func TestFitsHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rest := fmt.Sprintf("repeat: %d\nload: {stages: [{rate: %d/s, for: %dms}]}\n", rapid.IntRange(1, 12).Draw(t, "repeat"), rapid.IntRange(1, 500).Draw(t, "rate"), rapid.IntRange(12_000, 600_000).Draw(t, "for"))
		s := scenario(t, rest)
		w := budget.Work{Scenario: s, Variants: rapid.IntRange(1, 20).Draw(t, "variants"), Rounds: rapid.SampledFrom([]int{0, 6}).Draw(t, "compared")}
		limit := time.Duration(rapid.IntRange(1, 3600).Draw(t, "budget")) * time.Second
		fit, err := w.Within(limit)
		if err != nil {
			if w.Least().Takes <= limit {
				t.Fatalf("%v, but the least takes %v", err, w.Least().Takes)
			}
			return
		}
		fitted := scenario(t, rest, s.Shorter(fit.Rounds, fit.Share)...)
		if fit.Takes > limit || fit.Rounds > s.Repeat || fit.Share > 1 || fitted.Load.Length() > s.Load.Length() ||
			fitted.SendsPerVariant() < min(19, s.SendsPerVariant()) || fit.Rounds < min(s.Repeat, max(2, w.Rounds)) {
			t.Fatalf("%+v of %v: %d samples of %d", fit, limit, fitted.SendsPerVariant(), s.SendsPerVariant())
		}
	})
}

func TestShare(t *testing.T) {
	long := budget.Work{Scenario: scenario(t, "repeat: 10\nload: {stages: [{rate: 10/s, for: 100s}]}\n"), Variants: 2}
	short := budget.Work{Scenario: scenario(t, "repeat: 2\nload: {stages: [{rate: 10/s, for: 4s}]}\n"), Variants: 2}
	each, err := budget.Share([]budget.Work{long, short}, 10*time.Minute)
	if err != nil || each[0] != long.Whole().Takes || each[1] != short.Whole().Takes {
		t.Errorf("%v, %v, want all that is asked for", each, err)
	}
	each, err = budget.Share([]budget.Work{long, short}, time.Minute)
	if err != nil || each[0]+each[1] > time.Minute || each[0] < long.Least().Takes || each[1] < short.Least().Takes || each[0] < 2*each[1] {
		t.Errorf("%v, %v", each, err)
	}
	if _, err = budget.Share([]budget.Work{long, short}, 15*time.Second); err == nil || !strings.Contains(err.Error(), "at least about 18s") {
		t.Errorf("%v, want the least of both", err)
	}
}

// A recording takes no time.
func TestReplayTakesNoTime(t *testing.T) {
	s, err := scenarios.Read("../../../scenarios/library/replay.yaml")
	if err != nil {
		t.Fatal(err)
	}
	w := budget.Work{Scenario: s, Variants: 195}
	if fit, err := w.Within(time.Second); err != nil || fit != w.Whole() || !w.Known() {
		t.Errorf("%+v, %v", fit, err)
	}
}

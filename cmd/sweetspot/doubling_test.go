package main

import (
	"errors"
	"io"
	"reflect"
	"slices"
	"testing"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// of names the variants of a target, and their trials.
func trialsOf(targets ...string) []reports.Trial {
	var out []reports.Trial
	for _, target := range targets {
		for _, mb := range []int{256, 512} {
			out = append(out, reports.Trial{Variant: reports.VariantInfo{Target: target, MemoryMB: mb}, Label: target})
		}
	}
	return out
}

// after is a doubling after as many blocks of each variant, with what the gates
// come to.
func after(rounds int, s *reports.Summary) (*doubling, []measure.Block) {
	var blocks []measure.Block
	for round := range rounds {
		for v := range s.Trials {
			blocks = append(blocks, measure.Block{Index: len(blocks), Round: round, Variant: v})
		}
	}
	r := &run{
		app:      &app{stderr: io.Discard},
		scenario: &scenarios.Scenario{Gates: []scenarios.Gate{{Level: scenarios.LevelError}}}, manifest: &rundir.Manifest{},
	}
	return &doubling{run: r, judge: func() (*reports.Summary, error) { return s, nil }}, blocks
}

// carriedOut asks for rounds until there are none, and returns them.
func carriedOut(d *doubling, blocks []measure.Block) [][]int {
	var rounds [][]int
	for len(rounds) < 100 {
		next := d.Next(blocks)
		if len(next) == 0 {
			return rounds
		}
		rounds = append(rounds, next)
		for _, v := range next {
			blocks = append(blocks, measure.Block{Index: len(blocks), Variant: v})
		}
	}
	return rounds
}

func gate(s *reports.Summary, variant int, open bool) reports.GateResult {
	return reports.GateResult{Check: "p95 < 1s", Variant: &s.Trials[variant].Variant, Level: "error", Open: open, Verdict: reports.Inconclusive}
}

func TestDoubling(t *testing.T) {
	against := func(versus string) func(*reports.Summary) {
		return func(s *reports.Summary) {
			g := gate(s, 1, true)
			g.Comparison = &reports.Comparison{Versus: versus, Baseline: &reports.Compared{Target: "base"}}
			s.Gates = append(s.Gates, g)
		}
	}
	for _, tt := range []struct {
		name string
		with func(*reports.Summary)
		want [][]int
	}{
		{"nothing is open", func(s *reports.Summary) { s.Gates = append(s.Gates, gate(s, 0, false)) }, nil},
		{"one is", func(s *reports.Summary) { s.Gates = append(s.Gates, gate(s, 0, false), gate(s, 1, true)) }, [][]int{{1}, {1}, {1}}},
		{"one that was green so far", func(s *reports.Summary) {
			g := gate(s, 1, true)
			g.Verdict = reports.Pass
			s.Gates = append(s.Gates, g)
		}, [][]int{{1}, {1}, {1}}},
		{"one that only warns", func(s *reports.Summary) {
			g := gate(s, 1, true)
			g.Level = "warn"
			s.Gates = append(s.Gates, g)
		}, nil},
		{"two of one variant", func(s *reports.Summary) { s.Gates = append(s.Gates, gate(s, 1, true), gate(s, 1, true)) }, [][]int{{1}, {1}, {1}}},
		{"against a baseline", against("baseline"), [][]int{{1}, {1}, {1}}},
		{"against the base, which gets as many", against("base"), [][]int{{1, 3}, {1, 3}, {1, 3}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := &reports.Summary{Trials: trialsOf("head", "base")}
			tt.with(s)
			d, blocks := after(3, s)
			if got := carriedOut(d, blocks); !reflect.DeepEqual(got, tt.want) {
				t.Errorf("%v, want %v", got, tt.want)
			}
		})
	}
}

// Twice as many samples may leave it open as well: that is the verdict then.
func TestDoublingIsOnce(t *testing.T) {
	s := &reports.Summary{Trials: trialsOf("head")}
	s.Gates = append(s.Gates, gate(s, 0, true))
	d, blocks := after(2, s)
	for range 2 {
		blocks = append(blocks, measure.Block{Index: len(blocks), Variant: d.Next(blocks)[0]})
	}
	if next := d.Next(blocks); next != nil {
		t.Errorf("%v after all were doubled", next)
	}
	// A run that was interrupted meanwhile and is resumed goes on where it was.
	resumed, _ := after(2, s)
	resumed.manifest.Doubled = d.manifest.Doubled
	resumed.judge = func() (*reports.Summary, error) { return nil, errors.New("asked again") }
	if next := resumed.Next(blocks[:5]); !slices.Equal(next, []int{0}) {
		t.Errorf("%v when resumed with one of two", next)
	}
}

func TestDoublingKeepsToTheCaps(t *testing.T) {
	s := &reports.Summary{Trials: trialsOf("head")}
	s.Gates = append(s.Gates, gate(s, 0, true))
	d, blocks := after(2, s)
	d.spent = func(blocks []measure.Block, variants []int) string {
		if measure.CountBlocks(blocks, variants[0]) >= 3 {
			return "stop_when.max_time"
		}
		return ""
	}
	if got := carriedOut(d, blocks); len(got) != 1 {
		t.Errorf("%v, want one round", got)
	}
	// Where not even one fits, nothing is said to be measured again.
	none, planned := after(3, s)
	none.spent = d.spent
	if got := none.Next(planned); got != nil || none.manifest.Doubled != nil || len(none.manifest.Warnings) != 1 {
		t.Errorf("%v, %+v, warnings %v", got, none.manifest.Doubled, none.manifest.Warnings)
	}
	if len(d.manifest.Warnings) != 1 {
		t.Errorf("warnings %v", d.manifest.Warnings)
	}
}

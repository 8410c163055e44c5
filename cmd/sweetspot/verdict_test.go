package main

import (
	"strings"
	"testing"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// The exit code follows from the summary alone, so that no test of it depends
// on how quiet the machine is.
func TestExitCodesFollowTheVerdicts(t *testing.T) {
	p50 := func(limit float64, level scenarios.Level) scenarios.Gate {
		return reportstest.Gate("p50", check.Less, reportstest.Milliseconds(limit), "recommended", level)
	}
	p999 := reportstest.Gate("p999", check.Less, reportstest.Milliseconds(1e6), "recommended", scenarios.LevelError)
	for _, tc := range []struct {
		name         string
		gates        []scenarios.Gate
		inconclusive string
		code         int
		says         string
	}{
		{"no gate", nil, "", 0, ""},
		{"a gate holds", []scenarios.Gate{p50(1e6, scenarios.LevelError)}, "", 0, ""},
		{"a gate fails", []scenarios.Gate{p50(0.001, scenarios.LevelError)}, "", 1, "gates failed: p50"},
		{"a warning fails", []scenarios.Gate{p50(0.001, scenarios.LevelWarn)}, "", 0, ""},
		{"too little data", []scenarios.Gate{p999}, "", 4, "gates inconclusive: p999"},
		{"too little data is a failure", []scenarios.Gate{p999}, "fail", 1, "p999"},
		{"too little data is a warning", []scenarios.Gate{p999}, "warn", 0, ""},
		{"too little data is a pass", []scenarios.Gate{p999}, "pass", 0, ""},
		{"a failure goes before a doubt", []scenarios.Gate{p999, p50(0.001, scenarios.LevelError)}, "", 1, "gates failed: p50"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			in := reportstest.CPUBound().Input()
			in.Scenario.Gates = tc.gates
			s, err := reports.Build(in)
			if err != nil {
				t.Fatal(err)
			}
			var stderr strings.Builder
			if code := exitCode(settle(s, tc.inconclusive), &stderr); code != tc.code || !strings.Contains(stderr.String(), tc.says) {
				t.Errorf("exit code %d, want %d; stderr %q, want %q", code, tc.code, stderr.String(), tc.says)
			}
		})
	}
}

func TestARunOfInvalidSizesIsDoubted(t *testing.T) {
	for name, tc := range map[string]struct {
		valid []bool
		says  string
	}{
		"all hold":  {[]bool{true, true}, ""},
		"one does":  {[]bool{false, true}, ""},
		"none does": {[]bool{false, false}, "sweetspot: warning: no size is valid, so rely on no figure of this run: the host was busy\n"},
		"no sizes":  {nil, ""},
	} {
		var stderr strings.Builder
		s := &reports.Summary{}
		for _, valid := range tc.valid {
			s.Trials = append(s.Trials, reports.Trial{Variant: reports.VariantInfo{MemoryMB: 128}, Valid: valid, InvalidReasons: []string{"the host was busy"}})
		}
		(&app{stderr: &stderr}).doubt(s)
		if got := stderr.String(); !strings.Contains(got, tc.says) || tc.says == "" && got != "" {
			t.Errorf("%s: %q, want %q", name, got, tc.says)
		}
	}
}

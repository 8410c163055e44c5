package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// settle turns the verdicts of a complete run into the error that carries its
// exit code, nil when the gates hold.
func settle(s *reports.Summary, inconclusive string) error {
	switch code := s.ExitCode(inconclusive); code {
	case codeDone:
		return nil
	case codeGateFailed:
		failed := gatesWith(s, reports.Fail)
		if inconclusive == "fail" {
			failed = append(failed, gatesWith(s, reports.Inconclusive)...)
		}
		return &exitError{Code: code, Err: errors.New("gates failed: " + strings.Join(failed, "; "))}
	case codeInconclusive:
		return &exitError{Code: code, Err: errors.New("gates inconclusive: " + strings.Join(gatesWith(s, reports.Inconclusive), "; "))}
	default:
		return &exitError{Code: code, Err: errors.New("no " + noun(s) + " can be recommended: " + strings.Join(s.Recommendation.Reasons, " "))}
	}
}

// doubt says on standard error that nothing that was measured holds. Gates are
// inconclusive then, but without one the exit code of a run that went to its end
// is 0: whether a machine was busy is no verdict on the target.
func (a *app) doubt(s *reports.Summary) {
	for _, t := range s.Trials {
		if t.Valid {
			return
		}
	}
	if len(s.Trials) > 0 {
		fmt.Fprintf(a.stderr, "sweetspot: warning: no %s is valid, so rely on no figure of this run: %s\n", noun(s), s.Trials[0].InvalidReasons[0])
	}
}

// noun is what the variants of a run are called: sizes where they have memory.
func noun(s *reports.Summary) string {
	if slices.ContainsFunc(s.Trials, func(t reports.Trial) bool { return t.Variant.MemoryMB == 0 }) {
		return "variant"
	}
	return "size"
}

// gatesWith lists the gates of level error with a verdict, and why.
func gatesWith(s *reports.Summary, verdict reports.Verdict) []string {
	var checks []string
	for _, g := range s.Gates {
		if g.Level == string(scenarios.LevelError) && g.Verdict == verdict {
			checks = append(checks, g.Check+of(s, g)+" ("+g.Reason+")")
		}
	}
	return checks
}

// of names the variant of a gate where it is not the recommended one.
func of(s *reports.Summary, g reports.GateResult) string {
	if v := s.Recommendation.Variant; g.Variant == nil || v != nil && v.Equal(*g.Variant) {
		return ""
	}
	for _, t := range s.Trials {
		if len(s.Trials) > 1 && t.Variant.Equal(*g.Variant) {
			return " for " + t.Label
		}
	}
	return ""
}

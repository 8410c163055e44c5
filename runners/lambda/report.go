package lambda

import (
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/lambdareport"
)

// parseReport finds the last REPORT line of a log tail; ok is false without one.
func parseReport(log string) (r lambdareport.Report, ok bool) {
	for line := range strings.Lines(log) {
		if rest, found := strings.CutPrefix(line, "REPORT "); found {
			r, ok = lambdareport.Parse(rest), true
		}
	}
	return r, ok
}

// initFailed reports whether a log tail tells of an init that did not succeed,
// and how: "error" or "timeout".
func initFailed(log string) (status string, failed bool) {
	for line := range strings.Lines(log) {
		if rest, found := strings.CutPrefix(line, "INIT_REPORT "); found {
			if r := lambdareport.Parse(rest); r.Status != "" {
				return r.Status, true
			}
		}
	}
	return "", false
}

package reports

import (
	"fmt"
	"strings"

	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// assumed reports whether a trial's durations are those of another
// architecture: a local function always runs on this machine's CPU, whatever
// architecture it is priced as. Where the machine's own is in the run too, the
// other has no figures of its own to be recommended by.
func (e *evaluated) assumed(in Input) bool {
	host := hostArchitecture(in.Host)
	if host == "" || !e.observed.local() || e.Variant.Architecture == host || e.Variant.Architecture == "" {
		return false
	}
	for _, v := range in.Plan.Variants {
		if v.Architecture == host && !v.Added && in.Scenario.Targets[v.Target].Provider == scenarios.ProviderLocal {
			return true
		}
	}
	return false
}

// assumption is why a trial with assumed durations is not recommended.
func assumption(in Input) string {
	return "takes as long as on " + hostArchitecture(in.Host) + " by assumption, where it was measured"
}

// hostArchitecture is the machine's architecture as Lambda names it, "" where
// it is neither of Lambda's.
func hostArchitecture(h Host) string {
	switch {
	case strings.Contains(h.OS, "/amd64"):
		return "x86_64"
	case strings.Contains(h.OS, "/arm64"):
		return "arm64"
	}
	return ""
}

// assumedWarnings says which trials' durations are assumed.
func assumedWarnings(in Input, trials []*evaluated) []Warning {
	var out []Warning
	for _, e := range trials {
		if e.assumed(in) {
			out = append(out, Warning{"architecture-assumed", fmt.Sprintf(
				"%s %s: it is priced, and is no ground for a recommendation.", e.Label, assumption(in))})
		}
	}
	return out
}

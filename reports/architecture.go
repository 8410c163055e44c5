package reports

import (
	"fmt"
	"strings"

	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// assumed reports whether a trial's durations are those of another
// architecture.
func (e *evaluated) assumed(in Input) bool { return e.assumedFrom(in) != "" }

// assumedFrom is the architecture whose durations a trial has; "" where they are
// its own, as far as is known. A local function always runs on this machine's
// CPU, whatever architecture it is priced as, and a recording does not tell
// architectures apart. Where the machine's own is in the run too, the other has
// no figures of its own to be recommended by; of a recording the one that runs
// today counts as its own, and otherwise the first of the run.
func (e *evaluated) assumedFrom(in Input) string {
	own := ""
	switch {
	case e.Variant.Architecture == "":
		return ""
	case e.observed.local():
		own = measuredArchitecture(in)
	case e.observed.target.Replay != nil:
		own = e.recordedArchitecture(in)
	}
	if own == e.Variant.Architecture {
		return ""
	}
	return own
}

// measuredArchitecture is this machine's, where a local function in the run has
// it; "" otherwise.
func measuredArchitecture(in Input) string {
	host := hostArchitecture(in.Host)
	for _, v := range in.Plan.Variants {
		if host != "" && v.Architecture == host && !v.Added && in.Scenario.Targets[v.Target].Provider == scenarios.ProviderLocal {
			return host
		}
	}
	return ""
}

// recordedArchitecture is what a recording counts as measured on.
func (e *evaluated) recordedArchitecture(in Input) string {
	first := ""
	for _, v := range in.Plan.Variants {
		if in.Scenario.Targets[v.Target].Replay != e.observed.target.Replay || v.Architecture == "" {
			continue
		}
		if now := in.Scenario.Current; now != nil && now.Architecture == v.Architecture {
			return v.Architecture
		}
		if first == "" && !v.Added {
			first = v.Architecture
		}
	}
	return first
}

// assumption is why a trial with assumed durations is not recommended.
func (e *evaluated) assumption(in Input) string {
	why := "where it was measured"
	if e.observed.target.Replay != nil {
		why = "since the recording does not tell them apart"
	}
	return "takes as long as on " + e.assumedFrom(in) + " by assumption, " + why
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
				"%s %s: it is priced, and is no ground for a recommendation.", e.Label, e.assumption(in))})
		}
	}
	return out
}

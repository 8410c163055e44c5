package scenarios

import (
	"cmp"

	"github.com/sweetspot-bench/sweetspot/scenarios/recordings"
)

// Replay is what a target of provider replay answers from: a file of recorded
// invocations, or the profile of their means. Exactly one of the two is set.
type Replay struct {
	File    string            `json:"file,omitempty"`     // one row an invocation; as the scenario names it
	Profile string            `json:"profile,omitempty"`  // one row a size; as the scenario names it
	Columns map[string]string `json:"columns,omitempty"`  // our columns, as recordings.Selection has them
	Where   map[string]string `json:"where,omitempty"`    // rows to keep, by text in a column of the file
	NoiseCV float64           `json:"noise_cv,omitempty"` // of a profile: standard deviation over mean; 0 is none

	Digest  string `json:"digest"`             // of the whole file
	Rows    int    `json:"rows"`               // that were kept
	LeftOut int    `json:"left_out,omitempty"` // rows that were to be kept, and hold no time

	Recording *recordings.Recording `json:"-"` // never nil
}

// Name is the file, as the scenario names it.
func (r *Replay) Name() string { return cmp.Or(r.File, r.Profile) }

// Replayed reports whether every target answers from a recording: then no time
// passes, nothing is sent, and no machine is measured.
func (s *Scenario) Replayed() bool {
	for _, t := range s.Targets {
		if t.Replay == nil {
			return false
		}
	}
	return true
}

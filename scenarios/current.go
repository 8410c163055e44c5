package scenarios

import (
	"slices"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// Current is what runs today. Every function target is swept in it too, in the
// matrix or beside it, so that the recommendation can be held against it.
type Current struct {
	MemoryMB     int           `json:"memory_mb,omitempty"`
	Timeout      time.Duration `json:"timeout_ns"` // 0: not said
	Architecture string        `json:"architecture,omitempty"`
	Template     string        `json:"template,omitempty"` // the file that the figures above were read from, absolute
	Resource     string        `json:"resource,omitempty"` // the function in it
	// Worth is the least that a change must bring, as a share of the cost, or of
	// the latency where the objective is speed.
	Worth float64 `json:"worth,omitempty"`
}

// DefaultWorth is the gain from which on a change is advised. Sizes within 3 %
// of each other are not told apart at all, and a change has a price of its own:
// it must be made, rolled out and watched.
const DefaultWorth = 0.05

// fillInCurrent takes the architecture of what runs today from the matrix where
// the scenario does not say it: x86_64, which is Lambda's default, if it is
// there.
func (s *draft) fillInCurrent() {
	if s.Current == nil || s.Current.Architecture != "" {
		return
	}
	s.Current.Architecture = DefaultArchitecture
	var known []string
	for _, t := range s.Targets {
		if t.OnLambda() {
			known = append(known, s.matrixOf(t).Architecture...)
		}
	}
	if len(known) > 0 && !slices.Contains(known, DefaultArchitecture) {
		s.Current.Architecture = known[0]
	}
}

// YAML writes it as a scenario has it, without the template.
func (c Current) YAML() string {
	text := "{memory_mb: " + itoa(c.MemoryMB) + ", worth: " + check.FormatShare(c.Worth)
	if c.Architecture != "" {
		text += ", architecture: " + c.Architecture
	}
	if c.Timeout > 0 {
		text += ", timeout: " + check.FormatDuration(c.Timeout)
	}
	if c.Resource != "" {
		text += ", resource: " + jsonText(c.Resource)
	}
	return text + "}"
}

// beside are the variants of what runs today on a target whose matrix lacks it,
// one for each combination of the params.
func (s *Scenario) beside(target int) []Variant {
	t := s.Targets[target]
	m := s.matrixOf(t)
	now := s.Current
	if now == nil || !t.OnLambda() ||
		slices.Contains(m.MemoryMB, now.MemoryMB) && slices.Contains(m.Architecture, now.Architecture) {
		return nil
	}
	var all []Variant
	for _, params := range combinations(m.Params) {
		all = append(all, Variant{Target: target, MemoryMB: now.MemoryMB, Architecture: now.Architecture, Params: params, Added: true})
	}
	return all
}

// RunsToday reports whether v is what runs today.
func (s *Scenario) RunsToday(v Variant) bool {
	now := s.Current
	return now != nil && s.Targets[v.Target].OnLambda() && v.MemoryMB > 0 && v.MemoryMB == now.MemoryMB && (now.Architecture == "" || now.Architecture == v.Architecture)
}

// measuredSizes are the sizes that a target is swept over, in MB: those of its
// matrix, and what runs today.
func (s *Scenario) measuredSizes(t Target) []int {
	sizes := s.matrixOf(t).MemoryMB
	if s.Current != nil && t.OnLambda() && !slices.Contains(sizes, s.Current.MemoryMB) {
		return append(slices.Clone(sizes), s.Current.MemoryMB)
	}
	return sizes
}

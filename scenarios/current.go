package scenarios

import (
	"cmp"
	"slices"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// Current is what runs today. Every function target is swept in it too, in the
// matrix or beside it, so that the recommendation can be held against it.
type Current struct {
	From         string        `json:"from,omitempty"` // CurrentFromAWS: it is read from there; MemoryMB is 0 until it is
	MemoryMB     int           `json:"memory_mb,omitempty"`
	Timeout      time.Duration `json:"timeout_ns"` // 0: not said
	Architecture string        `json:"architecture,omitempty"`
	Ephemeral    check.Bytes   `json:"ephemeral_storage_bytes,omitempty"` // /tmp; 0: not said
	Template     string        `json:"template,omitempty"`                // the file that the figures above were read from, absolute
	Resource     string        `json:"resource,omitempty"`                // the function in it
	// Worth is the least that a change must bring, as a share of the cost, or of
	// the latency where the objective is speed.
	Worth float64 `json:"worth,omitempty"`
}

// CurrentFromAWS is where what runs today is read from that is deployed on AWS.
const CurrentFromAWS = "aws"

// DefaultWorth is the gain from which on a change is advised. Sizes within 3 %
// of each other are not told apart at all, and a change has a price of its own:
// it must be made, rolled out and watched.
const DefaultWorth = 0.05

// fillInCurrent takes the architecture of what runs today from the matrix where
// the scenario does not say it: x86_64, which is Lambda's default, if it is
// there.
func (s *draft) fillInCurrent() {
	if s.Current == nil || s.Current.unread() {
		return
	}
	if s.Current.From == CurrentFromAWS {
		s.asDeployed()
	}
	if s.Current.Architecture != "" {
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

// unread reports whether what runs today is yet to be read.
func (c *Current) unread() bool { return c.From != "" && c.MemoryMB == 0 }

// Unread reports whether what runs today is to be read from AWS and is not yet:
// where the scenario asks for it, or says nothing and a function is deployed
// there.
func (s *Scenario) Unread() bool {
	if s.Current != nil {
		return s.Current.unread()
	}
	return s.Deployed() >= 0
}

// Deployed is the first target whose function is deployed on AWS, -1 without one.
func (s *Scenario) Deployed() int {
	return slices.IndexFunc(s.Targets, func(t Target) bool {
		return t.Provider == ProviderAWS && t.Function != nil && t.Function.Name != ""
	})
}

// asDeployed takes from what is deployed what the scenario does not say: the
// architecture that is swept, the time-out and the size of /tmp.
func (s *draft) asDeployed() {
	now := s.Current
	fill := func(m *Matrix, n *node) {
		if now.Architecture != "" && (n == nil || n.get("architecture") == nil) {
			m.Architecture = []string{now.Architecture}
		}
	}
	fill(&s.Matrix, s.matrix)
	for i := range s.Targets {
		t := &s.Targets[i]
		if t.Matrix != nil {
			fill(t.Matrix, s.matrices[t.Matrix])
		}
		if t.Provider == ProviderAWS && t.Function != nil {
			t.Function.Timeout = cmp.Or(t.Function.Timeout, now.Timeout)
			t.Function.EphemeralStorage = cmp.Or(t.Function.EphemeralStorage, now.Ephemeral)
		}
	}
}

// YAML writes it as a scenario has it, without the template.
func (c Current) YAML() string {
	text := "{"
	if c.From != "" {
		text += "from: " + c.From + ", "
	}
	text += "memory_mb: " + itoa(c.MemoryMB) + ", worth: " + check.FormatShare(c.Worth)
	if c.Architecture != "" {
		text += ", architecture: " + c.Architecture
	}
	if c.Timeout > 0 {
		text += ", timeout: " + check.FormatDuration(c.Timeout)
	}
	if c.Ephemeral > 0 {
		text += ", ephemeral_storage: " + itoa(c.Ephemeral.MB()) + " MB"
	}
	if c.Resource != "" {
		text += ", resource: " + jsonText(c.Resource)
	}
	return text + "}"
}

// beside is the variant of what runs today on a target whose matrix lacks it; nil
// too where it is not known which of several values runs today.
func (s *Scenario) beside(target int) []Variant {
	t := s.Targets[target]
	m := s.matrixOf(t)
	now := s.Current
	if now == nil || now.MemoryMB == 0 || !t.OnLambda() {
		return nil
	}
	there := slices.Contains(m.MemoryMB, now.MemoryMB) && slices.Contains(m.Architecture, now.Architecture)
	var params []ParamValue
	for _, p := range m.Params {
		value, known := s.valueToday(t, p)
		if !known {
			return nil
		}
		there = there && slices.Contains(p.Values, value)
		params = append(params, ParamValue{p.Name, value, p.Setting})
	}
	if there {
		return nil
	}
	return []Variant{{Target: target, MemoryMB: now.MemoryMB, Architecture: now.Architecture, Params: params, Added: true}}
}

// valueToday is the value that a dimension of the matrix has today: what current
// says, or else the target itself. One value alone that nothing contradicts is
// taken for it; of several nobody knows, which known says.
func (s *Scenario) valueToday(t Target, p Param) (value string, known bool) {
	switch {
	case p.Setting && p.Name == SettingTimeout && t.Function != nil:
		if limit := cmp.Or(s.Current.Timeout, t.Function.Timeout); limit > 0 {
			return check.FormatDuration(limit), true
		}
	case p.Setting && p.Name == SettingEphemeralStorage && t.Function != nil:
		if size := cmp.Or(s.Current.Ephemeral, t.Function.EphemeralStorage); size > 0 {
			return itoa(size.MB()) + " MB", true
		}
	case p.Setting && p.Name == SettingVPC && slices.Contains(p.Values, SettingOwn):
		return SettingOwn, true
	}
	if len(p.Values) == 1 {
		return p.Values[0], true
	}
	return "", false
}

// RunsToday reports whether v is what runs today, in all that its matrix varies.
func (s *Scenario) RunsToday(v Variant) bool {
	now, t := s.Current, s.Targets[v.Target]
	if now == nil || !t.OnLambda() || v.MemoryMB == 0 || v.MemoryMB != now.MemoryMB || now.Architecture != "" && now.Architecture != v.Architecture {
		return false
	}
	for _, p := range s.matrixOf(t).Params {
		value, known := s.valueToday(t, p)
		if !known || !slices.Contains(v.Params, ParamValue{p.Name, value, p.Setting}) {
			return false
		}
	}
	return true
}

// UnknownToday names the dimensions of the matrices of which nothing says which
// of their values runs today; none where current is not known at all.
func (s *Scenario) UnknownToday() []string {
	var names []string
	for _, t := range s.Targets {
		if s.Current == nil || s.Current.MemoryMB == 0 || !t.OnLambda() {
			continue
		}
		for _, p := range s.matrixOf(t).Params {
			if _, known := s.valueToday(t, p); !known && !slices.Contains(names, p.Name) {
				names = append(names, p.Name)
			}
		}
	}
	return names
}

// measuredSizes are the sizes that a target is swept over, in MB: those of its
// matrix, and what runs today.
func (s *Scenario) measuredSizes(t Target) []int {
	sizes := s.matrixOf(t).MemoryMB
	if s.Current != nil && s.Current.MemoryMB > 0 && t.OnLambda() && !slices.Contains(sizes, s.Current.MemoryMB) {
		return append(slices.Clone(sizes), s.Current.MemoryMB)
	}
	return sizes
}

package reports

import (
	"math"
	"slices"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/reports/deploy"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// patch is the recommendation as text to copy into a deployment; nil where there
// is none, where it is no function's, or where what runs today stays as it is.
func patch(in Input, s *Summary, pick *evaluated) *Patch {
	rec := s.Recommendation
	if pick == nil || rec.Variant == nil || !pick.observed.target.OnLambda() {
		return nil
	}
	f := deploy.Function{
		Name: deployedName(in, pick.observed.target), MemoryMB: rec.Variant.MemoryMB, Reserved: lasting(in, rec.ReservedConcurrency),
		Environment: rec.Variant.Params,
	}
	if rec.Timeout != nil {
		f.Timeout = int(math.Ceil(*rec.Timeout))
	}
	now := in.Scenario.Current
	if changesArchitecture(now, pick) {
		f.Architecture = rec.Variant.Architecture
	}
	if s.Change != nil && s.Change.Advice == AdviceLeave && staysSo(f, now) {
		return nil
	}
	return &Patch{SAM: f.SAM(), Terraform: f.Terraform(), CLI: f.CLI()}
}

// NameToFill stands in a patch for the name of a function that is not known.
const NameToFill = "NAME"

// lasting is the concurrency to reserve where the scenario says what production
// needs at its peak. One for the rate of the test alone might throttle it.
func lasting(in Input, reserved *int) *int {
	if !peakStated(in.Scenario) {
		return nil
	}
	return reserved
}

// peakStated reports whether the highest demand of production is known: by the
// hours of a day, the shards of a stream, or a deadline.
func peakStated(s *scenarios.Scenario) bool {
	return s.Pricing.Traffic != nil && len(s.Pricing.Traffic.RequestsByHour) > 0 ||
		s.EventSource != nil && s.EventSource.Stream != nil || s.Objective.Kind == check.Deadline
}

// deployedName is what the function is called where it is deployed, as far as
// the scenario says: the target's name where it does not, unless that names a side
// of a comparison alone.
func deployedName(in Input, t scenarios.Target) string {
	switch {
	case t.Function != nil && t.Function.Name != "":
		return t.Function.Name
	case in.Scenario.Current != nil && in.Scenario.Current.Resource != "":
		return in.Scenario.Current.Resource
	}
	if slices.ContainsFunc(in.Scenario.Targets, func(o scenarios.Target) bool { return o.Base }) {
		return NameToFill
	}
	return t.Name
}

// changesArchitecture reports whether the architecture must be said: it is not
// that of what runs today, or not the default where that is not known.
func changesArchitecture(now *scenarios.Current, pick *evaluated) bool {
	if now != nil && now.Architecture != "" {
		return pick.Variant.Architecture != now.Architecture
	}
	return pick.Variant.Architecture != "" && pick.Variant.Architecture != scenarios.DefaultArchitecture
}

// staysSo reports whether nothing of a function that is to be left is to be
// changed. How much concurrency it has reserved today is not known, so that what
// is advised of it is no ground for a patch.
func staysSo(f deploy.Function, now *scenarios.Current) bool {
	return f.Timeout == 0 || now != nil && now.Timeout.Seconds() == float64(f.Timeout)
}

// PatchNames are the words by which a patch is asked for.
func PatchNames() []string { return []string{"sam", "terraform", "cli"} }

// In is the patch in one of PatchNames; "" in any other.
func (p *Patch) In(name string) string {
	return map[string]string{"sam": p.SAM, "terraform": p.Terraform, "cli": p.CLI}[name]
}

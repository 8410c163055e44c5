package scenarios

import (
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// nonePriced reports whether nothing that is driven has a price.
func (s *Scenario) nonePriced() bool {
	return !slices.ContainsFunc(s.Targets, Target.Priced)
}

// noun names what a target is, for messages.
func (t Target) noun() string {
	switch t.Kind {
	case KindHTTP:
		return "an HTTP target"
	case KindContainer:
		return "a container"
	}
	return "a " + string(t.Kind)
}

// unpricedSections refuses what is about prices where nothing has any.
func (d *decoder) unpricedSections(s *draft) {
	if !s.nonePriced() {
		return
	}
	if s.root.get("pricing") != nil {
		d.fail(keyNode(s.root, "pricing"), "remove it", s.Targets[0].noun()+" has no price")
	}
	d.unpricedObjective(s)
}

// unpricedObjective refuses to choose by what targets without a price do not
// have.
func (d *decoder) unpricedObjective(s *draft) {
	n := s.root.get("objective")
	if n == nil {
		return
	}
	if kind := s.Objective.Kind; kind != check.Fastest && kind != check.FastestWithin {
		d.fail(n, "write fastest or {fastest-within: {errors: 0.1%}}, or remove it", "there is no price to choose by: "+s.Targets[0].noun()+" has none")
		return
	}
	for _, l := range s.Objective.Within {
		if at := s.lacking(l.Metric.Name, s.Targets); at >= 0 {
			d.fail(keyNode(n.entries[0].value, l.Metric.Name), figuresHint, l.Metric.Name+" is not a figure of "+s.Targets[at].noun())
		}
	}
}

const figuresHint = "p95, errors, timeouts, rate.achieved and the like are"

// ofEveryTarget reports whether a metric is measured by the client, so that
// every kind of target has it.
func ofEveryTarget(metric string) bool {
	return slices.Contains([]string{
		"p50", "p90", "p95", "p99", "p999", "mean", "max", "errors", "throttles", "timeouts", "dropped", "rate.achieved", "capacity",
	}, strings.TrimPrefix(metric, "service."))
}

// tells reports whether a target has a figure. A container's start-up is its init.
func (t Target) tells(metric string) bool {
	switch t.Kind {
	case KindHTTP:
		return ofEveryTarget(metric)
	case KindGateway:
		return t.Provider == ProviderLocal || ofEveryTarget(metric)
	case KindContainer:
		return ofEveryTarget(metric) || strings.HasPrefix(metric, "init.") || strings.HasPrefix(metric, "cost.") ||
			slices.Contains([]string{"oom", "max_memory_used_mb", "recommendation.memory_mb"}, metric)
	}
	return true
}

// lacking is the first of some targets that does not have a figure, -1 for none.
func (s *Scenario) lacking(metric string, among []Target) int {
	return slices.IndexFunc(among, func(t Target) bool { return !t.tells(metric) })
}

// figureGates finds gates on figures that a target never has.
func (d *decoder) figureGates(s *draft) {
	variants := s.Plan().Variants
	for i, g := range s.Gates {
		without := s.lacking(g.Metric.Name, s.Targets)
		switch {
		case without < 0:
			continue
		case g.Scope.Recommended && slices.ContainsFunc(s.Targets, func(t Target) bool { return t.tells(g.Metric.Name) }):
			continue // the answer may be one that has it
		case !g.Scope.Recommended && !slices.ContainsFunc(variants, func(v Variant) bool {
			return !s.Targets[v.Target].tells(g.Metric.Name) && s.InScope(g, v, false)
		}):
			continue
		}
		d.fail(s.checks[i], figuresHint, g.Metric.Name+" is not a figure of "+s.Targets[without].noun())
	}
}

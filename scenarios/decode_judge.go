package scenarios

import (
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// objective reads a word, or a mapping with one key.
func (d *decoder) objective(s *draft, n *node) check.Objective {
	if n.shape == scalar {
		o, err := check.NewObjective(n.text)
		if err != nil {
			d.syntax(n, "objective", err)
		}
		return o
	}
	var o check.Objective
	within := func(kind check.ObjectiveKind) field {
		return field{name: string(kind), read: func(n *node) { o = d.within(s, kind, n) }}
	}
	if !d.object(n, "objective",
		within(check.CheapestWithin),
		within(check.FastestWithin),
		field{name: string(check.Deadline), read: func(n *node) { o = d.deadline(n) }},
		field{name: string(check.Balanced), read: func(n *node) {
			weight, ok := d.fraction(n, "balanced")
			if !ok {
				return
			}
			var err error
			if o, err = check.BalancedObjective(weight); err != nil {
				d.syntax(n, "objective", err)
			}
		}},
	) {
		return o
	}
	if len(n.entries) > 1 {
		d.fail(n.entries[1].key, "keep one; limits of one objective go into one mapping", "there can be only one objective")
	}
	return o
}

// deadline reads how much is to be done by when.
func (d *decoder) deadline(n *node) check.Objective {
	var items int64
	var by time.Duration
	if !d.object(n, "objective.deadline",
		field{name: "items", read: func(n *node) { items = d.count(n, "objective.deadline.items", maxItems) }},
		field{name: "within", read: func(n *node) { by, _ = d.duration(n, "objective.deadline.within", time.Millisecond, maxDeadline) }},
	) || len(n.entries) == 0 {
		return check.Objective{}
	}
	for _, key := range []string{"items", "within"} {
		if n.get(key) == nil {
			d.missing(n, "objective.deadline does not say "+key, "write {deadline: {items: 202, within: 10m}}")
		}
	}
	o, _ := check.DeadlineObjective(items, by) // a mistake in either is noted above
	return o
}

// Bounds on a deadline: a trillion items, a year.
const (
	maxItems    = 1e12
	maxDeadline = 366 * 24 * time.Hour
)

// within reads the limits of an objective.
func (d *decoder) within(s *draft, kind check.ObjectiveKind, n *node) check.Objective {
	what := "objective." + string(kind)
	if n.shape != mapping || len(n.entries) == 0 {
		d.fail(n, "write {p95: 800ms, errors: 0.1%}", what+" must be a mapping of metrics to limits, not "+n.describe())
		return check.Objective{}
	}
	var limits []check.Limit
	seen := map[string]bool{}
	for _, e := range n.entries {
		if seen[e.key.text] {
			d.fail(e.key, "remove one", "the limit "+e.key.text+" stands twice")
		}
		seen[e.key.text] = true
		literal, ok := d.scalarText(e.value, dotted(what, e.key.text), "800ms")
		if !ok {
			continue
		}
		limit, unknown, err := check.ParseLimit(e.key.text, literal)
		switch {
		case unknown:
			d.syntax(e.key, what, err)
		case err != nil:
			d.syntax(e.value, what, err)
		default:
			limits = append(limits, limit)
			s.priced(limit.Value, e.value)
			s.needsTraffic(limit.Metric, e.key)
		}
	}
	o, _ := check.WithinObjective(kind, limits)
	return o
}

// gates reads the conditions that a CI job fails on.
func (d *decoder) gates(s *draft, n *node) []Gate {
	var all []Gate
	for _, item := range d.list(n, "gates", `[{check: "p95 < 800ms"}]`) {
		if item.shape == scalar && !item.isNull() {
			d.fail(item, `write {check: "`+brief(item.text)+`"}`, "a gate must be a mapping, not "+item.describe())
			continue
		}
		all = append(all, d.gate(s, item))
	}
	return all
}

func (d *decoder) gate(s *draft, n *node) Gate {
	g := Gate{For: "recommended", Scope: check.Scope{Recommended: true}, Level: LevelError}
	fields := []field{
		{name: "check", read: func(n *node) {
			g.Gate = d.check(n)
			s.needsTraffic(g.Metric, n)
			s.priced(g.Limit, n)
		}},
		{name: "for", read: func(n *node) { g.Scope = d.scope(n); g.For = g.Scope.String() }},
		{name: "level", read: func(n *node) {
			level, _ := d.word(n, "the gate's level", []string{string(LevelError), string(LevelWarn)}, nil)
			g.Level = Level(level)
		}},
		{name: "vs", read: func(n *node) {
			versus, _ := d.word(n, "vs", []string{string(VersusBaseline), string(VersusBase)}, nil)
			g.Versus = Versus(versus)
		}},
	}
	if d.object(n, "a gate", fields...) && n.get("check") == nil && len(n.entries) > 0 {
		d.missing(n, "the gate has no check", `add check: "p95 < 800ms"`)
	}
	d.versus(n, &g)
	if at := n.get("check"); at != nil && at.set == "" {
		g.At = Position{at.line, at.col}
	}
	s.gates, s.checks = append(s.gates, n.get("for")), append(s.checks, n.get("check"))
	return g
}

// versus checks what a gate is compared with: a baseline unless it says
// otherwise, and only regressions are.
func (d *decoder) versus(n *node, g *Gate) {
	switch at := n.get("vs"); {
	case g.Regression && g.Versus == "":
		g.Versus = VersusBaseline
	case at != nil && !g.Regression && g.Metric.Name != "":
		d.fail(at, `write check: "`+g.Metric.Name+` regression < 5%", or remove vs`, "the gate has a fixed limit, so there is nothing to compare with")
		g.Versus = ""
	}
}

// check reads the condition of a gate.
func (d *decoder) check(n *node) check.Gate {
	text, ok := d.scalarText(n, "check", `"p95 < 800ms"`)
	if !ok {
		return check.Gate{}
	}
	g, err := check.ParseGate(text)
	if err != nil {
		d.syntax(n, "check", err)
	}
	return g
}

func (d *decoder) scope(n *node) check.Scope {
	text, ok := d.scalarText(n, "for", "memory_mb==512")
	if !ok {
		return check.Scope{}
	}
	scope, err := check.ParseScope(text)
	if err != nil {
		d.syntax(n, "for", err)
	}
	return scope
}

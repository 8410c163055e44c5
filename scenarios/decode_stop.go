package scenarios

import (
	"cmp"
	"slices"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// What stop_when is without the key.
const (
	DefaultRelativeError = 0.05
	DefaultConfidence    = 0.95
)

// stopMetrics are what a relative error can be of.
func stopMetrics() []string { return []string{"cost", "mean", "p50", "p90", "p95", "p99"} }

// stopWhen reads when a sweep has seen enough.
func (d *decoder) stopWhen(s *draft, n *node) *StopWhen {
	s.stop = n
	w := &StopWhen{RelativeError: DefaultRelativeError, Confidence: DefaultConfidence}
	d.object(n, "stop_when",
		field{name: "relative_error", read: func(n *node) { w.RelativeError = d.properShare(n, "relative_error", "2%", 0.001, 0.5) }},
		field{name: "of", read: func(n *node) { w.Of, _ = d.word(n, "of", stopMetrics(), nil) }},
		field{name: "confidence", read: func(n *node) { w.Confidence = d.properShare(n, "confidence", "95%", 0.5, 0.999) }},
		field{name: "max_invocations", read: func(n *node) { w.MaxInvocations = d.count(n, "max_invocations", maxInvocations) }},
		field{name: "max_cost", read: func(n *node) { w.MaxCost = d.amount(s, n, "max_cost") }},
		field{name: "max_time", read: func(n *node) { w.MaxTime, _ = d.duration(n, "max_time", time.Second, maxLength) }},
	)
	return w
}

// properShare reads a percentage from lo to hi.
func (d *decoder) properShare(n *node, what, example string, lo, hi float64) float64 {
	value, ok := d.share(n, what)
	if ok && (value < lo || value > hi) {
		d.fail(n, "write a share from "+check.FormatShare(lo)+" to "+check.FormatShare(hi)+", such as "+example, what+" is "+brief(n.text)+", outside what is possible")
	}
	return value
}

// amount reads a sum of money above zero.
func (d *decoder) amount(s *draft, n *node, what string) *check.Money {
	text, ok := d.scalarText(n, what, "1 USD")
	if !ok {
		return nil
	}
	money, err := check.ParseMoney(text)
	if err != nil {
		d.syntax(n, what, err)
		return nil
	}
	if !money.Amount.IsPositive() {
		d.fail(n, "write an amount such as 1 USD", what+" must be above zero")
		return nil
	}
	s.amounts = append(s.amounts, amount{n, money.Currency})
	return &money
}

// stops checks that stop_when fits the load and the targets.
func (d *decoder) stops(s *draft) {
	w := s.StopWhen
	if w == nil || s.Load.Search != nil {
		return
	}
	w.Of = cmp.Or(w.Of, map[bool]string{true: "mean", false: "cost"}[s.nonePriced() || s.hasContainer()])
	at := func(key string) *node { return cmp.Or(s.stop.get(key), s.stop) }
	if s.Load.Trace != nil {
		d.fail(s.stop, "remove it, or load with stages", "stop_when adds rounds, and a trace is replayed once")
	}
	if unpriced := func(t Target) bool { return !t.Priced() || t.Kind == KindContainer }; slices.ContainsFunc(s.Targets, unpriced) {
		if w.Of == "cost" {
			d.fail(at("of"), "write of: mean", "cost cannot be known of a target that has no price for an invocation")
		}
		if w.MaxCost != nil {
			d.fail(at("max_cost"), "remove it", "max_cost needs targets that have a price for an invocation")
		}
	}
	if s.hasContainer() && s.Objective.Kind != check.Fastest && s.Objective.Kind != check.FastestWithin {
		d.fail(s.stop, "remove it and choose repeat, or write objective: fastest", "a container costs what it bears at most, which more rounds of the same load do not settle")
	}
	if sends := s.SendsPerVariant(); w.MaxInvocations > 0 && int64(sends) > w.MaxInvocations {
		d.fail(at("max_invocations"), "load less, or allow more", "the load alone sends "+itoa(sends)+" invocations to each variant")
	}
}

package scenarios

import (
	"slices"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

const searchExample = `{where: "p99 < 300ms, errors < 0.1%", from: 1/s, to: 1000/s}`

// Bounds of a probe: shorter ones tell nothing, longer ones would never end.
const (
	minSearchStep = 100 * time.Millisecond
	maxSearchStep = 10 * time.Minute
)

// search reads what a capacity search holds, and between which rates.
func (d *decoder) search(n *node) *Search {
	s := &Search{Step: DefaultSearchStep, Settle: DefaultSettle, Precision: DefaultPrecision, Confidence: DefaultSearchConfidence}
	ok := d.complete(n, "load.search", searchExample, []string{"where", "from", "to"},
		field{name: "where", read: func(n *node) { s.Where, s.Text = d.slo(n) }},
		field{name: "from", read: func(n *node) { s.From = d.rate(n, "load.search.from", false) }},
		field{name: "to", read: func(n *node) { s.To = d.rate(n, "load.search.to", false) }},
		field{name: "step", read: func(n *node) { s.Step, _ = d.duration(n, "load.search.step", minSearchStep, maxSearchStep) }},
		field{name: "settle", read: func(n *node) { s.Settle, _ = d.duration(n, "load.search.settle", 0, time.Minute) }},
		field{name: "precision", read: func(n *node) { s.Precision = d.properShare(n, "load.search.precision", "5%", 0.005, 0.5) }},
		field{name: "confidence", read: func(n *node) { s.Confidence = d.properShare(n, "load.search.confidence", "95%", 0.5, 0.999) }},
	)
	switch {
	case !ok:
	case s.From >= s.To:
		d.fail(n.get("to"), "write a higher one, or a load with stages to measure one rate", "the search from "+s.From.String()+" to "+s.To.String()+" has nowhere to go")
	case float64(s.From)*s.Step.Seconds() < 1:
		d.fail(n.get("from"), "begin at a higher rate, or write a longer step", "a probe of "+check.FormatDuration(s.Step)+" at "+s.From.String()+" sends less than one request")
	}
	return s
}

// slo reads the checks that a search holds.
func (d *decoder) slo(n *node) ([]check.Gate, string) {
	text, ok := d.scalarText(n, "load.search.where", `"p99 < 300ms, errors < 0.1%"`)
	if !ok {
		return nil, ""
	}
	gates, err := check.ParseSLO(text)
	if err != nil {
		d.syntax(n, "load.search.where", err)
	}
	return gates, text
}

// searched checks that what stands beside a search fits it.
func (d *decoder) searched(s *draft) {
	if s.Load.Search == nil {
		d.capacityGates(s)
		return
	}
	at := s.load.get("search")
	switch {
	case s.stop != nil:
		d.fail(s.stop, "remove it: confidence and precision of load.search say how sure the answer is to be", "a search adds probes by itself, so stop_when has no rounds to add")
	case s.Replayed():
		d.fail(at, "remove it, or search on a target that answers", "a recording answers alike at any rate: it has no capacity to find")
	case slices.ContainsFunc(s.Targets, func(t Target) bool { return t.Base }):
		d.fail(at, "remove base: true, or load with stages", "a base is compared with under the same load, and a search loads each target otherwise")
	}
	for i, g := range s.Gates {
		if g.Regression {
			d.fail(s.checks[i], `write a limit, such as check: "capacity > 100/s"`, "a regression is of the same load on both sides, and a search loads as much as holds")
		}
	}
}

// capacityGates refuses gates on a capacity that nothing looks for.
func (d *decoder) capacityGates(s *draft) {
	for i, g := range s.Gates {
		if g.Metric.Name == "capacity" {
			d.fail(s.checks[i], "add load: {search: "+searchExample+"}", "only a search finds a capacity")
		}
	}
}

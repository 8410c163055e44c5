package scenarios

import (
	"cmp"
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// needsTraffic remembers that n speaks of a monthly figure.
func (s *draft) needsTraffic(m check.Metric, n *node) {
	if m.Name == "cost.per_month" {
		s.monthly = append(s.monthly, n)
	}
}

// amount is a sum of money and where it stands.
type amount struct {
	node     *node
	currency string
}

// priced remembers that n holds an amount of money, if it does.
func (s *draft) priced(v check.Value, n *node) {
	if v.Dimension == check.Cost {
		s.amounts = append(s.amounts, amount{n, v.Money.Currency})
	}
}

// currencies checks that amounts are in a currency that some target is priced
// in.
func (d *decoder) currencies(s *draft) {
	var known []string
	region := ""
	for _, t := range s.Targets {
		if t.Priced() {
			known, region = append(known, CurrencyOf(t.Region)), cmp.Or(region, t.Region)
		}
	}
	for _, a := range s.amounts {
		if len(known) > 0 && !slices.Contains(known, a.currency) {
			at := max(0, strings.Index(a.node.text, a.currency))
			d.failIn(a.node, at, "write the amount in "+known[0], "the prices of "+region+" are in "+known[0]+", not "+a.currency)
		}
	}
}

// across checks what concerns several sections; each section is right by itself.
func (d *decoder) across(s *draft) {
	d.clashes(s)
	d.currencies(s)
	d.traceable(s)
	d.httpSections(s)
	d.gatewayed(s)
	d.containerSections(s)
	d.unpricedSections(s)
	d.recorded(s)
	d.fronts(s)
	d.fitting(s)
	d.coldWays(s)
	d.fromAWS(s)
	d.legal(s)
	if s.Pricing.Traffic == nil && !s.nonePriced() {
		for _, n := range s.monthly {
			d.fail(n, "add pricing: {traffic: {requests_per_month: 10M}}", "cost.per_month needs the monthly traffic")
		}
	}
	if n := s.variantCount(); n > maxVariants {
		at := s.matrix
		if at == nil {
			at = s.root.entries[0].key
		}
		d.fail(at, "leave out values: the combinations of all lists multiply", "the matrix has more than "+itoa(maxVariants)+" variants")
		return
	}
	d.scopes(s)
	d.blocks(s)
	d.stops(s)
	d.figureGates(s)
	d.searched(s)
	for _, t := range s.Targets {
		if t.HTTP != nil {
			d.placeholders(s, t)
		}
	}
}

// clashes finds params that the function's env also sets.
func (d *decoder) clashes(s *draft) {
	for _, t := range s.Targets {
		if t.Function == nil {
			continue
		}
		for _, p := range s.matrixOf(t).Params {
			if p.Setting {
				continue
			}
			if _, clash := t.Function.Env[p.Name]; clash {
				d.fail(keyNode(s.env[t.Function], p.Name), "remove it here, or from the matrix", "the variable "+p.Name+" is also one of the matrix's params: which value should hold?")
			}
		}
	}
}

// keyNode finds the node of a key.
func keyNode(n *node, key string) *node {
	i := slices.IndexFunc(n.entries, func(e entry) bool { return e.key.text == key })
	return n.entries[i].key
}

// scopes checks that every gate's conditions speak of something and hold for
// some variant.
func (d *decoder) scopes(s *draft) {
	names := slices.Clone(conditionNames)
	for _, t := range s.Targets {
		for _, p := range s.matrixOf(t).Params {
			names = append(names, p.Name)
		}
		if t.Container != nil {
			names = append(names, SettingVCPU)
		}
	}
	variants := s.Plan().Variants
	for i, g := range s.Gates {
		n := s.gates[i]
		if n != nil && g.Scope.Payload != "" {
			d.payloadGate(s, g, i)
		}
		if n == nil || len(g.Scope.Conditions) == 0 {
			continue
		}
		known := true
		for _, name := range g.Scope.Names() {
			if !slices.Contains(names, name) {
				known = false
				at := len([]rune(n.text[:max(0, strings.Index(n.text, name))]))
				d.failIn(n, at, check.DidYouMean(name, names), "no variant has a property "+quote(name))
			}
		}
		if known && !slices.ContainsFunc(variants, func(v Variant) bool { return s.InScope(g, v, false) }) {
			d.fail(n, "choose values that the matrix has", "no variant of the matrix meets "+g.For)
		}
	}
}

// blocks checks that dividing the load among the rounds leaves each something
// to send.
func (d *decoder) blocks(s *draft) {
	l := s.Load
	if l.Search != nil || l.Model == Closed && l.Invocations == 0 {
		return
	}
	for round := range s.Repeat {
		if l.Block(s.Repeat, round).requests() >= 1-1e-6 {
			continue
		}
		hint := "use fewer rounds (repeat: 1), or more load"
		if l.Trace != nil {
			hint = "use fewer rounds (repeat: 1), or another part of the trace (from, for)"
		}
		d.fail(s.load, hint, "divided among "+itoa(s.Repeat)+" rounds, the load of a block is less than one request")
		return
	}
}

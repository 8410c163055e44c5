package scenarios

import "slices"

// fronts checks that what stands in front of a target is there where the
// scenario speaks of it.
func (d *decoder) fronts(s *draft) {
	for i, t := range s.Targets {
		if t.Kind == KindHTTP && t.Priced() {
			d.fail(s.targetNode(i).get("price_as"), "remove it", "an HTTP target has no price")
		}
	}
	pricing := s.root.get("pricing")
	if pricing == nil || pricing.get("traffic") == nil {
		return
	}
	traffic := pricing.get("traffic")
	for _, rule := range []struct {
		key  string
		with PriceAs
		what string
	}{
		{"cache_hits", PriceREST, "a REST API has a cache"},
		{"cache_size", PriceREST, "a REST API has a cache"},
		{"reconnects", PriceALB, "a load balancer is billed for connections"},
		{"connected_for", PriceALB, "a load balancer is billed for connections"},
	} {
		behind := rule.with == PriceALB && len(s.Pricing.BreakEven) > 0 // containers are behind one
		if n := traffic.get(rule.key); n != nil && !behind && !slices.ContainsFunc(s.Targets, func(t Target) bool { return t.PriceAs == rule.with }) {
			d.fail(n, "remove it, or add price_as: "+string(rule.with)+" to the target", "only "+rule.what)
		}
	}
	if kept := traffic.get("log_retention_days"); kept != nil && traffic.get("log_share") == nil {
		d.missing(traffic, "log_retention_days without logs", "add log_share: 100%")
	}
	if hits := traffic.get("cache_hits"); hits != nil && traffic.get("cache_size") == nil {
		d.missing(traffic, "cache_hits without a cache", "add cache_size: 0.5 GB")
	}
}

// targetNode is where a target stands in the file.
func (s *draft) targetNode(i int) *node {
	if one := s.root.get("target"); one != nil {
		return one
	}
	return s.root.get("targets").items[i]
}

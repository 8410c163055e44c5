package scenarios

import "slices"

// fronts checks that what stands in front of a target is there where the
// scenario speaks of it.
func (d *decoder) fronts(s *draft) {
	for i, t := range s.Targets {
		if t.Kind == KindHTTP && t.Priced() {
			d.fail(s.targetNode(i).get("price_as"), "remove it", "an HTTP target has no price")
		}
		d.onInstance(s, i)
		if t.Gateway != nil && t.Provider == ProviderAWS && t.Priced() {
			d.fail(s.targetNode(i).get("price_as"), "remove it", "a gateway on AWS has no price here: it does not tell what the function behind it is billed")
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
		behind := rule.with == PriceALB && (len(s.Pricing.BreakEven) > 0 || s.hasContainer()) // they are behind one
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

// hasContainer reports whether some target is a container.
func (s *Scenario) hasContainer() bool {
	return slices.ContainsFunc(s.Targets, func(t Target) bool { return t.Kind == KindContainer })
}

// onInstance checks that a container that is priced on instances says on which,
// and that no other does.
func (d *decoder) onInstance(s *draft, i int) {
	t := s.Targets[i]
	if t.Container == nil {
		return
	}
	at := s.containers[t.Container]
	switch on := t.PriceAs == PriceEC2; {
	case on && t.Container.Instance == "":
		d.missing(at, "price_as: ec2 does not say which instance a replica has for itself", "add instance: c7g.large to the container")
	case !on && t.Container.Instance != "":
		d.fail(at.get("instance"), "remove it, or add price_as: ec2 to the target", "an instance is not what "+string(t.PriceAs)+" bills")
	}
}

// targetNode is where a target stands in the file.
func (s *draft) targetNode(i int) *node {
	if one := s.root.get("target"); one != nil {
		return one
	}
	return s.root.get("targets").items[i]
}

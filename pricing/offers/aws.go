package offers

import (
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/pricing"
)

// AWS gathers prices from AWS's lists. It is not safe for concurrent use.
type AWS struct {
	scope Scope
	rows  collector
}

// NewAWS begins an import.
func NewAWS(scope Scope) *AWS { return &AWS{scope: scope, rows: newCollector()} }

// Result is what all lists read hold together. On an error, as when no row
// maps to a price, its report still says what became of the rows.
func (a *AWS) Result() (Result, error) { return a.rows.result() }

// product is what a list says of a row besides its price.
type product struct {
	SKU           string            `json:"sku"`
	ProductFamily string            `json:"productFamily"`
	Attributes    map[string]string `json:"attributes"`
}

// mapping is a product with the rule that maps it.
type mapping struct {
	rule            *rule
	service, region string
	sku             string
	components      []string
}

// match finds the rule for a product. Where there is none, or the product is
// not to be taken, it counts the row and reports false.
func (a *AWS) match(service string, p *product) (mapping, bool) {
	m := mapping{service: service, sku: p.SKU}
	region, usage, why := locate(p)
	if why == "" {
		m.rule, why = findRule(awsRules[service], p, usage, region)
	}
	if why != "" {
		a.rows.skipped.add(why, p.SKU)
		return m, false
	}
	if m.region, why = placed(m.rule, p, region); why != "" {
		a.rows.refused.add(why, p.SKU)
		return m, false
	}
	if !a.scope.withRegion(m.region) {
		a.rows.skipped.add(otherRegion, p.SKU)
		return m, false
	}
	components, ok := m.rule.componentsOf(p)
	if !ok {
		a.rows.refused.add(badName, p.SKU)
	}
	m.components = components
	return m, ok
}

// locate takes a usage type apart: the region of its prefix and the rest. Rows
// of free tiers and those outside of Regions are no prices of the book.
func locate(p *product) (region, usage string, why reason) {
	attribute := p.Attributes
	region, usage = splitUsage(attribute["usagetype"])
	if strings.HasPrefix(usage, "Global-") {
		return "", "", freeRow
	}
	for _, name := range []string{"locationType", "fromLocationType"} {
		if kind := attribute[name]; kind != "" && kind != "AWS Region" {
			return "", "", otherPlace
		}
	}
	return region, usage, ""
}

// findRule picks the rule that maps a usage type. Rows without a region are of
// free tiers, but for those whose price holds everywhere.
func findRule(rules []rule, p *product, usage, prefix string) (*rule, reason) {
	i := slices.IndexFunc(rules, func(r rule) bool { return r.maps(p, usage) && (prefix != "" || !r.prefixed) })
	nowhere := p.Attributes["location"] == "Any" || p.Attributes["fromLocation"] == "Any"
	switch {
	case i < 0 && nowhere, i >= 0 && nowhere && !rules[i].everyone:
		return nil, freeRow
	case i < 0:
		return nil, unmapped
	}
	return &rules[i], ""
}

// placed is the region of a row, checked against the prefix of its usage type.
func placed(r *rule, p *product, prefix string) (string, reason) {
	if r.everyone {
		return pricing.Global, ""
	}
	region := p.Attributes["regionCode"]
	if region == "" {
		region = p.Attributes["fromRegionCode"]
	}
	switch {
	case region == "" && prefix == "":
		return "", noRegion
	case region == "":
		return prefix, ""
	case prefix != "" && prefix != region, prefix == "" && region != unprefixed:
		return "", foreignPrefix
	}
	return region, ""
}

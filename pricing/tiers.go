package pricing

import (
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
	"github.com/shopspring/decimal"
)

// rawTier is one entry of `tiers:`.
type rawTier struct {
	UpTo  scalar `yaml:"up_to"`
	Price scalar `yaml:"price"`
}

// tiers wants bands that follow each other without a gap, the last one open.
func (c *checker) tiers(nodes []ast.Node, start *token.Token) ([]Tier, error) {
	if len(nodes) == 0 {
		return nil, fault(start, "tiers is missing or empty")
	}
	var list []Tier
	end := decimal.Zero
	for i, node := range nodes {
		t, err := c.tier(node, end, i == len(nodes)-1)
		if err != nil {
			return nil, err
		}
		if t.UpTo != nil {
			end = *t.UpTo
		}
		list = append(list, t)
	}
	return list, nil
}

// tier reads the band that begins at from.
func (c *checker) tier(node ast.Node, from decimal.Decimal, last bool) (Tier, error) {
	var raw rawTier
	var t Tier
	start, err := c.decode(node, &raw)
	if err != nil {
		return t, err
	}
	if err := raw.Price.in(start, "price").amount(&t.Price); err != nil {
		return t, err
	}
	if open := raw.UpTo.tok == nil; open {
		if !last {
			return t, fault(start, "only the last tier may have no up_to: this one overlaps the next")
		}
		return t, nil
	}
	var bound decimal.Decimal
	if err := raw.UpTo.in(start, "up_to").amount(&bound); err != nil {
		return t, err
	}
	if last {
		return t, fault(raw.UpTo.tok, "the last tier must have no up_to: what is above %s would have no price", bound)
	}
	if !bound.GreaterThan(from) {
		return t, fault(raw.UpTo.tok, "up_to %s is not above %s, where this tier begins", bound, from)
	}
	t.UpTo = &bound
	return t, nil
}

// split divides a quantity into the part that lies in each tier.
func split(tiers []Tier, quantity decimal.Decimal) []decimal.Decimal {
	parts := make([]decimal.Decimal, len(tiers))
	begin := decimal.Zero
	for i, t := range tiers {
		end := quantity
		if t.UpTo != nil {
			end = decimal.Min(quantity, *t.UpTo)
		}
		parts[i] = decimal.Max(decimal.Zero, end.Sub(begin))
		begin = decimal.Max(begin, end)
	}
	return parts
}

package pricing

import (
	"time"

	"github.com/shopspring/decimal"
)

// FreeTierSuffix ends the component of a line that takes a free quantity off
// the bill: "requests (free tier)".
const FreeTierSuffix = " (free tier)"

// Oldest is the effective date of the oldest price that the bill uses, the
// zero time for a bill without lines.
func Oldest(b Bill) time.Time {
	var oldest time.Time
	for i, l := range b.Lines {
		if i == 0 || l.Effective.Before(oldest) {
			oldest = l.Effective
		}
	}
	return oldest
}

// add appends lines, which must be in the bill's currency.
func (b *Bill) add(lines ...Line) {
	for _, l := range lines {
		b.Lines = append(b.Lines, l)
		b.Total = b.Total.Add(l.Amount)
	}
}

// item is a price with how much of it is used.
type item struct {
	price    Price
	quantity decimal.Decimal
}

// line bills a quantity of the item at a price per unit.
func (it item) line(quantity, price decimal.Decimal) Line {
	p := it.price
	return Line{
		Service: p.Service, Component: p.Component, Region: p.Region,
		Quantity: quantity, Unit: p.Unit, Price: price, Amount: quantity.Mul(price),
		Confidence: p.Confidence, Effective: p.Effective, Source: p.Source,
	}
}

// tierLines bills the item by graduated tiers, one line per tier that is used;
// an unused item has one line of nothing.
func (b *Book) tierLines(it item) []Line {
	beyond := it.price.FirstTierOnly && b.beyondFirstTier(it)
	var lines []Line
	for i, part := range split(it.price.Tiers, it.quantity) {
		if i > 0 && part.IsZero() {
			break
		}
		l := it.line(part, it.price.Tiers[i].Price)
		l.UpperBound = beyond
		lines = append(lines, l)
	}
	return lines
}

// freeLines takes off what is free, as negative quantities in the tiers that
// the item no longer reaches: what is left is billed from the first tier on.
func (b *Book) freeLines(it item) []Line {
	free, ok := b.FreeTier(it.price.Service, it.price.Component, it.price.Currency)
	if !ok {
		return nil
	}
	left := decimal.Max(decimal.Zero, it.quantity.Sub(free.Quantity))
	after := split(it.price.Tiers, left)
	var lines []Line
	for i, part := range split(it.price.Tiers, it.quantity) {
		if saved := part.Sub(after[i]); saved.IsPositive() {
			l := it.line(saved.Neg(), it.price.Tiers[i].Price)
			l.Component += FreeTierSuffix
			lines = append(lines, l)
		}
	}
	return lines
}

// beyondFirstTier reports whether the quantity is past the first tier that the
// same component has in any other region: the best guess at where a tier ends
// whose end is not known.
func (b *Book) beyondFirstTier(it item) bool {
	for _, p := range b.prices {
		if p.Service != it.price.Service || p.Component != it.price.Component {
			continue
		}
		if end := p.Tiers[0].UpTo; end != nil && it.quantity.GreaterThan(*end) {
			return true
		}
	}
	return false
}

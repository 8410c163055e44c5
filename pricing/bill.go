package pricing

import (
	"time"

	"github.com/shopspring/decimal"
)

// FreeTierSuffix ends the component of a line that takes a free quantity off
// the bill: "requests (free tier)".
const FreeTierSuffix = " (free tier)"

// List prices usage at the list price of each component's first tier, with the
// book's discounts and without any free tier: what configurations are compared
// by, as it grows in proportion to the usage.
func (b *Book) List(usage ...Usage) (Bill, error) {
	items, err := b.items(usage)
	if err != nil {
		return Bill{}, err
	}
	var bill Bill
	bill.list(items, decimal.New(1, 0))
	return bill, nil
}

// list appends n of each item at the list price of its first tier.
func (b *Bill) list(items []item, n decimal.Decimal) {
	for _, it := range items {
		quantity := it.quantity.Mul(n).Round(QuantityPlaces)
		b.add(it, it.line(quantity, it.price.Tiers[0].Price))
	}
}

// Oldest is the effective date of the oldest price that the bill uses, the
// zero time for a bill without a dated price.
func Oldest(b Bill) time.Time {
	var oldest time.Time
	for _, l := range b.Lines {
		if !l.Effective.IsZero() && (oldest.IsZero() || l.Effective.Before(oldest)) {
			oldest = l.Effective
		}
	}
	return oldest
}

// add appends the lines of an item, each followed by what is taken off it.
func (b *Bill) add(it item, lines ...Line) {
	b.Currency = it.price.Currency
	for _, l := range lines {
		b.append(l)
		if it.discount != nil {
			b.append(it.discount.off(l))
		}
	}
}

func (b *Bill) append(l Line) {
	b.Lines = append(b.Lines, l)
	b.Total = b.Total.Add(l.Amount)
}

// line bills a quantity of the item at a price per unit.
func (it item) line(quantity, price decimal.Decimal) Line {
	p := it.price
	return Line{
		Service: p.Service, Component: p.Component, Region: p.Region,
		Quantity: quantity, Unit: p.Unit, Price: price, Amount: quantity.Mul(price),
		Confidence: p.Confidence, Effective: p.Effective, Source: p.Source,
		Driver: it.driver, Note: it.note,
	}
}

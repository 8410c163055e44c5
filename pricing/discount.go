package pricing

import (
	"slices"
	"time"

	"github.com/shopspring/decimal"
)

// Discount is what a contract takes off list prices: a Savings Plan, a
// negotiated rate. A bill shows it as a line of its own below each line that it
// lowers. It is taken as covering all of the usage: a commitment that is
// smaller leaves the rest at list price.
type Discount struct {
	Name       string // "Compute Savings Plan, 3 years, no upfront"
	Service    string
	Region     string // "": every region
	Components []string
	Percent    decimal.Decimal  // off every tier's price, 0 to 100; where Price is nil
	Price      *decimal.Decimal // per unit in every tier that is dearer, in the currency of the list price
	Effective  time.Time        // zero when not known
	Source     string           // where the rate is written down, "" when only the contract has it
}

// hundred per cent.
var hundred = decimal.New(100, 0)

// discount finds what is taken off a component, nil without one.
func (b *Book) discount(service, region, component string) *Discount {
	i := slices.IndexFunc(b.discounts, func(d Discount) bool {
		return d.Service == service && (d.Region == "" || d.Region == region) && slices.Contains(d.Components, component)
	})
	if i < 0 {
		return nil
	}
	return &b.discounts[i]
}

// Discounts lists what the book takes off list prices.
func (b *Book) Discounts() []Discount { return slices.Clone(b.discounts) }

// off is the line that lowers l: of a free quantity, which costs nothing, the
// discount is taken back.
func (d *Discount) off(l Line) Line {
	l.Component += " (" + d.Name + ")"
	if d.Price != nil {
		l.Price = decimal.Min(decimal.Zero, d.Price.Sub(l.Price))
	} else {
		l.Price = l.Price.Mul(d.Percent).Shift(-2).Neg()
	}
	l.Amount = l.Quantity.Mul(l.Price)
	return l
}

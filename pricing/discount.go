package pricing

import (
	"cmp"
	"slices"
	"time"

	"github.com/goccy/go-yaml/ast"
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

// Net is a price with the discount of the book taken off every tier: what a
// further unit costs in the end.
func (b *Book) Net(service, region, component string) (Price, error) {
	p, err := b.Price(service, region, component)
	if err != nil {
		return Price{}, err
	}
	if d := b.discount(service, region, component); d != nil {
		for i, t := range p.Tiers {
			p.Tiers[i].Price = t.Price.Add(d.off(Line{Price: t.Price}).Price)
		}
	}
	return p, nil
}

// Discounts lists what the book takes off list prices.
func (b *Book) Discounts() []Discount { return slices.Clone(b.discounts) }

// off is the line that lowers l: of a free quantity, which costs nothing, the
// discount is taken back.
func (d *Discount) off(l Line) Line {
	l.Component += " (" + d.Name + ")"
	l.Off = true
	if d.Price != nil {
		l.Price = decimal.Min(decimal.Zero, d.Price.Sub(l.Price))
	} else {
		l.Price = l.Price.Mul(d.Percent).Shift(-2).Neg()
	}
	l.Amount = l.Quantity.Mul(l.Price)
	return l
}

// rawDiscount is one entry of `discounts:`.
type rawDiscount struct {
	Name       scalar   `yaml:"name"`
	Service    scalar   `yaml:"service"`
	Region     scalar   `yaml:"region"`
	Components []scalar `yaml:"components"`
	Percent    scalar   `yaml:"percent"`
	Price      scalar   `yaml:"price"`
	Effective  scalar   `yaml:"effective"`
	Source     scalar   `yaml:"source"`
}

// discount reads an entry: what it takes off, and of which prices.
func (c *checker) discount(node ast.Node) error {
	var raw rawDiscount
	start, err := c.decode(node, &raw)
	if err != nil {
		return err
	}
	d := Discount{Region: raw.Region.text}
	if err := cmp.Or(
		raw.Name.in(start, "name").line(&d.Name),
		raw.Service.in(start, "service").word(&d.Service),
		raw.Effective.in(start, "effective").dateIfAny(&d.Effective),
	); err != nil {
		return err
	}
	if raw.Source.tok != nil {
		if err := raw.Source.in(start, "source").address(&d.Source); err != nil {
			return err
		}
	}
	switch percent, price := raw.Percent.in(start, "percent"), raw.Price.in(start, "price"); {
	case (percent.tok == nil) == (price.tok == nil):
		return fault(start, "a discount has either percent, off each tier's price, or price, per unit")
	case percent.tok != nil:
		err = percent.percent(&d.Percent)
	default:
		d.Price = new(decimal.Decimal)
		err = price.amount(d.Price)
	}
	if err != nil {
		return err
	}
	if len(raw.Components) == 0 {
		return fault(start, "components is missing or empty")
	}
	for _, s := range raw.Components {
		if err := c.discountComponent(&d, s.in(start, "component")); err != nil {
			return err
		}
	}
	c.book.discounts = append(c.book.discounts, d)
	return nil
}

// discountComponent adds a component that has a price and no other discount in
// the region.
func (c *checker) discountComponent(d *Discount, component field) error {
	var name string
	if err := component.word(&name); err != nil {
		return err
	}
	covers := func(p Price) bool {
		return p.Service == d.Service && p.Component == name && (d.Region == "" || p.Region == d.Region || p.Region == Global)
	}
	if !slices.ContainsFunc(c.known(), covers) {
		return fault(component.tok, "the book has no price of %s %s that a discount could lower", d.Service, name)
	}
	dearer := func(p Price) bool {
		return covers(p) && slices.ContainsFunc(p.Tiers, func(t Tier) bool { return !d.Price.GreaterThan(t.Price) })
	}
	if d.Price != nil && !slices.ContainsFunc(c.known(), dearer) {
		return fault(component.tok, "%s is no discount: every list price of %s %s is below it", d.Price, d.Service, name)
	}
	clash := func(other Discount) bool {
		return other.Service == d.Service && slices.Contains(other.Components, name) &&
			(other.Region == d.Region || other.Region == "" || d.Region == "")
	}
	if slices.Contains(d.Components, name) || slices.ContainsFunc(c.book.discounts, clash) {
		return fault(component.tok, "%s %s has a discount already", d.Service, name)
	}
	d.Components = append(d.Components, name)
	return nil
}

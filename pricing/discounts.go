package pricing

import "slices"

// Discount is what the book takes off a component's price in a region, nil for
// nothing. A price of Global may have one in some regions alone: ask for the
// region in which the component is used. Bills apply the same.
func (b *Book) Discount(service, region, component string) *Discount {
	d := b.discount(service, region, component)
	if d == nil {
		return nil
	}
	return new(d.clone())
}

// clone is a copy that shares nothing which can be changed.
func (d Discount) clone() Discount {
	d.Components = slices.Clone(d.Components)
	if d.Price != nil {
		d.Price = new(*d.Price)
	}
	return d
}

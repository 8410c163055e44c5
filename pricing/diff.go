package pricing

import (
	"cmp"
	"slices"

	"github.com/shopspring/decimal"
)

// Change is a component of a region that two books price differently.
type Change struct {
	Old, New *Price // Old is nil for one that was added, New for one that was removed
}

// Diff compares the prices that hold at present in two books: what a unit costs
// in the end, with each book's discounts, not how well that is sourced. Of a
// price that holds everywhere, a region with a discount of its own is compared
// apart. The changes that no percentage can measure come first, then the others,
// the largest first; what was removed and what was added follow in the order of
// the books.
func Diff(from, to *Book) []Change {
	var changed, removed, added []Change
	apart := append(from.discountedApart(), to.discountedApart()...)
	olds, news := from.nets(apart), to.nets(apart)
	for _, k := range olds.keys {
		old := olds.prices[k]
		switch p, ok := news.prices[k]; {
		case !ok:
			removed = append(removed, Change{Old: &old})
		case !old.costs(p):
			changed = append(changed, Change{&old, &p})
		}
	}
	for _, k := range news.keys {
		if _, ok := olds.prices[k]; !ok {
			added = append(added, Change{New: new(news.prices[k])})
		}
	}
	slices.SortStableFunc(changed, largestFirst)
	return slices.Concat(changed, removed, added)
}

// netPrices are prices with their discounts taken off, in the order of a book.
type netPrices struct {
	keys   []key
	prices map[key]Price
}

// nets are what units cost at present: where the book has a price, and in the
// places that are given what a price of Global comes to there.
func (b *Book) nets(apart []key) netPrices {
	n := netPrices{prices: map[key]Price{}}
	for _, p := range b.prices {
		n.keys = append(n.keys, p.key())
	}
	n.keys = append(n.keys, apart...)
	for _, k := range n.keys {
		if p, err := b.Net(k.service, k.region, k.component); err == nil {
			p.Region = k.region
			n.prices[k] = p
		}
	}
	seen := map[key]bool{}
	n.keys = slices.DeleteFunc(n.keys, func(k key) bool {
		_, priced := n.prices[k]
		again := seen[k]
		seen[k] = true
		return again || !priced
	})
	return n
}

// discountedApart are the places where the book has a discount, but no price
// other than that of Global.
func (b *Book) discountedApart() []key {
	var places []key
	for _, d := range b.discounts {
		for _, component := range d.Components {
			k := key{d.Service, d.Region, component}
			if _, own := b.index[k]; d.Region != "" && !own {
				places = append(places, k)
			}
		}
	}
	return places
}

func largestFirst(c, d Change) int {
	a, measured := c.Percent()
	b, other := d.Percent()
	switch {
	case measured && other:
		return b.Abs().Cmp(a.Abs())
	case measured:
		return 1
	case other:
		return -1
	}
	return 0
}

// Percent is by how much the price of Tier rose, in per cent; false where that
// cannot be said: of what was added or removed, of a price in another unit or
// currency, and of one that was zero.
func (c Change) Percent() (decimal.Decimal, bool) {
	if c.Old == nil || c.New == nil || c.Old.Unit != c.New.Unit || c.Old.Currency != c.New.Currency {
		return decimal.Decimal{}, false
	}
	return rise(c.Old.Tiers[c.Tier()].Price, c.New.Tiers[c.Tier()].Price)
}

// Tier is the index of the tier whose price moved the most: 0 unless the tiers
// have the same bounds.
func (c Change) Tier() int {
	if c.Old == nil || c.New == nil || !slices.EqualFunc(c.Old.Tiers, c.New.Tiers, sameBound) {
		return 0
	}
	tiers := make([]int, len(c.Old.Tiers))
	for i := range tiers {
		tiers[i] = i
	}
	moved := func(i int) decimal.Decimal {
		percent, _ := rise(c.Old.Tiers[i].Price, c.New.Tiers[i].Price)
		return percent.Abs()
	}
	return slices.MaxFunc(tiers, func(i, j int) int { return moved(i).Cmp(moved(j)) })
}

// rise is by how much a price rose, in per cent. From zero it has no measure.
func rise(from, to decimal.Decimal) (decimal.Decimal, bool) {
	if from.IsZero() {
		return decimal.Zero, to.IsZero()
	}
	return to.Sub(from).Mul(hundred).Div(from), true
}

// costs reports whether q costs the same.
func (p Price) costs(q Price) bool {
	return p.Unit == q.Unit && p.Currency == q.Currency && p.FirstTierOnly == q.FirstTierOnly &&
		slices.EqualFunc(p.Tiers, q.Tiers, func(a, b Tier) bool { return sameBound(a, b) && a.Price.Equal(b.Price) })
}

func sameBound(a, b Tier) bool {
	if a.UpTo == nil || b.UpTo == nil {
		return a.UpTo == b.UpTo
	}
	return a.UpTo.Equal(*b.UpTo)
}

// FreeChange is a component of which two books have another quantity free.
type FreeChange struct {
	Service, Component, Currency string
	Old, New                     *FreeTier // nil: none
}

// DiffFree compares what is free every month, in the order of the books.
func DiffFree(from, to *Book) []FreeChange {
	var changes []FreeChange
	for _, f := range slices.Concat(from.free, to.free) {
		for _, component := range f.Components {
			c := FreeChange{Service: f.Service, Component: component, Currency: f.Currency}
			c.Old, c.New = from.freeTier(c), to.freeTier(c)
			if !c.Old.gives(c.New) && !slices.ContainsFunc(changes, c.same) {
				changes = append(changes, c)
			}
		}
	}
	return changes
}

func (b *Book) freeTier(c FreeChange) *FreeTier {
	if f, ok := b.FreeTier(c.Service, c.Component, c.Currency); ok {
		return &f
	}
	return nil
}

// gives reports whether the same is free in both.
func (f *FreeTier) gives(other *FreeTier) bool {
	if f == nil || other == nil {
		return f == other
	}
	return f.Unit == other.Unit && f.Quantity.Equal(other.Quantity)
}

func (c FreeChange) same(d FreeChange) bool {
	return cmp.Or(
		cmp.Compare(c.Service, d.Service), cmp.Compare(c.Component, d.Component), cmp.Compare(c.Currency, d.Currency),
	) == 0
}

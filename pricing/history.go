package pricing

import (
	"maps"
	"slices"
	"time"
)

// add takes in a price that is read.
func (b *Book) add(p Price) {
	if p.Until.IsZero() {
		b.put(p)
	} else {
		b.past = append(b.past, p)
	}
}

// put makes p the price of its component.
func (b *Book) put(p Price) {
	k := p.key()
	if i, ok := b.index[k]; ok {
		b.prices[i] = p
		return
	}
	b.index[k] = len(b.prices)
	b.prices = append(b.prices, p)
}

// Past lists the prices that no longer hold, in the order of the book.
func (b *Book) Past() []Price { return clones(b.past) }

// At is the book as it was on a day: of each component the price with the
// earliest Until after t, or else the one that still holds. A book knows few of
// its past prices: where it has none, the present one stands in for all days.
// The free tiers are those of today. The book as it was has no past itself.
func (b *Book) At(t time.Time) *Book {
	at := *b
	at.day = t
	at.prices, at.index, at.past = slices.Clone(b.prices), maps.Clone(b.index), nil
	for _, p := range slices.SortedFunc(slices.Values(b.past), latestFirst) {
		if t.Before(p.Until) {
			at.put(p)
		}
	}
	return &at
}

func latestFirst(p, q Price) int { return q.Until.Compare(p.Until) }

// key is the component of which p is a price.
func (p Price) key() key { return key{p.Service, p.Region, p.Component} }

// clone is a copy that shares nothing which can be changed.
func (p Price) clone() Price {
	p.Tiers = slices.Clone(p.Tiers)
	for i, t := range p.Tiers {
		if t.UpTo != nil {
			p.Tiers[i].UpTo = new(*t.UpTo)
		}
	}
	return p
}

func clones(prices []Price) []Price {
	list := make([]Price, len(prices))
	for i, p := range prices {
		list[i] = p.clone()
	}
	return list
}

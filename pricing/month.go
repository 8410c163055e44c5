package pricing

import (
	"slices"

	"github.com/shopspring/decimal"
)

// Terms say how a month is billed, beside the book.
type Terms struct {
	FreeTier bool    // take off what the account gets free every month
	Account  []Usage // what the rest of the account uses: it comes first in the tiers and in the free tier
}

// Month prices usage as part of one month's bill: graduated tiers, one line per
// tier that is used, and with terms.FreeTier what is free as negative lines.
// Tiers count what is paid for, so what is free is taken off before. Two usages
// of one component follow each other in its tiers, and what the rest of the
// account uses is ahead of all and not on the bill.
func (b *Book) Month(usage []Usage, terms Terms) (Bill, error) {
	bills, err := b.MonthParts([][]Usage{usage}, terms)
	if err != nil {
		return Bill{}, err
	}
	return bills[0], nil
}

// MonthParts divides the bill of Month for all parts together among them: each
// part is billed as Month does, with the parts before it as the account's use.
func (b *Book) MonthParts(parts [][]Usage, terms Terms) ([]Bill, error) {
	account, err := b.items(terms.Account)
	if err != nil {
		return nil, err
	}
	items, err := b.items(slices.Concat(parts...))
	if err != nil {
		return nil, err
	}
	l := ledger{book: b, paid: map[key]decimal.Decimal{}, free: map[int]decimal.Decimal{}, freeTier: terms.FreeTier}
	for _, it := range account {
		l.bill(it)
	}
	bills := make([]Bill, len(parts))
	for i, part := range parts {
		for _, it := range items[:len(part)] {
			bills[i].add(it, l.bill(it)...)
		}
		items = items[len(part):]
	}
	return bills, nil
}

// ledger is where an account stands in the tiers and free tiers of a month.
type ledger struct {
	book     *Book
	paid     map[key]decimal.Decimal // what has been paid for of a component
	free     map[int]decimal.Decimal // what has been used of a free tier, by its index in the book
	freeTier bool
}

// bill bills an item from where the account stands.
func (l *ledger) bill(it item) []Line {
	it.quantity = it.quantity.Round(QuantityPlaces)
	k := key{it.price.Service, it.price.Region, it.price.Component}
	from, free := l.paid[k], l.take(it)
	l.paid[k] = from.Add(it.quantity).Sub(free)
	whole := between(it.price.Tiers, from, from.Add(it.quantity))
	rest := between(it.price.Tiers, from, l.paid[k])
	beyond := it.price.FirstTierOnly && l.book.beyondFirstTier(it, from.Add(it.quantity))
	return append(it.tierLines(whole, beyond), it.freeLines(whole, rest)...)
}

// take uses up the free tier for an item and says how much of it is free.
func (l *ledger) take(it item) decimal.Decimal {
	i := l.book.freeIndex(it.price.Service, it.price.Component, it.price.Currency)
	if !l.freeTier || i < 0 {
		return decimal.Zero
	}
	free := decimal.Min(it.quantity, l.book.free[i].Quantity.Sub(l.free[i]))
	l.free[i] = l.free[i].Add(free)
	return free
}

// tierLines bills the parts in each tier, one line per tier that is used; an
// unused item has one line of nothing.
func (it item) tierLines(parts []decimal.Decimal, beyond bool) []Line {
	var lines []Line
	for i, part := range parts {
		if !part.IsZero() {
			l := it.line(part, it.price.Tiers[i].Price)
			l.UpperBound = beyond
			lines = append(lines, l)
		}
	}
	if lines == nil {
		lines = []Line{it.line(decimal.Zero, it.price.Tiers[0].Price)}
	}
	return lines
}

// freeLines takes off what is free, as negative quantities in the tiers that
// the item no longer reaches.
func (it item) freeLines(whole, rest []decimal.Decimal) []Line {
	var lines []Line
	for i, part := range whole {
		if saved := part.Sub(rest[i]); saved.IsPositive() {
			l := it.line(saved.Neg(), it.price.Tiers[i].Price)
			l.Component += FreeTierSuffix
			l.Off = true
			lines = append(lines, l)
		}
	}
	return lines
}

// between is the part of each tier that lies between two quantities.
func between(tiers []Tier, from, to decimal.Decimal) []decimal.Decimal {
	parts, before := split(tiers, to), split(tiers, from)
	for i := range parts {
		parts[i] = parts[i].Sub(before[i])
	}
	return parts
}

// beyondFirstTier reports whether the quantity is past the first tier that the
// same component has in any other region: the best guess at where a tier ends
// whose end is not known.
func (b *Book) beyondFirstTier(it item, quantity decimal.Decimal) bool {
	return slices.ContainsFunc(b.prices, func(p Price) bool {
		return p.Service == it.price.Service && p.Component == it.price.Component &&
			p.Tiers[0].UpTo != nil && quantity.GreaterThan(*p.Tiers[0].UpTo)
	})
}

package offers

import (
	"maps"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/pricing"
)

// freeQuantities are what prices give free, by service, component and currency
// (in place of the region): the book has one free quantity over all regions.
type freeQuantities map[place][]candidate

// add notes what a price gives free.
func (f freeQuantities) add(k candidate) {
	if k.free.IsZero() {
		return
	}
	at := place{k.price.Service, k.price.Currency, k.price.Component}
	f[at] = append(f[at], k)
}

// tiers makes the free tiers. Regions that give different quantities are
// refused: the book cannot say which holds.
func (f freeQuantities) tiers(refused tally) []pricing.FreeTier {
	var list []pricing.FreeTier
	for _, at := range slices.SortedFunc(maps.Keys(f), comparePlaces) {
		rows := f[at]
		first := rows[0]
		if slices.ContainsFunc(rows, func(k candidate) bool { return !k.free.Equal(first.free) }) {
			for _, k := range rows {
				refused.add(contradiction, k.price.SKU)
			}
			continue
		}
		list = append(list, freeTier(first.price, first.free))
	}
	return list
}

func freeTier(p pricing.Price, quantity decimal.Decimal) pricing.FreeTier {
	return pricing.FreeTier{
		Service: p.Service, Components: []string{p.Component}, Quantity: quantity, Unit: p.Unit,
		Currency: p.Currency, Effective: p.Effective, Source: p.Source,
	}
}

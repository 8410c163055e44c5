package offers

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/pricing"
)

// place is a component in a region, which has one price in a book.
type place struct{ service, region, component string }

// candidate is a price that rows of the lists have for one place.
type candidate struct {
	price pricing.Price
	free  decimal.Decimal // units a month, zero for none
	skus  []string        // of all rows that have it
}

// claims are the prices that rows have for one place.
type claims struct {
	candidates []candidate
	common     bool // rows may differ, and the price of most is taken
}

// collector gathers prices row by row, in memory bounded by the rows that rules
// map (kept).
type collector struct {
	claims  map[place]*claims
	kept    kept // rows of claims, one for each of their components
	skipped tally
	refused tally
}

func newCollector() collector {
	return collector{claims: map[place]*claims{}, skipped: tally{}, refused: tally{}}
}

// add takes the price of one row. Where rows of the list may differ by
// something that the book does not tell apart, common is true.
func (c *collector) add(p pricing.Price, free decimal.Decimal, common bool) {
	c.kept++
	at := place{p.Service, p.Region, p.Component}
	all := c.claims[at]
	if all == nil {
		all = &claims{common: common}
		c.claims[at] = all
	}
	for i := range all.candidates {
		if known := &all.candidates[i]; known.matches(p) {
			known.join(p, free)
			return
		}
	}
	all.candidates = append(all.candidates, candidate{price: p, free: free, skus: []string{p.SKU}})
}

// matches reports whether a row says the same price.
func (k *candidate) matches(p pricing.Price) bool {
	return k.price.Unit == p.Unit && k.price.Currency == p.Currency &&
		slices.EqualFunc(k.price.Tiers, p.Tiers, func(a, b pricing.Tier) bool {
			return a.Price.Equal(b.Price) && (a.UpTo == nil) == (b.UpTo == nil) && (a.UpTo == nil || a.UpTo.Equal(*b.UpTo))
		})
}

// join adds a row with the same price: the one with the first SKU stands for
// all, so that the order of rows does not matter.
func (k *candidate) join(p pricing.Price, free decimal.Decimal) {
	k.skus = append(k.skus, p.SKU)
	k.free = decimal.Max(k.free, free)
	if p.SKU < k.price.SKU {
		k.price = p
	}
}

// errNothing is the fault of lists that hold no price of the book.
var errNothing = errors.New("no row of the price list is a price that the book has")

// result makes the book's rows. On an error the report still tells what became
// of the rows.
func (c *collector) result() (Result, error) {
	var r Result
	free := freeQuantities{}
	places := slices.SortedFunc(maps.Keys(c.claims), comparePlaces)
	for _, at := range places {
		if k, ok := c.settle(c.claims[at]); ok {
			r.Prices = append(r.Prices, k.price)
			free.add(k)
		}
	}
	r.Free = free.tiers(c.refused)
	r.Report = Report{Mapped: mapped(r.Prices), Skipped: c.skipped.list(), Refused: c.refused.list()}
	if len(r.Prices) == 0 {
		return r, errNothing
	}
	return r, oneCurrency(r.Prices)
}

func comparePlaces(a, b place) int {
	return cmp.Or(cmp.Compare(a.service, b.service), cmp.Compare(a.region, b.region), cmp.Compare(a.component, b.component))
}

// settle picks the one price of a place: all rows agree, or more than half do
// where rows may differ.
func (c *collector) settle(all *claims) (candidate, bool) {
	rows := 0
	for _, k := range all.candidates {
		rows += len(k.skus)
	}
	for i, k := range all.candidates {
		if len(all.candidates) > 1 && (!all.common || 2*len(k.skus) <= rows) {
			continue
		}
		c.count(samePrice, k.skus[1:])
		for j, other := range all.candidates {
			if j != i {
				c.count(commonPrice, other.skus)
			}
		}
		return k, true
	}
	for _, k := range all.candidates {
		for _, sku := range k.skus {
			c.refused.add(contradiction, sku)
		}
	}
	return candidate{}, false
}

func (c *collector) count(why reason, skus []string) {
	for _, sku := range skus {
		c.skipped.add(why, sku)
	}
}

func mapped(prices []pricing.Price) []Mapped {
	var list []Mapped
	for _, p := range prices {
		i := slices.IndexFunc(list, func(m Mapped) bool { return m.Service == p.Service && m.Component == p.Component })
		if i < 0 {
			i = len(list)
			list = append(list, Mapped{Service: p.Service, Component: p.Component})
		}
		list[i].Prices++
	}
	slices.SortStableFunc(list, func(a, b Mapped) int {
		return cmp.Or(cmp.Compare(a.Service, b.Service), cmp.Compare(a.Component, b.Component))
	})
	return list
}

// oneCurrency checks that a bill can hold all prices of a service in a region.
func oneCurrency(prices []pricing.Price) error {
	first := map[place]string{}
	for _, p := range prices {
		at := place{service: p.Service, region: p.Region}
		currency, ok := first[at]
		if ok && currency != p.Currency {
			return fmt.Errorf("%s in %s is priced in both %s and %s; import the lists of one currency at a time", p.Service, p.Region, currency, p.Currency)
		}
		first[at] = p.Currency
	}
	return nil
}

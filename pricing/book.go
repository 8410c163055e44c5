package pricing

import (
	"fmt"
	"slices"
	"time"

	"github.com/shopspring/decimal"
)

// Book is a set of prices and free tiers from one source file. It is never
// changed once read, so any number of goroutines may use it.
type Book struct {
	name   string
	prices []Price // that hold at present, in the order of the file
	past   []Price // that held until some day
	free   []FreeTier
	index  map[key]int // into prices

	discounts []Discount
	day       time.Time // that At gave the book as of; zero: the present
}

// Global is the region of prices that hold in every region in which the
// component has no price of its own.
const Global = "global"

// key names a price in a book.
type key struct{ service, region, component string }

// FreeTier is what an account gets every month before it pays, over all
// regions; its components draw on the one quantity together.
type FreeTier struct {
	Service    string
	Components []string
	Quantity   decimal.Decimal // in Unit per month
	Unit       string
	Currency   string // it holds where the price has the same currency
	Effective  time.Time
	Source     string // official URL, "" when only the contract has it
}

// Name is the name that the book was read under, e.g. "aws".
func (b *Book) Name() string { return b.name }

// Prices lists the prices that hold at present, in the order of the book.
func (b *Book) Prices() []Price { return clones(b.prices) }

// Price looks up one price that holds at present: of the region, or else of
// Global. What the book does not have is a *MissingPriceError, never a price of
// zero.
func (b *Book) Price(service, region, component string) (Price, error) {
	i, ok := b.index[key{service, region, component}]
	if !ok {
		i, ok = b.global(service, region, component)
	}
	if !ok {
		return Price{}, b.missing(service, region, component)
	}
	return b.prices[i].clone(), nil
}

// global finds a price that holds everywhere. It does not where the book prices
// the region in another currency: China's prices are apart.
func (b *Book) global(service, region, component string) (int, bool) {
	i, ok := b.index[key{service, Global, component}]
	apart := func(p Price) bool { return p.Region == region && p.Currency != b.prices[i].Currency }
	return i, ok && !slices.ContainsFunc(b.prices, apart)
}

// FreeTiers lists what is free every month, in the order of the book.
func (b *Book) FreeTiers() []FreeTier {
	list := make([]FreeTier, len(b.free))
	for i, f := range b.free {
		list[i] = f.clone()
	}
	return list
}

// clone is a copy that shares nothing which can be changed.
func (f FreeTier) clone() FreeTier {
	f.Components = slices.Clone(f.Components)
	return f
}

// Regions lists the regions in which the book has any price of the service,
// sorted and without Global; empty for a service that it does not know.
func (b *Book) Regions(service string) []string {
	regions := b.regionsWith(func(p Price) bool { return p.Service == service && p.Region != Global })
	slices.Sort(regions)
	return regions
}

// FreeTier finds what is free every month of a component billed in a currency.
func (b *Book) FreeTier(service, component, currency string) (FreeTier, bool) {
	i := b.freeIndex(service, component, currency)
	if i < 0 {
		return FreeTier{}, false
	}
	return b.free[i].clone(), true
}

// freeIndex is where the component's free tier stands in the book, -1 without one.
func (b *Book) freeIndex(service, component, currency string) int {
	return slices.IndexFunc(b.free, func(f FreeTier) bool {
		return f.Service == service && f.Currency == currency && slices.Contains(f.Components, component)
	})
}

// regionsWith lists the regions of the prices that match, in book order.
func (b *Book) regionsWith(match func(Price) bool) []string {
	var regions []string
	for _, p := range b.prices {
		if match(p) && !slices.Contains(regions, p.Region) {
			regions = append(regions, p.Region)
		}
	}
	return regions
}

// MissingPriceError says that a book has no price for something.
type MissingPriceError struct {
	Book                       string
	Service, Region, Component string
	Nearest                    string // nearest region that has the price, "" when none has
	Provider                   string // of the service's prices in the book, "" where it has none
}

// Error names the service, the region, the component, what there is instead and
// what to do.
func (e *MissingPriceError) Error() string {
	if e.Nearest == "" {
		return fmt.Sprintf("price book %q has no price for %s %s in any region", e.Book, e.Service, e.Component)
	}
	return fmt.Sprintf("price book %q has no price for %s %s in region %q; the nearest region with one is %s. %s",
		e.Book, e.Service, e.Component, e.Region, e.Nearest, e.remedy())
}

// remedy is where the price can be had.
func (e *MissingPriceError) remedy() string {
	const own = "give a price book of your own (--price-book)"
	if e.Provider != "aws" || e.Region == "" {
		return "Or " + own
	}
	return fmt.Sprintf("Or import it (sweetspot pricing import --from aws --service %s --region %s --out FILE) or %s", e.Service, e.Region, own)
}

func (b *Book) missing(service, region, component string) *MissingPriceError {
	have := b.regionsWith(func(p Price) bool { return p.Service == service && p.Component == component })
	provider := ""
	if i := slices.IndexFunc(b.prices, func(p Price) bool { return p.Service == service }); i >= 0 {
		provider = b.prices[i].Provider
	}
	return &MissingPriceError{
		Book: b.name, Service: service, Region: region, Component: component,
		Nearest: nearestRegion(region, have), Provider: provider,
	}
}

package deployment

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// Book is the price book that a scenario asks for: an embedded one, with the
// user's own laid over it, as it was on the day that the scenario names.
func Book(p scenarios.Pricing) (*pricing.Book, error) {
	return pricing.Open(p.Book, p.Overlay, p.Date)
}

// Terms are how a scenario's months are billed. The error names usage of the
// rest of the account that the book has no price for in the region.
func Terms(book *pricing.Book, region string, p scenarios.Pricing) (pricing.Terms, error) {
	terms := pricing.Terms{FreeTier: p.FreeTier}
	for _, c := range p.AccountUsage {
		price, err := book.Price(c.Service, region, c.Component)
		if err != nil {
			return terms, fmt.Errorf("pricing.account_usage: %w", err)
		}
		terms.Account = append(terms.Account, pricing.Usage{
			Service: c.Service, Region: region, Component: c.Component, Unit: price.Unit,
			Quantity: decimal.NewFromInt(c.Quantity), Driver: pricing.Given,
		})
	}
	return terms, nil
}

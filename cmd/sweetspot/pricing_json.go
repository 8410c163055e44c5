package main

import (
	"time"

	"github.com/sweetspot-bench/sweetspot/pricing"
)

// priceJSON is a price as --format json writes it; keys are only added. Amounts
// and quantities are decimal strings, days YYYY-MM-DD.
type priceJSON struct {
	Book          string             `json:"book"`
	Provider      string             `json:"provider"`
	Service       string             `json:"service"`
	Region        string             `json:"region"`
	Component     string             `json:"component"`
	Unit          string             `json:"unit"`
	Currency      string             `json:"currency"`
	Tiers         []tierJSON         `json:"tiers"`
	FirstTierOnly bool               `json:"first_tier_only"`
	FreePerMonth  *string            `json:"free_per_month"` // null: nothing; shared with other components where the book says so
	Discounts     []discountJSON     `json:"discounts"`      // that the book takes off at present; its bills show them as lines of their own
	Effective     *string            `json:"effective"`      // null: not known
	Until         *string            `json:"until"`          // null: it still holds
	SKU           string             `json:"sku,omitempty"`
	Source        string             `json:"source"`
	ReadIn        string             `json:"read_in,omitempty"`
	Confidence    pricing.Confidence `json:"confidence"`
}

type tierJSON struct {
	UpTo  *string `json:"up_to"` // null: no bound
	Price string  `json:"price"`
}

// discountJSON has either percent or price.
type discountJSON struct {
	Name      string  `json:"name"`
	Region    *string `json:"region"`  // null: every region
	Percent   *string `json:"percent"` // off each tier
	Price     *string `json:"price"`   // per unit, of each tier that is dearer
	Effective *string `json:"effective"`
	Source    string  `json:"source,omitempty"`
}

func newDiscountJSON(d pricing.Discount) discountJSON {
	out := discountJSON{Name: d.Name, Effective: dayJSON(d.Effective), Source: d.Source}
	if d.Region != "" {
		out.Region = &d.Region
	}
	if d.Price != nil {
		out.Price = new(d.Price.String())
	} else {
		out.Percent = new(d.Percent.String())
	}
	return out
}

func pricesJSON(prices []found) []priceJSON {
	list := make([]priceJSON, len(prices))
	for i, f := range prices {
		list[i] = f.json()
	}
	return list
}

func (f found) json() priceJSON {
	p := f.price
	out := priceJSON{
		Book: f.book.Name(), Provider: p.Provider, Service: p.Service, Region: p.Region, Component: p.Component,
		Unit: p.Unit, Currency: p.Currency, FirstTierOnly: p.FirstTierOnly,
		Effective: dayJSON(p.Effective), Until: dayJSON(p.Until),
		SKU: p.SKU, Source: p.Source, ReadIn: p.ReadIn, Confidence: p.Confidence, Discounts: []discountJSON{},
	}
	for _, d := range f.discounts() {
		out.Discounts = append(out.Discounts, newDiscountJSON(d))
	}
	for _, tier := range p.Tiers {
		t := tierJSON{Price: tier.Price.String()}
		if tier.UpTo != nil {
			t.UpTo = new(tier.UpTo.String())
		}
		out.Tiers = append(out.Tiers, t)
	}
	if free, ok := f.book.FreeTier(p.Service, p.Component, p.Currency); ok && p.Until.IsZero() {
		out.FreePerMonth = new(free.Quantity.String())
	}
	return out
}

func dayJSON(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	return new(day(t))
}

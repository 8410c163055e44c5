// Package pricing turns usage into money: a dated, sourced price book, and
// bills whose lines add up exactly. Money is decimal from book to bill; a
// float never holds an amount.
package pricing

import (
	"time"

	"github.com/shopspring/decimal"
)

// Confidence says how well a price is sourced.
type Confidence string

// The confidences, see the header of each book.
const (
	High   Confidence = "high"
	Medium Confidence = "medium"
	Low    Confidence = "low"
)

// Tier is a band of a graduated price: Price applies to the part of the
// monthly quantity up to UpTo (nil: no upper bound) that lies in this band.
type Tier struct {
	UpTo  *decimal.Decimal
	Price decimal.Decimal // per unit
}

// Price is one component's price in one region.
type Price struct {
	Provider, Service, Region, Component string
	Unit                                 string // "request", "GB-second"
	Currency                             string
	Tiers                                []Tier
	Effective                            time.Time // the first day on which it is known to hold, zero when not known
	Until                                time.Time // the first day on which it no longer holds, zero when it still does
	Source                               string    // official URL
	Confidence                           Confidence

	SKU           string // the provider's own id of the row, "" when unknown
	ReadIn        string // public file that the figure was read in, "" when it has no address
	FirstTierOnly bool   // further tiers exist and are not in the book
}

// Line is one line of a bill: Amount = Quantity × Price exactly.
type Line struct {
	Service, Component string
	Quantity           decimal.Decimal
	Unit               string
	Price              decimal.Decimal
	Amount             decimal.Decimal
	Confidence         Confidence
	Effective          time.Time

	Region     string
	Source     string // official URL of the price
	Driver     Driver
	Note       string // how the quantity comes about, "" when plain
	Off        bool   // it takes something off another line: a free quantity, a discount
	UpperBound bool   // the quantity reaches into tiers that the book does not know: the true amount is lower
}

// Bill is usage × prices as lines that add up to Total exactly.
type Bill struct {
	Currency string
	Lines    []Line
	Total    decimal.Decimal
}

package pricing

import (
	"slices"

	"github.com/shopspring/decimal"
)

// Rate is what each request and each billed millisecond of a configuration
// cost, looked up once and then applied to any number of samples: the cost so
// far, the cost of a block. Its figures are those of List. It is safe for
// concurrent use.
type Rate struct {
	currency    string
	request, ms []item
}

// Rate looks up what is used by each request, which is never nothing, and by
// each billed millisecond.
func (b *Book) Rate(request, ms []Usage) (Rate, error) {
	items, err := b.items(slices.Concat(request, ms))
	if err != nil {
		return Rate{}, err
	}
	return Rate{items[0].price.Currency, items[:len(request)], items[len(request):]}, nil
}

// Currency is the currency of Cost.
func (r Rate) Currency() string { return r.currency }

// Cost is the price of requests that were billed billedMS together, neither
// below zero. It equals the total of List for the same usage, exactly. It
// takes some microseconds: for very many samples add them up first.
func (r Rate) Cost(requests, billedMS int64) decimal.Decimal {
	var bill Bill
	bill.list(r.request, decimal.NewFromInt(requests))
	bill.list(r.ms, decimal.NewFromInt(billedMS))
	return bill.Total
}

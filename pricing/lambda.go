package pricing

import (
	"fmt"
	"time"
)

// Lambda is the service that Lambda's prices stand under in a book.
const Lambda = "AWSLambda"

// Components of Lambda's price.
const (
	Requests         = "requests"
	EphemeralStorage = "ephemeral-storage"
)

// How Lambda bills, https://aws.amazon.com/lambda/pricing/ and
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
// (read 2026-06-18).
const (
	BillingGranularity = time.Millisecond // billed time is rounded up to it
	FreeEphemeralMB    = 512              // of /tmp in every environment
	MinMemoryMB        = 128
	MaxMemoryMB        = 10240
	MaxEphemeralMB     = 10240
)

// QuantityPlaces is the number of decimals that a quantity on a bill has at
// most. Quantities are rounded to it, half away from zero, before they are
// multiplied, so that Amount = Quantity × Price holds exactly. A bill for a
// single short request is therefore coarse (one step is a millionth of a
// GB-second): bill a million requests and divide.
const QuantityPlaces = 6

// Duration is the component for the compute time of an architecture:
// "duration-x86_64" or "duration-arm64".
func Duration(architecture string) string { return "duration-" + architecture }

// LambdaList prices usage at the list price of the first tier, without free
// tier: the request fee, the duration, and the ephemeral storage above 512 MB.
// It is what sizes are compared by.
func (b *Book) LambdaList(u LambdaUsage) (Bill, error) {
	rate, items, err := b.lambdaItems(u)
	if err != nil {
		return Bill{}, err
	}
	bill := Bill{Currency: rate.Currency()}
	for _, it := range items {
		bill.add(it.line(it.quantity, it.price.Tiers[0].Price))
	}
	return bill, nil
}

// LambdaMonth prices usage as one month's bill: graduated tiers, one line per
// tier that is used, and with freeTier what the account gets free as negative
// lines. The free tier is taken off before tiers are counted, and the bill
// assumes that nothing else in the account uses any of it or of the tiers.
func (b *Book) LambdaMonth(u LambdaUsage, freeTier bool) (Bill, error) {
	rate, items, err := b.lambdaItems(u)
	if err != nil {
		return Bill{}, err
	}
	bill := Bill{Currency: rate.Currency()}
	for _, it := range items {
		bill.add(b.tierLines(it)...)
		if freeTier {
			bill.add(b.freeLines(it)...)
		}
	}
	return bill, nil
}

// lambdaItems works out what usage is billed for.
func (b *Book) lambdaItems(u LambdaUsage) (Rate, []item, error) {
	if u.Requests.IsNegative() {
		return Rate{}, nil, fmt.Errorf("the number of requests must not be negative: %s", u.Requests)
	}
	if u.BilledMS.IsNegative() {
		return Rate{}, nil, fmt.Errorf("the billed time must not be negative: %s ms", u.BilledMS)
	}
	rate, err := b.LambdaRate(u.Region, u.Architecture, u.MemoryMB, u.EphemeralMB)
	if err != nil {
		return Rate{}, nil, err
	}
	return rate, rate.items(u.Requests, u.BilledMS.Mul(u.Requests)), nil
}

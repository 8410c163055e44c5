package pricing

import (
	"fmt"

	"github.com/shopspring/decimal"
)

// gbSecondsPerMS is one MB for one ms in GB-seconds, 1/1024 × 1/1000, exactly.
var gbSecondsPerMS = decimal.New(9765625, -13)

// Rate is what one Lambda configuration costs, looked up once and then applied
// to any number of samples: the cost so far, the cost of a block. Its figures
// are those of LambdaList. It is safe for concurrent use.
type Rate struct {
	requests, duration item  // quantity: per request; GB-seconds per billed ms
	ephemeral          *item // GB-seconds per billed ms; nil when all of it is free
}

// LambdaRate is the first-tier list price of a function of one size.
// architecture is "x86_64" or "arm64", memoryMB 128 to 10240, ephemeralMB up to
// 10240, of which 512 are free; 0 means the default of 512.
func (b *Book) LambdaRate(region, architecture string, memoryMB, ephemeralMB int) (Rate, error) {
	if err := checkLambda(architecture, memoryMB, ephemeralMB); err != nil {
		return Rate{}, err
	}
	requests, err := b.Price(Lambda, region, Requests)
	if err != nil {
		return Rate{}, err
	}
	duration, err := b.Price(Lambda, region, Duration(architecture))
	if err != nil {
		return Rate{}, err
	}
	rate := Rate{
		requests: item{requests, decimal.New(1, 0)},
		duration: item{duration, perMS(memoryMB)},
	}
	if ephemeralMB <= FreeEphemeralMB {
		return rate, nil
	}
	ephemeral, err := b.Price(Lambda, region, EphemeralStorage)
	if err != nil {
		return Rate{}, err
	}
	rate.ephemeral = &item{ephemeral, perMS(ephemeralMB - FreeEphemeralMB)}
	return rate, nil
}

// Currency is the currency of Cost.
func (r Rate) Currency() string { return r.requests.price.Currency }

// Cost is the price of requests that were billed billedMS together, neither
// below zero. It equals the total of LambdaList for the same usage, exactly. It
// takes some microseconds: for very many samples add them up first.
func (r Rate) Cost(requests, billedMS int64) decimal.Decimal {
	total := decimal.Zero
	for _, it := range r.items(decimal.NewFromInt(requests), decimal.NewFromInt(billedMS)) {
		total = total.Add(it.quantity.Mul(it.price.Tiers[0].Price))
	}
	return total
}

// items is what usage is billed for, in bill order:
// GB-seconds = memory MB / 1024 × billed ms / 1000, and the same of the
// ephemeral storage that is not free (https://aws.amazon.com/lambda/pricing/).
func (r Rate) items(requests, billedMS decimal.Decimal) []item {
	items := []item{r.requests.times(requests), r.duration.times(billedMS)}
	if r.ephemeral != nil {
		items = append(items, r.ephemeral.times(billedMS))
	}
	return items
}

// times is n of the item, rounded as quantities on a bill are.
func (it item) times(n decimal.Decimal) item {
	it.quantity = it.quantity.Mul(n).Round(QuantityPlaces)
	return it
}

// perMS is a size in MB as GB-seconds per millisecond.
func perMS(mb int) decimal.Decimal {
	return gbSecondsPerMS.Mul(decimal.NewFromInt(int64(mb)))
}

// checkLambda refuses sizes that Lambda does not have, and so no price either.
func checkLambda(architecture string, memoryMB, ephemeralMB int) error {
	switch {
	case architecture != "x86_64" && architecture != "arm64":
		return fmt.Errorf("lambda has no architecture %q; use x86_64 or arm64", architecture)
	case memoryMB < MinMemoryMB || memoryMB > MaxMemoryMB:
		return fmt.Errorf("lambda has no price for %d MB of memory; it offers %d to %d MB", memoryMB, MinMemoryMB, MaxMemoryMB)
	case ephemeralMB < 0 || ephemeralMB > MaxEphemeralMB:
		return fmt.Errorf("lambda has no price for %d MB of ephemeral storage; it offers %d to %d MB", ephemeralMB, FreeEphemeralMB, MaxEphemeralMB)
	}
	return nil
}

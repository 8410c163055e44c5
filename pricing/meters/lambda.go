package meters

import (
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/pricing"
)

// LambdaService is the service that Lambda's prices stand under in a book.
const LambdaService = "AWSLambda"

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

// Lambda is a function that is billed on demand: the request fee, memory ×
// billed time, and the ephemeral storage that is not free × billed time.
type Lambda struct {
	Architecture string          // "x86_64" | "arm64"
	MemoryMB     int             // 128 to 10240
	EphemeralMB  int             // up to 10240, of which 512 are free; 0 means 512
	Requests     decimal.Decimal // invocations
	BilledMS     decimal.Decimal // mean billed time of an invocation in ms, init in it where it is billed
}

var _ Meter = Lambda{}

// Meter implements Meter.
func (l Lambda) Meter(region string) (Metered, error) {
	if err := l.check(); err != nil {
		return Metered{}, err
	}
	if err := notNegative(quantity{"the number of requests", l.Requests}, quantity{"the billed time in ms", l.BilledMS}); err != nil {
		return Metered{}, err
	}
	request, ms := l.each(region)
	return Metered{Usage: append(times(request, l.Requests), times(ms, l.BilledMS.Mul(l.Requests))...)}, nil
}

// Rate looks up what each request and each billed ms of the function cost;
// Requests and BilledMS do not matter.
func (l Lambda) Rate(book *pricing.Book, region string) (pricing.Rate, error) {
	if err := l.check(); err != nil {
		return pricing.Rate{}, err
	}
	return book.Rate(l.each(region))
}

// each is what one request and one billed ms use:
// GB-seconds = memory MB / 1024 × billed ms / 1000, and the same of the
// ephemeral storage that is not free (https://aws.amazon.com/lambda/pricing/).
func (l Lambda) each(region string) (request, ms []pricing.Usage) {
	usage := func(component, unit string, n decimal.Decimal) pricing.Usage {
		return pricing.Usage{
			Service: LambdaService, Region: region, Component: component, Unit: unit,
			Quantity: n, Driver: pricing.Measured,
		}
	}
	request = []pricing.Usage{usage("requests", "request", decimal.New(1, 0))}
	ms = []pricing.Usage{usage("duration-"+l.Architecture, "GB-second", perMS(l.MemoryMB))}
	if l.EphemeralMB > FreeEphemeralMB {
		ms = append(ms, usage("ephemeral-storage", "GB-second", perMS(l.EphemeralMB-FreeEphemeralMB)))
	}
	return request, ms
}

// check refuses sizes that Lambda does not have, and so no price either.
func (l Lambda) check() error {
	switch {
	case l.Architecture != "x86_64" && l.Architecture != "arm64":
		return fmt.Errorf("lambda has no architecture %q; use x86_64 or arm64", l.Architecture)
	case l.MemoryMB < MinMemoryMB || l.MemoryMB > MaxMemoryMB:
		return fmt.Errorf("lambda has no price for %d MB of memory; it offers %d to %d MB", l.MemoryMB, MinMemoryMB, MaxMemoryMB)
	case l.EphemeralMB < 0 || l.EphemeralMB > MaxEphemeralMB:
		return fmt.Errorf("lambda has no price for %d MB of ephemeral storage; it offers %d to %d MB", l.EphemeralMB, FreeEphemeralMB, MaxEphemeralMB)
	}
	return nil
}

// gbSecondsPerMS is one MB for one ms in GB-seconds, 1/1024 × 1/1000, exactly.
var gbSecondsPerMS = decimal.New(9765625, -13)

// perMS is a size in MB as GB-seconds per millisecond.
func perMS(mb int) decimal.Decimal {
	return gbSecondsPerMS.Mul(decimal.NewFromInt(int64(mb)))
}

// times is n of each usage.
func times(usage []pricing.Usage, n decimal.Decimal) []pricing.Usage {
	for i := range usage {
		usage[i].Quantity = usage[i].Quantity.Mul(n)
	}
	return usage
}

package meters

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/pricing"
)

// LambdaService is the service that Lambda's prices stand under in a book.
const LambdaService = "AWSLambda"

// How Lambda bills, https://aws.amazon.com/lambda/pricing/ and
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
// (read 2026-06-18). How billed time is rounded is a LambdaRules.
const (
	freeEphemeralMB = 512 // of /tmp in every environment
	minMemoryMB     = 128
	maxMemoryMB     = 10240
	maxEphemeralMB  = 10240
)

// MaxBilledMS is the longest that an invocation is billed for: a timeout of at
// most 900 s (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html),
// after an init of at most 10 s, which is billed since 2025-08-01
// (https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html).
const MaxBilledMS = 910_000

// An asynchronous event counts one request for its first 256 KB and one more
// for each further 64 KB or part of it
// (https://aws.amazon.com/lambda/pricing/, read 2026-06-18).
const (
	asyncFirst check.Bytes = 256 << 10
	asyncChunk check.Bytes = 64 << 10
	asyncMax   check.Bytes = 1 << 20
)

// Lambda is a function that is billed on demand: the request fee, memory ×
// billed time, and the ephemeral storage that is not free × billed time.
// Lambda@Edge and functions on managed instances are billed otherwise.
type Lambda struct {
	Architecture string          `yaml:"architecture"` // "x86_64" | "arm64"
	MemoryMB     int             `yaml:"memory_mb"`    // 128 to 10240
	EphemeralMB  int             `yaml:"ephemeral_mb"` // up to 10240, of which 512 are free; 0 means 512
	Requests     decimal.Decimal `yaml:"requests"`     // invocations
	BilledMS     decimal.Decimal `yaml:"billed_ms"`    // mean billed time of an invocation in ms, init in it where it is billed
	AsyncEvent   check.Bytes     `yaml:"async_event"`  // size of each event of asynchronous invocations, up to 1 MB; 0 where the caller waits
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
	if err := checkBilled(l.BilledMS); err != nil {
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
	at := place{LambdaService, region}
	counted, note := l.countedRequests()
	request = []pricing.Usage{at.usage("requests", "request", counted, pricing.Measured, note)}
	ms = []pricing.Usage{at.usage("duration-"+l.Architecture, "GB-second", perMS(l.MemoryMB), pricing.Measured, "")}
	return request, append(ms, l.storage(at)...)
}

// countedRequests is how many requests one invocation counts as, and why where
// it is more than one.
func (l Lambda) countedRequests() (n decimal.Decimal, note string) {
	if l.AsyncEvent <= asyncFirst {
		return one, ""
	}
	n = number(1 + chunks(l.AsyncEvent-asyncFirst, asyncChunk))
	return n, fmt.Sprintf("%s requests an event of %s: one for the first %s, one for each further %s", n, l.AsyncEvent, asyncFirst, asyncChunk)
}

// storage is the ephemeral storage that one billed ms uses beyond what is free.
func (l Lambda) storage(at place) []pricing.Usage {
	if l.EphemeralMB <= freeEphemeralMB {
		return nil
	}
	return []pricing.Usage{at.usage("ephemeral-storage", "GB-second", perMS(l.EphemeralMB-freeEphemeralMB), pricing.Measured, "")}
}

// check refuses what Lambda does not offer, and so has no price either.
func (l Lambda) check() error {
	switch {
	case l.Architecture != "x86_64" && l.Architecture != "arm64":
		return fmt.Errorf("lambda has no architecture %q; use x86_64 or arm64", l.Architecture)
	case l.EphemeralMB < 0 || l.EphemeralMB > maxEphemeralMB:
		return fmt.Errorf("lambda has no price for %d MB of ephemeral storage; it offers %d to %d MB", l.EphemeralMB, freeEphemeralMB, maxEphemeralMB)
	case l.AsyncEvent < 0 || l.AsyncEvent > asyncMax:
		return fmt.Errorf("lambda takes no asynchronous event of %s; the largest is %s", l.AsyncEvent, asyncMax)
	}
	return checkMemory(l.MemoryMB)
}

// checkMemory refuses a memory size that no function can have.
func checkMemory(mb int) error {
	if mb < minMemoryMB || mb > maxMemoryMB {
		return fmt.Errorf("lambda has no price for %d MB of memory; it offers %d to %d MB", mb, minMemoryMB, maxMemoryMB)
	}
	return nil
}

// checkBilled refuses a mean billed time that no invocation can have.
func checkBilled(ms decimal.Decimal) error {
	if ms.GreaterThan(decimal.New(MaxBilledMS, 0)) {
		return fmt.Errorf("lambda bills no invocation for %s ms; it ends after 900,000 ms, and its init after 10,000", ms)
	}
	return nil
}

// gbSecondsPerMS is one MB for one ms in GB-seconds, 1/1024 × 1/1000, exactly.
var gbSecondsPerMS = decimal.New(9765625, -13)

// perMS is a size in MB as GB-seconds per millisecond.
func perMS(mb int) decimal.Decimal {
	return gbSecondsPerMS.Mul(number(mb))
}

// times is n of each usage.
func times(usage []pricing.Usage, n decimal.Decimal) []pricing.Usage {
	for i := range usage {
		usage[i].Quantity = usage[i].Quantity.Mul(n)
	}
	return usage
}

package meters

import (
	"cmp"
	"errors"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/pricing"
)

// provisionedStep is what the time for which provisioned concurrency is
// enabled is rounded up to (https://aws.amazon.com/lambda/pricing/, read
// 2026-06-18).
const provisionedStep = 5 * time.Minute

// Provisioned is a function with provisioned concurrency: its environments ×
// memory for as long as they are enabled, whether they work or not, and the
// requests and the billed time that they serve at prices of their own, which
// no free tier takes anything off. What exceeds the environments spills over
// to others, which are billed as Lambda on demand. The ephemeral storage that
// is not free is billed for the time that requests take, as on demand. Rules:
// https://aws.amazon.com/lambda/pricing/ (read 2026-06-18).
type Provisioned struct {
	Architecture string        `yaml:"architecture"` // "x86_64" | "arm64"
	MemoryMB     int           `yaml:"memory_mb"`    // 128 to 10240
	EphemeralMB  int           `yaml:"ephemeral_mb"` // up to 10240, of which 512 are free; 0 means 512
	Environments int           `yaml:"environments"` // the provisioned concurrency
	Enabled      time.Duration `yaml:"enabled"`      // from when it is enabled until it is disabled; billed in steps of 5 minutes
	Periods      int           `yaml:"periods"`      // how often it is enabled for that long; 0 means once

	Requests decimal.Decimal `yaml:"requests"`  // invocations that the environments serve
	BilledMS decimal.Decimal `yaml:"billed_ms"` // mean billed time of one in ms

	SpilloverRequests decimal.Decimal `yaml:"spillover_requests"`  // invocations beyond the environments
	SpilloverBilledMS decimal.Decimal `yaml:"spillover_billed_ms"` // mean billed time of one in ms
}

var _ Meter = Provisioned{}

// Meter implements Meter.
func (p Provisioned) Meter(region string) (Metered, error) {
	if err := p.check(); err != nil {
		return Metered{}, err
	}
	at := place{LambdaService, region}
	billed := p.Requests.Mul(p.BilledMS)
	m := Metered{Usage: []pricing.Usage{
		p.enabled(at),
		at.usage("provisioned-requests", "request", p.Requests, pricing.Measured, ""),
		at.usage("provisioned-duration-"+p.Architecture, "GB-second", perMS(p.MemoryMB).Mul(billed), pricing.Measured, ""),
	}}
	m.add(times(p.function().storage(at), billed)...)
	if p.SpilloverRequests.IsZero() {
		return m, nil
	}
	spilled, err := p.function().Meter(region)
	m.add(spilled.Usage...)
	return m, err
}

// enabled is what the environments cost before they serve any request.
func (p Provisioned) enabled(at place) pricing.Usage {
	each := roundUp(p.Enabled, provisionedStep)
	environments := number(p.Environments)
	gbSeconds := environments.Mul(gigabytes(p.MemoryMB)).Mul(seconds(each)).Mul(atLeastOne(p.Periods))
	note := fmt.Sprintf("%d × %d MB for %s", p.Environments, p.MemoryMB, check.FormatDuration(each))
	if each != p.Enabled {
		note += fmt.Sprintf(", rounded up from %s", check.FormatDuration(p.Enabled))
	}
	if p.Periods > 1 {
		note += fmt.Sprintf(", %d times", p.Periods)
	}
	return at.usage("provisioned-concurrency-"+p.Architecture, "GB-second", gbSeconds, pricing.Given, note)
}

// function is the same function on demand, which serves what spills over.
func (p Provisioned) function() Lambda {
	return Lambda{
		Architecture: p.Architecture, MemoryMB: p.MemoryMB, EphemeralMB: p.EphemeralMB,
		Requests: p.SpilloverRequests, BilledMS: p.SpilloverBilledMS,
	}
}

func (p Provisioned) check() error {
	if p.Environments < 1 {
		return errors.New("provisioned concurrency needs at least one environment; give environments")
	}
	if p.Enabled <= 0 {
		return errors.New("provisioned concurrency is billed by the time that it is enabled; give enabled, such as 8h")
	}
	if err := cmp.Or(
		p.function().check(), checkBilled(p.BilledMS), checkBilled(p.SpilloverBilledMS),
		inMonth("provisioned concurrency is enabled", seconds(p.Enabled).Mul(atLeastOne(p.Periods)).Div(secondsPerHour)),
	); err != nil {
		return err
	}
	return notNegative(
		whole("the number of periods", p.Periods),
		quantity{"the number of requests", p.Requests},
		quantity{"the billed time in ms", p.BilledMS},
		quantity{"the number of requests that spill over", p.SpilloverRequests},
		quantity{"the billed time of what spills over, in ms", p.SpilloverBilledMS},
	)
}

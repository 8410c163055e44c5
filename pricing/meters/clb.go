package meters

import (
	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/pricing"
)

// CLB is Classic Load Balancers: their hours, part-hours rounded up, and the
// data that passes through them
// (https://aws.amazon.com/elasticloadbalancing/pricing/, read 2026-09-20).
type CLB struct {
	Balancers int             `yaml:"balancers"` // how many; 0 means 1
	Hours     decimal.Decimal `yaml:"hours"`     // that each of them exists; 0 means a month of 730 hours
	GB        decimal.Decimal `yaml:"gb"`        // through all of them together
}

var _ Meter = CLB{}

// Meter implements Meter.
func (c CLB) Meter(region string) (Metered, error) {
	if err := checkBalancers(c.Balancers, c.Hours); err != nil {
		return Metered{}, err
	}
	if err := notNegative(quantity{"the GB through the load balancers", c.GB}); err != nil {
		return Metered{}, err
	}
	at := place{LoadBalancerService, region}
	hours := orDefault(c.Hours, hoursPerMonth)
	m := Metered{Usage: []pricing.Usage{
		balancerHours("clb-hours", at, c.Balancers, hours),
		at.usage("clb-data", "GB", c.GB, pricing.Traffic, ""),
	}}
	if c.GB.IsZero() {
		m.NotPriced = []string{"data through the load balancers: its GB (gb)"}
	}
	return m, nil
}

// Package meters turns what a service was used for into what its provider
// bills: quantities of the components that a price book prices, rounded by the
// service's own rules. A meter knows rules and units, and never a price.
package meters

import (
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/pricing"
)

// Meter is one service's use, in a month or by any other number of requests.
// Each field of a meter says its unit.
type Meter interface {
	// Meter is what is billed in a region. The error names a value that the
	// service does not have.
	Meter(region string) (Metered, error)
}

// Metered is what a meter makes of its input.
type Metered struct {
	Usage     []pricing.Usage
	NotPriced []string // what is billed too but nothing drives, a phrase each with what would drive it
}

// add appends quantities of components.
func (m *Metered) add(u ...pricing.Usage) { m.Usage = append(m.Usage, u...) }

// notNegative refuses the first value below zero.
func notNegative(values ...quantity) error {
	for _, v := range values {
		if v.value.IsNegative() {
			return fmt.Errorf("%s must not be negative: %s", v.name, v.value)
		}
	}
	return nil
}

// quantity is a value with the words that a message names it by.
type quantity struct {
	name  string
	value decimal.Decimal
}

// whole names a whole number.
func whole[T ~int | ~int64](name string, n T) quantity {
	return quantity{name, number(n)}
}

// span names a time; a message gives it in seconds.
func span(name string, d time.Duration) quantity { return quantity{name, seconds(d)} }

// place is a service in a region: where a meter's quantities are billed.
type place struct{ service, region string }

// usage is a quantity of a component of the service.
func (p place) usage(component, unit string, n decimal.Decimal, driver pricing.Driver, note string) pricing.Usage {
	return pricing.Usage{
		Service: p.service, Region: p.region, Component: component, Unit: unit,
		Quantity: n, Driver: driver, Note: note,
	}
}

// Package meters turns what a service was used for into what its provider
// bills: quantities of the components that a price book prices, rounded by the
// service's own rules. A meter knows rules and units, and never a price.
package meters

import (
	"fmt"

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

// add appends a quantity of a component.
func (m *Metered) add(u pricing.Usage) { m.Usage = append(m.Usage, u) }

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

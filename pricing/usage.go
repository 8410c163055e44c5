package pricing

import (
	"fmt"

	"github.com/shopspring/decimal"
)

// Driver says where a billable quantity comes from.
type Driver string

// The drivers.
const (
	Measured Driver = "measured" // every request of the load, as the platform or the generator measured it
	Traffic  Driver = "traffic"  // the scenario's pricing.traffic
	Given    Driver = "given"    // stated by hand, such as the hours of a machine
)

// Usage is how much of one component is used: in a month, or by any other
// number of requests.
type Usage struct {
	Service, Region, Component string
	Unit                       string          // the one that the book prices the component in
	Quantity                   decimal.Decimal // never negative; a bill rounds it to QuantityPlaces
	Driver                     Driver
	Note                       string // how the quantity comes about: "2 units of 512 KB a request"; "" when plain
}

// QuantityPlaces is the number of decimals that a quantity on a bill has at
// most. Quantities are rounded to it, half away from zero, before they are
// multiplied, so that Amount = Quantity × Price holds exactly. A bill for a
// single short request is therefore coarse (one step is a millionth of a
// GB-second): bill a million requests and divide.
const QuantityPlaces = 6

// item is usage with its price, ready to be billed.
type item struct {
	price    Price
	quantity decimal.Decimal
	driver   Driver
	note     string
	discount *Discount // nil: none
}

// items looks up what usage costs. It fails where the book has no price, where
// a quantity is negative or in another unit than the book's, and where prices
// are in more than one currency: such amounts cannot be added.
func (b *Book) items(usage []Usage) ([]item, error) {
	items := make([]item, 0, len(usage))
	for _, u := range usage {
		it, err := b.item(u)
		if err != nil {
			return nil, err
		}
		if first := items; len(first) > 0 && first[0].price.Currency != it.price.Currency {
			return nil, fmt.Errorf("%s %s is priced in %s and %s %s in %s; one bill holds one currency",
				first[0].price.Service, first[0].price.Component, first[0].price.Currency, u.Service, u.Component, it.price.Currency)
		}
		items = append(items, it)
	}
	return items, nil
}

func (b *Book) item(u Usage) (item, error) {
	p, err := b.Price(u.Service, u.Region, u.Component)
	switch {
	case err != nil:
		return item{}, err
	case u.Unit != p.Unit:
		return item{}, fmt.Errorf("%s %s is counted in %s, not in %s", u.Service, u.Component, p.Unit, u.Unit)
	case u.Quantity.IsNegative():
		return item{}, fmt.Errorf("the quantity of %s %s must not be negative: %s", u.Service, u.Component, u.Quantity)
	}
	return item{
		price: p, quantity: u.Quantity, driver: u.Driver, note: u.Note,
		discount: b.discount(u.Service, u.Region, u.Component),
	}, nil
}

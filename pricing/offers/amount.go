package offers

import (
	"regexp"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/pricing"
)

// plainAmount is a number as the lists write them; Azure's JSON has exponents
// ("2E-06"). Their size is bounded: 1e999999999 is a short way to write a number
// that no machine can add to.
var plainAmount = regexp.MustCompile(`^-?[0-9]{1,18}(\.[0-9]{1,18})?([eE][+-]?[0-9]{1,2})?$`)

// maxPlaces is how many decimals a price in a book may have.
const maxPlaces = 18

// amount reads a number of a list.
func amount(text string) (decimal.Decimal, bool) {
	if !plainAmount.MatchString(text) {
		return decimal.Decimal{}, false
	}
	d, err := decimal.NewFromString(text)
	return d, err == nil && fits(d)
}

// fits reports whether a book can hold the number, exactly.
func fits(d decimal.Decimal) bool {
	return d.Equal(d.Truncate(maxPlaces)) && d.Abs().LessThan(decimal.New(1, maxPlaces))
}

// band is the price of one unit between two quantities a month.
type band struct {
	from  decimal.Decimal
	to    *decimal.Decimal // nil: no end
	price decimal.Decimal
}

// tiersOf makes the tiers of a price of bands in any order. What the first band
// gives free, where others follow it, is no price but a free quantity: it is
// taken off, and the bounds count from its end, as the bill does.
func tiersOf(bands []band) (tiers []pricing.Tier, free decimal.Decimal, why reason) {
	bands = slices.Clone(bands)
	slices.SortFunc(bands, func(a, b band) int { return a.from.Cmp(b.from) })
	if !contiguous(bands) {
		return nil, free, badRange
	}
	if len(bands) > 1 && bands[0].price.IsZero() {
		free = *bands[0].to
		bands = bands[1:]
	}
	for _, b := range bands {
		if b.price.IsNegative() || !fits(b.price) {
			return nil, free, badPrice
		}
		tier := pricing.Tier{Price: b.price}
		if b.to != nil {
			tier.UpTo = new(b.to.Sub(free))
		}
		tiers = append(tiers, tier)
	}
	return tiers, free, ""
}

// contiguous reports whether sorted bands begin at zero, follow each other, and
// only the last has no end.
func contiguous(bands []band) bool {
	at := decimal.Zero
	for i, b := range bands {
		last := i == len(bands)-1
		if !b.from.Equal(at) || last != (b.to == nil) {
			return false
		}
		if !last {
			if !b.to.GreaterThan(at) || !fits(*b.to) {
				return false
			}
			at = *b.to
		}
	}
	return len(bands) > 0
}

// anyZero reports whether a tier costs nothing.
func anyZero(tiers []pricing.Tier) bool {
	return slices.ContainsFunc(tiers, func(t pricing.Tier) bool { return t.Price.IsZero() })
}

// scaled multiplies every price by a factor; it reports whether a book can hold
// the products exactly.
func scaled(tiers []pricing.Tier, factor decimal.Decimal) bool {
	for i := range tiers {
		tiers[i].Price = tiers[i].Price.Mul(factor)
		if !fits(tiers[i].Price) {
			return false
		}
	}
	return true
}

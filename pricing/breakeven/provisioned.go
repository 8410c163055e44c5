package breakeven

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/pricing/meters"
)

// Provisioned holds a region's prices of a GB-second of Lambda, net of
// discounts and of the first tier, and with them the utilisation from which
// provisioned concurrency pays.
//
// An environment that is provisioned all the time and busy for a share u of it
// costs, per GB and second, P + u·D, where P is the price of provisioned
// concurrency and D that of the duration in it; on demand the same work costs
// u·O. The first is the lower one where
//
//	u > P / (O − D)
//
// Memory size, request fee and ephemeral storage are the same on both sides, so
// that the figure is one for every memory size. The free tier does not apply to
// functions with provisioned concurrency and is left out on both sides.
// https://aws.amazon.com/lambda/pricing/ (read 2026-06-18)
type Provisioned struct {
	Currency    string
	Concurrency decimal.Decimal // P, while enabled
	Duration    decimal.Decimal // D, of requests in it
	OnDemand    decimal.Decimal // O, of requests without it
}

// NewProvisioned looks up the prices of an architecture, x86_64 or arm64, in a
// region.
func NewProvisioned(book *pricing.Book, region, architecture string) (Provisioned, error) {
	var p Provisioned
	for _, price := range []struct {
		component string
		dst       *decimal.Decimal
	}{
		{"provisioned-concurrency-", &p.Concurrency},
		{"provisioned-duration-", &p.Duration},
		{"duration-", &p.OnDemand},
	} {
		found, err := book.Net(meters.LambdaService, region, price.component+architecture)
		if err != nil {
			return Provisioned{}, err
		}
		*price.dst, p.Currency = found.Tiers[0].Price, found.Currency
	}
	return p, nil
}

// Pays reports whether provisioned concurrency is cheaper than on demand, when
// a share of the provisioned time, 0 to 1, is busy.
func (p Provisioned) Pays(utilisation decimal.Decimal) bool {
	return utilisation.Mul(p.saving()).GreaterThan(p.Concurrency)
}

// Utilisation is the share of the provisioned time that is to be busy for
// provisioned concurrency to cost as much as on demand, rounded to six decimals.
// It is false where none is enough: the requests in it are not that much cheaper.
func (p Provisioned) Utilisation() (decimal.Decimal, bool) {
	if !p.Pays(decimal.New(1, 0)) {
		return decimal.Zero, false
	}
	return p.Concurrency.DivRound(p.saving(), 6), true
}

// saving is what a busy GB-second costs less.
func (p Provisioned) saving() decimal.Decimal { return p.OnDemand.Sub(p.Duration) }

// MonthlySaving is what so many environments of a memory size in MB, provisioned
// for a month of 730 hours and busy for a share of it, cost less than the same
// work on demand; negative where they cost more.
func (p Provisioned) MonthlySaving(environments, memoryMB int, busy decimal.Decimal) decimal.Decimal {
	gbSeconds := secondsPerMonth.Mul(decimal.NewFromInt(int64(environments))).Mul(decimal.NewFromInt(int64(memoryMB))).Div(decimal.NewFromInt(1024))
	return gbSeconds.Mul(busy.Mul(p.saving()).Sub(p.Concurrency)).Round(pricing.QuantityPlaces)
}

// Sentence says from what utilisation on provisioned concurrency pays.
func (p Provisioned) Sentence() string {
	u, ok := p.Utilisation()
	if !ok {
		return "Provisioned concurrency costs more than on demand however busy it is."
	}
	return fmt.Sprintf("Provisioned concurrency is cheaper than on demand where it is busy for more than %s %% of the time that it is provisioned.", u.Shift(2).Round(1))
}

package stop

import (
	"sync"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/pricing"
)

// Purse holds what a run may spend at its provider. It is safe for concurrent use.
type Purse struct {
	mu      sync.Mutex
	each    []price
	limit   float64
	spent   float64
	overrun func()
}

// NewPurse makes a purse with so much in it, for variants of these rates; what a
// variant without one does costs nothing. overrun is called once, should more be
// spent.
func NewPurse(limit decimal.Decimal, rates []*pricing.Rate, overrun func()) *Purse {
	return &Purse{each: prices(rates), limit: limit.InexactFloat64(), overrun: overrun}
}

// Sampled takes out what a sample of the run was billed.
func (p *Purse) Sampled(s *measure.Sample) {
	p.mu.Lock()
	defer p.mu.Unlock()
	before := p.spent
	p.spent += p.each[s.Variant].of(s)
	if before <= p.limit && p.spent > p.limit {
		p.overrun()
	}
}

// prices are those of rates.
func prices(rates []*pricing.Rate) []price {
	const many = 1_000_000_000 // so that no digit of the price is lost to rounding
	each := make([]price, len(rates))
	for i, rate := range rates {
		if rate != nil {
			each[i] = price{rate.Cost(many, 0).InexactFloat64() / many, rate.Cost(0, many).InexactFloat64() / many}
		}
	}
	return each
}

// of is what a sample was billed; nothing where it was not.
func (p price) of(s *measure.Sample) float64 {
	if s.Billed <= 0 {
		return 0
	}
	return p.request + p.ms*float64(roundUpMS(s.Billed))
}

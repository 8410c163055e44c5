package reports

import (
	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/estimate"
)

// saving is by how much one trial's bill is lower than another's: of a month
// where both have one, else of a million requests.
type saving struct {
	amount, of decimal.Decimal     // of: the bill that it is saved from
	interval   *[2]decimal.Decimal // 95 %; nil where there is too little to tell
	monthly    bool
	rounds     int // that the interval rests on pairs of; 0 where it does not
}

// part is an amount as a share of the bill that is saved from, 0 of nothing.
func (s *saving) part(amount decimal.Decimal) float64 {
	if s.of.IsZero() {
		return 0
	}
	return amount.Div(s.of).InexactFloat64()
}

// savingOf is nil where one of the two has no price.
func savingOf(from, to *evaluated) *saving {
	if from.cost == nil || to.cost == nil {
		return nil
	}
	monthly := from.cost.month != nil && to.cost.month != nil
	a, b := from.bill(monthly), to.bill(monthly)
	s := &saving{amount: a.Sub(b), of: a, monthly: monthly}
	if from == to {
		s.interval = &[2]decimal.Decimal{}
		return s
	}
	if s.interval, s.rounds = pairedInterval(from, to, monthly, s.amount); s.interval == nil {
		s.interval = apartInterval(from, to, monthly, s.amount)
	}
	return s
}

// bill is the amount of a month, or of a million requests.
func (e *evaluated) bill(monthly bool) decimal.Decimal {
	if monthly {
		return e.cost.month.Total
	}
	return e.cost.list.Total
}

// biller prices in the same terms as bill.
func (e *evaluated) biller(monthly bool) biller {
	if monthly {
		return e.cost.monthFor
	}
	return e.cost.listFor
}

// pairedInterval is the 95 % interval of the saving over the rounds in which
// both were measured: the blocks of a round are neighbours in time, so that a
// machine or a platform that drifts takes both along, and their difference does
// not have it. It needs estimate.MinPaired rounds.
func pairedInterval(from, to *evaluated, monthly bool, amount decimal.Decimal) (*[2]decimal.Decimal, int) {
	bills := to.blockBills(monthly)
	var a, b []float64
	for round, bill := range from.blockBills(monthly) {
		if other, both := bills[round]; both {
			a, b = append(a, bill), append(b, other)
		}
	}
	iv, ok := estimate.PairedInterval(a, b, confidence)
	if !ok {
		return nil, 0
	}
	// around the saving itself, which weighs every invocation alike
	half := decimal.NewFromFloat((iv.High - iv.Low) / 2).Round(6)
	return &[2]decimal.Decimal{amount.Sub(half), amount.Add(half)}, len(a)
}

// blockBills are the bills at what each block billed, by round; where a round
// has several blocks, the last one's.
func (e *evaluated) blockBills(monthly bool) map[int]float64 {
	bills := map[int]float64{}
	for _, b := range e.observed.blocks {
		level, ok := e.cost.blockLevel(e.observed, b)
		if !ok || !b.covered || !e.cost.deployed.CanBear(level) {
			continue
		}
		if bill, err := e.biller(monthly)(level, e.observed.sizes(b)); err == nil {
			bills[b.Round] = bill.Total.InexactFloat64()
		}
	}
	return bills
}

// apartInterval is the 95 % interval of the saving from the intervals of both
// bills: with a and b the bills, [la, ua] and [lb, ub] their intervals,
//
//	low  = a − b − √((a − la)² + (ub − b)²)
//	high = a − b + √((ua − a)² + (b − lb)²)
//
// (MOVER, Zou and Donner 2008, https://doi.org/10.1002/sim.3095).
func apartInterval(from, to *evaluated, monthly bool, amount decimal.Decimal) *[2]decimal.Decimal {
	a, b := from.bill(monthly), to.bill(monthly)
	ia := from.cost.interval(confidence, from.biller(monthly))
	ib := to.cost.interval(confidence, to.biller(monthly))
	if ia == nil || ib == nil {
		return nil
	}
	return &[2]decimal.Decimal{
		amount.Sub(hypotenuse(a.Sub(ia[0]), ib[1].Sub(b))),
		amount.Add(hypotenuse(ia[1].Sub(a), b.Sub(ib[0]))),
	}
}

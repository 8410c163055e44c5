package breakeven

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/pricing"
)

// MaxRequests is how far curves go, in requests a month: some 38,000 a second.
const MaxRequests int64 = 100_000_000_000

// Segment is a part of a curve in which a month of n requests costs
// Intercept + Slope × n.
type Segment struct {
	From, To         int64 // requests a month, To not included
	Intercept, Slope decimal.Decimal
	Tasks            int64 // of the fleet, 0 without one
}

// At is the cost of a month of n requests.
func (s Segment) At(n int64) decimal.Decimal {
	return s.Intercept.Add(s.Slope.Mul(decimal.NewFromInt(n)))
}

// Curve is the cost of a month against the requests in it.
type Curve struct {
	Name     string
	Currency string
	Segments []Segment // one after the other from 0 on
	Fleet    *Fleet    // nil for a platform that grows by itself

	// FirstTierOnly names what has further, cheaper tiers that the book does not
	// know: at much traffic the curve is too high.
	FirstTierOnly []string
}

// NewCurve prices a workload at every number of requests up to MaxRequests, or
// to what MaxTasks serve. A new segment begins at the first whole request that
// a further tier, the end of the free tier or a further task has a part in.
//
// The curve is what Book.Month bills, but for one thing: a bill rounds the
// quantity of each line to pricing.QuantityPlaces, and the curve does not round
// what grows with the requests. Where those quantities have no more decimals
// than that, both are the same.
func NewCurve(name string, w Workload, book *pricing.Book, terms pricing.Terms) (Curve, error) {
	return newCurve(name, w, book, terms, MaxRequests)
}

// newCurve goes as far as a number of requests.
func newCurve(name string, w Workload, book *pricing.Book, terms pricing.Terms, last int64) (Curve, error) {
	if err := w.check(); err != nil {
		return Curve{}, fmt.Errorf("%s: %w", name, err)
	}
	bill, err := book.Month(w.Usage(1), terms) // refuses what cannot be billed
	if err != nil {
		return Curve{}, fmt.Errorf("%s: %w", name, err)
	}
	a, err := newAccount(w, book, terms)
	if err != nil {
		return Curve{}, fmt.Errorf("%s: %w", name, err)
	}
	return Curve{
		Name: name, Currency: bill.Currency, Fleet: w.Fleet,
		Segments: segments(w, a, last), FirstTierOnly: a.firstTierOnly(),
	}, nil
}

// segments follows the account from one change to the next.
func segments(w Workload, a *account, last int64) []Segment {
	var list []Segment
	for n := int64(0); n <= last; {
		end := decimal.NewFromInt(last + 1)
		tasks := w.tasks(n)
		if w.Fleet != nil {
			if tasks > MaxTasks {
				break
			}
			end = decimal.Min(end, w.Fleet.last(tasks).Add(decimal.New(1, 0)))
		}
		cost, until := a.bill(n, tasks, end)
		next := Segment{From: n, To: until, Intercept: cost.base, Slope: cost.per, Tasks: tasks}
		if i := len(list) - 1; i >= 0 && list[i].continues(next) {
			list[i].To = next.To
		} else {
			list = append(list, next)
		}
		n = until
	}
	return list
}

// continues reports whether the next segment is a part of the same line.
func (s Segment) continues(next Segment) bool {
	return s.Tasks == next.Tasks && s.Slope.Equal(next.Slope) && s.Intercept.Equal(next.Intercept)
}

// End is the greatest number of requests that the curve knows a cost of.
func (c Curve) End() int64 { return c.Segments[len(c.Segments)-1].To - 1 }

// At is the cost of a month of n requests, which are from 0 to End.
func (c Curve) At(n int64) decimal.Decimal { return c.segment(n).At(n) }

// segment is the one that n requests are in.
func (c Curve) segment(n int64) Segment {
	i, found := slices.BinarySearchFunc(c.Segments, n, func(s Segment, n int64) int {
		switch {
		case n < s.From:
			return 1
		case n >= s.To:
			return -1
		}
		return 0
	})
	if !found {
		panic(fmt.Sprintf("breakeven: %d requests are outside of the curve, which ends at %d", n, c.End()))
	}
	return c.Segments[i]
}

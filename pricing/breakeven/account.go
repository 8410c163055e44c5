package breakeven

import (
	"slices"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/pricing"
)

// line is base + per × n of n requests.
type line struct{ base, per decimal.Decimal }

func constant(d decimal.Decimal) line { return line{base: d} }

func (l line) add(m line) line                      { return line{l.base.Add(m.base), l.per.Add(m.per)} }
func (l line) sub(m line) line                      { return line{l.base.Sub(m.base), l.per.Sub(m.per)} }
func (l line) times(d decimal.Decimal) line         { return line{l.base.Mul(d), l.per.Mul(d)} }
func (l line) at(n decimal.Decimal) decimal.Decimal { return l.base.Add(l.per.Mul(n)) }

// account is what Book.Month works with, made ready for any number of requests.
type account struct {
	items []item
	free  map[string]decimal.Decimal // what is free in a month, by tariff.free
}

// item is a usage with its price. Its quantity is perRequest × n + perTask ×
// tasks + fixed, of which only one is not nothing.
type item struct {
	tariff
	perRequest, perTask, fixed decimal.Decimal
	before                     bool // used by the rest of the account, and not on the bill
}

// tariff is a price as tiers count it.
type tariff struct {
	component     string // its place in the book: what shares the tiers
	free          string // the free tier that it draws on, "" for none
	tiers         []pricing.Tier
	firstTierOnly string // the component's name where the book does not know all tiers
}

// newAccount looks up all prices, in the order of Workload.Usage.
func newAccount(w Workload, book *pricing.Book, terms pricing.Terms) (*account, error) {
	a := &account{free: map[string]decimal.Decimal{}}
	for _, part := range []struct {
		usage []pricing.Usage
		set   func(*item, decimal.Decimal)
	}{
		{terms.Account, func(it *item, q decimal.Decimal) { it.before, it.fixed = true, q }},
		{w.PerRequest, func(it *item, q decimal.Decimal) { it.perRequest = q }},
		{w.PerTask, func(it *item, q decimal.Decimal) { it.perTask = q }},
		{w.Fixed, func(it *item, q decimal.Decimal) { it.fixed = q }},
	} {
		for _, u := range part.usage {
			t, err := a.tariff(book, u, terms.FreeTier)
			if err != nil {
				return nil, err
			}
			it := item{tariff: t}
			part.set(&it, u.Quantity)
			a.items = append(a.items, it)
		}
	}
	return a, nil
}

// tariff looks up how a usage is priced, and what is free of it.
func (a *account) tariff(book *pricing.Book, u pricing.Usage, freeTier bool) (tariff, error) {
	p, err := book.Net(u.Service, u.Region, u.Component)
	if err != nil {
		return tariff{}, err
	}
	t := tariff{component: p.Service + " " + p.Region + " " + p.Component, tiers: p.Tiers}
	if p.FirstTierOnly {
		t.firstTierOnly = p.Service + " " + p.Component
	}
	if f, ok := book.FreeTier(p.Service, p.Component, p.Currency); ok && freeTier {
		t.free = f.Service + " " + f.Currency + " " + f.Components[0]
		a.free[t.free] = f.Quantity
	}
	return t, nil
}

// firstTierOnly names what grows with the traffic at the only price that the
// book knows.
func (a *account) firstTierOnly() []string {
	var names []string
	for _, it := range a.items {
		if it.firstTierOnly != "" && it.perRequest.IsPositive() && !slices.Contains(names, it.firstTierOnly) {
			names = append(names, it.firstTierOnly)
		}
	}
	return names
}

// quantity is what n requests use of the item on so many tasks. What does not
// grow with n is rounded as a bill does.
func (it item) quantity(tasks int64) line {
	still := it.perTask.Mul(decimal.NewFromInt(tasks)).Add(it.fixed)
	return line{still.Round(pricing.QuantityPlaces), it.perRequest}
}

// bill is the cost of a month around n requests on so many tasks, and up to
// which greater number, at most end, it is the same line.
func (a *account) bill(n, tasks int64, end decimal.Decimal) (cost line, until int64) {
	s := sweep{n: decimal.NewFromInt(n), until: end}
	paid, left := map[string]line{}, map[string]line{}
	for name, quantity := range a.free {
		left[name] = constant(quantity)
	}
	for _, it := range a.items {
		quantity := it.quantity(tasks)
		if it.free != "" {
			taken := s.min(quantity, left[it.free])
			left[it.free] = left[it.free].sub(taken)
			quantity = quantity.sub(taken)
		}
		from := paid[it.component]
		paid[it.component] = from.add(quantity)
		if !it.before {
			cost = cost.add(s.graduated(it.tiers, paid[it.component])).sub(s.graduated(it.tiers, from))
		}
	}
	return cost, s.until.IntPart()
}

// sweep is a place on the axis of requests with the next one at which anything
// changes.
type sweep struct{ n, until decimal.Decimal }

// min is the lesser of two lines at n and onwards. Where the other one becomes
// the lesser, something changes.
func (s *sweep) min(a, b line) line {
	lead := b.sub(a)
	if now := lead.at(s.n); now.IsNegative() || now.IsZero() && lead.per.IsNegative() {
		a, lead = b, a.sub(b)
	}
	if lead.per.IsNegative() {
		s.until = decimal.Min(s.until, ceilDiv(lead.base, lead.per.Neg()))
	}
	return a
}

// graduated is the cost of a quantity, counted from nothing.
func (s *sweep) graduated(tiers []pricing.Tier, quantity line) line {
	var cost, below line
	for _, t := range tiers {
		upTo := quantity
		if t.UpTo != nil {
			upTo = s.min(quantity, constant(*t.UpTo))
		}
		cost = cost.add(upTo.sub(below).times(t.Price))
		below = upTo
	}
	return cost
}

package reports

import (
	"math/big"

	"github.com/shopspring/decimal"
)

// change is what moving from today's configuration to the pick brings; nil
// where today's is not known, was not measured, or nothing is recommended.
func change(in Input, trials []*evaluated, to *evaluated) *Change {
	from := current(in, trials, to)
	if from == nil || to == nil {
		return nil
	}
	out := &Change{From: from.Variant.clone(), To: to.Variant.clone()}
	if a, b := from.Latency.P50, to.Latency.P50; a != nil && b != nil {
		out.LatencyDelta = new(tidy(*b - *a))
	}
	if from.cost == nil || to.cost == nil {
		return out
	}
	out.SavingPerMillion = new(from.Cost.PerMillion.Sub(to.Cost.PerMillion))
	if from.cost.month == nil || to.cost.month == nil {
		return out
	}
	out.SavingPerMonth = new(from.cost.month.Total.Sub(to.cost.month.Total))
	out.CI95 = savingInterval(from, to)
	return out
}

// current is the trial of what runs today: the same memory, the same
// architecture where the scenario names one, and otherwise as close to the pick
// as there is.
func current(in Input, trials []*evaluated, to *evaluated) *evaluated {
	now := in.Scenario.Current
	if now == nil {
		return nil
	}
	var best *evaluated
	score := -1
	for _, e := range trials {
		v := e.Variant
		if v.MemoryMB != now.MemoryMB || now.Architecture != "" && v.Architecture != now.Architecture {
			continue
		}
		if s := likeness(e, to); s > score {
			best, score = e, s
		}
	}
	return best
}

// likeness counts what a trial has in common with the pick, memory apart.
func likeness(e, to *evaluated) int {
	if to == nil {
		return 0
	}
	n := 0
	if e.Variant.Target == to.Variant.Target {
		n += 100
	}
	if e.Variant.Architecture == to.Variant.Architecture {
		n += 10
	}
	for name, value := range to.Variant.Params {
		if e.Variant.Params[name] == value {
			n++
		}
	}
	return n
}

// savingInterval is the 95 % interval of the monthly saving, from the intervals
// of both bills: with a and b the bills, [la, ua] and [lb, ub] their intervals,
//
//	low  = a − b − √((a − la)² + (ub − b)²)
//	high = a − b + √((ua − a)² + (b − lb)²)
//
// (MOVER, Zou and Donner 2008, https://doi.org/10.1002/sim.3095).
func savingInterval(from, to *evaluated) *[2]decimal.Decimal {
	if from == to {
		return &[2]decimal.Decimal{}
	}
	a, b := from.cost.month.Total, to.cost.month.Total
	ia := from.cost.interval(confidence, from.cost.monthFor)
	ib := to.cost.interval(confidence, to.cost.monthFor)
	if ia == nil || ib == nil {
		return nil
	}
	saving := a.Sub(b)
	return &[2]decimal.Decimal{
		saving.Sub(hypotenuse(a.Sub(ia[0]), ib[1].Sub(b))),
		saving.Add(hypotenuse(ia[1].Sub(a), b.Sub(ib[0]))),
	}
}

// hypotenuse is √(x² + y²) to a millionth.
func hypotenuse(x, y decimal.Decimal) decimal.Decimal {
	square := x.Mul(x).Add(y.Mul(y)).BigFloat()
	root, err := decimal.NewFromString(new(big.Float).Sqrt(square).Text('f', 12))
	if err != nil {
		return decimal.Zero
	}
	return root.Round(6)
}

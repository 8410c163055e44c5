package reports

import (
	"math/big"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/advice"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// The words of Change.Advice.
const (
	AdviceChange = "change"
	AdviceLeave  = "leave"
)

// change is what moving from what runs today to another trial brings, with its
// saving, nil where one has no price.
func change(from, to *evaluated, s *saving, result advice.Result, worth float64) *Change {
	out := &Change{From: from.Variant.clone(), To: to.Variant.clone(), Advice: AdviceLeave, Worth: worth, Sentence: result.TodaySentence}
	if result.Changes {
		out.Advice = AdviceChange
	}
	if a, b := from.Latency.P50, to.Latency.P50; a != nil && b != nil {
		out.LatencyDelta = new(tidy(*b - *a))
	}
	if s == nil {
		return out
	}
	out.SavingPerMillion = new(from.Cost.PerMillion.Sub(to.Cost.PerMillion))
	out.SavingShare, out.PairedRounds = new(tidy(s.part(s.amount))), s.rounds
	if s.interval != nil {
		out.SavingShareCI95 = &Interval{tidy(s.part(s.interval[0])), tidy(s.part(s.interval[1]))}
	}
	if s.monthly {
		out.SavingPerMonth, out.CI95 = &s.amount, s.interval
	}
	return out
}

// judged is the saving from a trial's bill as advice judges it.
func (s *saving) judged(from *evaluated) advice.Saving {
	if s == nil {
		return advice.Saving{}
	}
	per := " per million"
	if s.monthly {
		per = " a month"
	}
	currency := from.Cost.Currency
	out := advice.Saving{Known: true, Share: s.part(s.amount), Text: lessOrMore(s.amount, currency) + per}
	out.Low, out.High = out.Share, out.Share
	if s.interval != nil {
		out.Low, out.High = s.part(s.interval[0]), s.part(s.interval[1])
		out.RangeText = lessOrMoreRange(s.interval[0], s.interval[1], currency)
	}
	return out
}

// lessOrMoreRange is "$0.100 less to $0.300 less", the smaller amount first
// where both ends are more.
func lessOrMoreRange(low, high decimal.Decimal, currency string) string {
	if high.IsNegative() {
		low, high = high, low
	}
	return lessOrMore(low, currency) + " to " + lessOrMore(high, currency)
}

// lessOrMore is "$0.200 less" or "$0.200 more".
func lessOrMore(saving decimal.Decimal, currency string) string {
	if saving.IsNegative() {
		return format.Money(saving.Abs(), currency) + " more"
	}
	return format.Money(saving, currency) + " less"
}

// current is the trial of what runs today: the same memory, the same
// architecture where the scenario names one, and otherwise as close to the pick
// as there is.
func current(in Input, trials []*evaluated, to *evaluated) *evaluated {
	if in.Scenario.Current == nil {
		return nil
	}
	var best *evaluated
	score := -1
	for _, e := range trials {
		if !e.RunsToday {
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

// hypotenuse is √(x² + y²) to a millionth.
func hypotenuse(x, y decimal.Decimal) decimal.Decimal {
	square := x.Mul(x).Add(y.Mul(y)).BigFloat()
	root, err := decimal.NewFromString(new(big.Float).Sqrt(square).Text('f', 12))
	if err != nil {
		return decimal.Zero
	}
	return root.Round(6)
}

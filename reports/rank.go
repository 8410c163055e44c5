package reports

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/advice"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// What sizes are ranked by, as Recommendation.RankedBy.
const (
	RankedByMean    = "mean"
	RankedByTrimmed = "20 % trimmed mean"
)

// ranking is how candidates are put in order by cost. Amounts that are shown
// are of all invocations in either case.
type ranking struct {
	by     string     // RankedByMean or RankedByTrimmed; "" without prices
	fewest *evaluated // the usable trial of a function with the fewest billed samples
	sizes  int        // usable trials with a cost
	// monthly is true where amounts are of a month, and not of a million
	// invocations.
	monthly bool
}

// rankingOf ranks by the mean once every usable size has enough samples for it.
func rankingOf(trials []*evaluated, usable func(*evaluated) bool) ranking {
	var r ranking
	for _, e := range trials {
		if e.cost == nil || !usable(e) {
			continue
		}
		r.sizes++
		if e.cost.capacity == nil && (r.fewest == nil || e.cost.n < r.fewest.cost.n) {
			r.fewest = e
		}
	}
	switch {
	case r.sizes == 0:
	case r.fewest != nil && r.fewest.cost.n < advice.MeanRanksFrom:
		r.by = RankedByTrimmed
	default:
		r.by = RankedByMean
	}
	return r
}

// reason says that a trimmed mean ranks, and why; "" where it does not, or
// where there is nothing to rank.
func (r ranking) reason() string {
	if r.by != RankedByTrimmed || r.sizes < 2 {
		return ""
	}
	n := r.fewest.cost.n
	return fmt.Sprintf("Costs are ranked at the %s of the billed time, since %s has fewer than %d billed invocations (%d); the amounts shown are of all of them.",
		RankedByTrimmed, r.fewest.Label, advice.MeanRanksFrom, n)
}

// rankCost is the cost per million that ranks a trial, 0 where its own does.
func (r ranking) rankCost(e *evaluated) float64 {
	if r.by != RankedByTrimmed || e.cost == nil || e.cost.capacity != nil {
		return 0
	}
	bill, err := e.biller(r.monthly)(e.cost.trimmedMS, e.cost.sizes)
	if err != nil {
		return 0
	}
	return bill.Total.InexactFloat64()
}

// trimmedBilled is the mixed billed time in ms at the trimmed means of the
// classes of payloads, each weighed by how often it was billed: what one of
// them takes longer than another is not to be trimmed away.
func trimmedBilled(o *observed, coldShare *float64, whole *mix) decimal.Decimal {
	if len(o.classes) == 0 || o.class != wholeMix {
		return whole.trimmed()
	}
	sum, n := decimal.Zero, int64(0)
	for _, c := range o.eachClass() {
		m := mixOf(c, coldShare)
		if count := int64(m.whole.count()); count > 0 {
			sum = sum.Add(decimal.NewFromInt(count).Mul(m.trimmed()))
			n += count
		}
	}
	if n == 0 { // of payloads that the scenario does not have
		return whole.trimmed()
	}
	return sum.DivRound(decimal.NewFromInt(n), billedPlaces)
}

// trimmed is the mixed billed time in ms at the trimmed means of its parts: of
// warm and of cold ones where the scenario gives their share, else of both
// together. Failed invocations are in it as they are billed.
func (m *mix) trimmed() decimal.Decimal {
	if m.fixed == nil {
		return trimmedMS(m.both.tallies())
	}
	warm, cold := m.warm.tallies(), m.cold.tallies()
	switch {
	case m.whole.colds == 0:
		return trimmedMS(warm)
	case m.whole.warms == 0:
		return trimmedMS(cold)
	}
	c := decimal.NewFromFloat(*m.fixed)
	return decimal.NewFromInt(1).Sub(c).Mul(trimmedMS(warm)).Add(c.Mul(trimmedMS(cold))).Round(billedPlaces)
}

// trimmedMS is the trimmed mean in ms of tallies that are not all empty.
func trimmedMS(tallies []*measure.Tally) decimal.Decimal {
	n, _ := total(tallies)
	sum, kept := measure.Trimmed(tallies, int(advice.TrimShare*float64(n)))
	return meanMS(sum, kept)
}

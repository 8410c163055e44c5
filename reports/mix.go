package reports

import (
	"math"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/estimate"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// mix is the billed time of an invocation: (1 − c) · mean warm + c · mean cold,
// untrimmed and with billed errors in it.
type mix struct {
	fixed            *float64 // c, where the scenario gives it; nil: what the load showed
	whole            mixMeans // over all blocks
	warm, cold, both series   // billed ms by block
	gap              string   // what is missing, "" when nothing is
}

// mixMeans are sums of billed times.
type mixMeans struct {
	warm, cold   time.Duration
	warms, colds int
}

func (m *mixMeans) add(o mixMeans) {
	m.warm += o.warm
	m.warms += o.warms
	m.cold += o.cold
	m.colds += o.colds
}

// billedMeans are the sums of what is billed of a block.
func (o *observed) billedMeans(b *observedBlock) mixMeans {
	var m mixMeans
	m.warms, m.warm = total(o.talliesOf(warmBilledOf, b))
	m.colds, m.cold = total(o.talliesOf(coldBilledOf, b))
	return m
}

func (m *mixMeans) count() int { return m.warms + m.colds }

// mixOf gathers the billed samples of the load phase. Where the scenario gives
// a cold share and the load had no cold start, forced ones stand in.
func mixOf(o *observed, coldShare *float64) mix {
	m := mix{fixed: coldShare, warm: o.seriesOf(warmBilledOf), cold: o.seriesOf(coldBilledOf), both: o.seriesOf(billedOf)}
	for _, b := range o.blocks {
		m.whole.add(o.billedMeans(b))
	}
	if coldShare == nil {
		return m
	}
	if m.whole.colds == 0 {
		m.addForced(o)
	}
	switch c := *coldShare; {
	case m.whole.colds == 0 && c > 0:
		m.gap = "no cold start was measured, so the cost counts every invocation as warm"
	case m.whole.warms == 0 && c < 1:
		m.gap = "no warm invocation was measured, so the cost counts every invocation as cold"
	case m.whole.colds == 1 && c > 0:
		m.gap = "only one cold start was measured, so the cost's interval leaves out how they vary"
	}
	return m
}

// addForced takes the forced cold starts for those that the load did not have.
func (m *mix) addForced(o *observed) {
	forced := looked(o.class, o.forcedBilled)
	n, sum := total(forced)
	m.whole.colds, m.whole.cold = n, sum
	ordered := o.inOrder(func(s *measure.Sample) (time.Duration, bool) {
		d, ok := o.billedTime(s)
		return d, ok && s.Phase == measure.PhaseCold && s.Cold.Waited() && o.has(s)
	})
	m.cold.add(forced, ordered)
	m.both.add(forced, ordered)
}

// share is c.
func (m *mix) share() float64 {
	if m.fixed != nil {
		return *m.fixed
	}
	return share(m.whole.colds, m.whole.count())
}

// from says where c comes from.
func (m *mix) from() string {
	if m.fixed != nil {
		return "traffic"
	}
	return "load"
}

// billedPlaces is the number of decimals of a mean billed time in ms:
// nanoseconds, which is how finely it is measured.
const billedPlaces = 6

// mean is the mixed billed time in ms of a part of the samples. A kind that the
// part lacks is taken from the whole, and a kind that is missing there too
// from the other kind.
func (m *mix) mean(part mixMeans) decimal.Decimal {
	if m.fixed == nil {
		return meanMS(part.warm+part.cold, part.count())
	}
	if part.warms == 0 {
		part.warm, part.warms = m.whole.warm, m.whole.warms
	}
	if part.colds == 0 {
		part.cold, part.colds = m.whole.cold, m.whole.colds
	}
	switch {
	case part.colds == 0:
		return meanMS(part.warm, part.warms)
	case part.warms == 0:
		return meanMS(part.cold, part.colds)
	}
	c := decimal.NewFromFloat(*m.fixed)
	warm := decimal.NewFromInt(1).Sub(c).Mul(meanMS(part.warm, part.warms))
	return warm.Add(c.Mul(meanMS(part.cold, part.colds))).Round(billedPlaces)
}

func meanMS(sum time.Duration, n int) decimal.Decimal {
	return decimal.New(int64(sum), -6).DivRound(decimal.NewFromInt(int64(n)), billedPlaces)
}

// interval is the interval of the mean in ms, by a bootstrap over the blocks.
// With a given c the intervals of the warm and of the cold mean are combined,
// the distances from the mean adding up as squares (MOVER, Zou and Donner 2008,
// https://doi.org/10.1002/sim.3095).
func (m *mix) interval(confidence float64) (estimate.Interval, bool) {
	if m.fixed == nil || m.whole.colds == 0 || m.whole.warms == 0 {
		return m.both.meanInterval(confidence)
	}
	c := *m.fixed
	warm, okWarm := m.warm.meanInterval(confidence)
	cold, okCold := m.cold.meanInterval(confidence)
	meanWarm := meanMS(m.whole.warm, m.whole.warms).InexactFloat64()
	meanCold := meanMS(m.whole.cold, m.whole.colds).InexactFloat64()
	if !okWarm {
		warm = estimate.Interval{Low: meanWarm, High: meanWarm}
	}
	if !okCold {
		cold = estimate.Interval{Low: meanCold, High: meanCold}
	}
	mean := (1-c)*meanWarm + c*meanCold
	return estimate.Interval{
		Low:  mean - math.Hypot((1-c)*(meanWarm-warm.Low), c*(meanCold-cold.Low)),
		High: mean + math.Hypot((1-c)*(warm.High-meanWarm), c*(cold.High-meanCold)),
	}, okWarm || okCold
}

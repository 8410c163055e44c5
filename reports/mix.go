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

// add adds what is billed of warm and of cold invocations.
func (m *mixMeans) add(warm, cold *measure.Tally) {
	m.warm += warm.Sum()
	m.warms += warm.Len()
	m.cold += cold.Sum()
	m.colds += cold.Len()
}

func (m *mixMeans) count() int { return m.warms + m.colds }

// mixOf gathers the billed samples of the load phase. Where the scenario gives
// a cold share and the load had no cold start, forced ones stand in.
func mixOf(o *observed, coldShare *float64) mix {
	m := mix{fixed: coldShare, warm: series{seed: o.seed}, cold: series{seed: o.seed}, both: series{seed: o.seed}}
	for _, b := range o.blocks {
		m.addGroup(o, &b.warm.billed, &b.cold.billed, func(s *measure.Sample) bool {
			return s.Block == b.Index && s.Phase == measure.PhaseLoad
		})
	}
	if coldShare == nil {
		return m
	}
	if m.whole.colds == 0 {
		m.addGroup(o, &measure.Tally{}, &o.forcedBilled, func(s *measure.Sample) bool {
			return s.Phase == measure.PhaseCold && s.Cold.Waited()
		})
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

// addGroup adds a group of billed times; belongs tells its samples.
func (m *mix) addGroup(o *observed, warm, cold *measure.Tally, belongs func(*measure.Sample) bool) {
	m.whole.add(warm, cold)
	billed := func(kinds func(waited bool) bool) estimate.Floats {
		return o.inOrder(func(s *measure.Sample) (float64, bool) {
			v, ok := o.billedOf(s)
			return v, ok && kinds(s.Cold.Waited()) && belongs(s)
		})
	}
	m.warm.add([]*measure.Tally{warm}, billed(func(waited bool) bool { return !waited }))
	m.cold.add([]*measure.Tally{cold}, billed(func(waited bool) bool { return waited }))
	m.both.add([]*measure.Tally{warm, cold}, billed(func(bool) bool { return true }))
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

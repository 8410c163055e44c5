package reports

import (
	"math"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/advice"
	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// job is how a trial gets through the items of a deadline, and what that costs;
// nil for other objectives, for what has no price, and for what cannot.
//
// An environment takes its cold start once: the median init, and what the first
// invocation after it takes longer than the later ones. Then it works on one
// item after the other, at the mean duration of warm invocations. Items that
// fail are done again: of n items, n / (1 − errors) are begun.
func (e *evaluated) job(objective check.Objective) (*advice.Job, *decimal.Decimal) {
	if objective.Kind != check.Deadline || e.cost == nil || e.cost.capacity != nil || e.WarmDuration.Mean == nil || e.ErrorShare >= 1 {
		return nil, nil
	}
	begun := int64(math.Ceil(float64(objective.Items) / (1 - e.ErrorShare)))
	n, takes, ok := advice.Environments(begun, *e.WarmDuration.Mean, e.coldExtra(), objective.By)
	if !ok {
		return nil, nil
	}
	bill, err := e.cost.listFor(e.cost.mix.withCold(n, begun), e.cost.sizes)
	if err != nil {
		return nil, nil
	}
	amount := bill.Total.Mul(decimal.NewFromInt(begun)).Shift(-6)
	return &advice.Job{
		Environments: int(n), Time: takes, Cost: amount.InexactFloat64(), CostText: format.Money(amount, e.Cost.Currency),
	}, &amount
}

// coldExtra is what a cold start adds to the time of an environment's first
// item, in ms; 0 where none was measured.
func (e *evaluated) coldExtra() float64 {
	extra := 0.0
	if init := e.ColdStarts.Init.P50; init != nil {
		extra = *init
	}
	if first, later := e.ColdStarts.FirstInvoke, e.ColdStarts.WarmInvoke; extra > 0 && first != nil && later != nil {
		extra += max(0, *first-*later)
	}
	return extra
}

// withCold is the mean billed time in ms of so many invocations of which n are
// cold; all are warm where no cold start was billed.
func (m *mix) withCold(n, invocations int64) decimal.Decimal {
	warm := m.mean(m.whole)
	if m.whole.warms > 0 {
		warm = meanMS(m.whole.warm, m.whole.warms)
	}
	if m.whole.colds == 0 {
		return warm
	}
	share := decimal.NewFromInt(min(n, invocations)).DivRound(decimal.NewFromInt(invocations), 12)
	return warm.Add(share.Mul(meanMS(m.whole.cold, m.whole.colds).Sub(warm))).Round(billedPlaces)
}

// deadlineAnswer lists how each trial would meet the deadline; nil for other
// objectives.
func deadlineAnswer(objective check.Objective, trials []*evaluated) *Deadline {
	if objective.Kind != check.Deadline {
		return nil
	}
	out := &Deadline{Items: objective.Items, Within: objective.By.Seconds(), Sizes: []DeadlineSize{}}
	for _, e := range trials {
		size := DeadlineSize{VariantInfo: e.Variant.clone()}
		if job, amount := e.job(objective); job != nil {
			size.Environments, size.Seconds, size.Cost = &job.Environments, new(tidy(job.Time.Seconds())), amount
		}
		out.Sizes = append(out.Sizes, size)
	}
	return out
}

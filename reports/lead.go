package reports

import (
	"math"

	"github.com/sweetspot-bench/sweetspot/internal/advice"
	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// The words of Lead.By.
const (
	LeadInCost    = "cost"
	LeadInLatency = "p50"
	LeadInBalance = "balance"
)

// Lead is how far the recommended variant is ahead of the runner-up: the best of
// those that do not tie with it. Shares are of the runner-up's figure, positive
// where the recommended one's is lower.
type Lead struct {
	Over     VariantInfo `json:"over"`
	By       string      `json:"by"` // what the objective goes by: LeadInCost | LeadInLatency | LeadInBalance, of both
	Cost     *float64    `json:"cost_share"`
	CostCI95 *Interval   `json:"cost_share_ci95"`
	P50      *float64    `json:"p50_share"`
	P50CI95  *Interval   `json:"p50_share_ci95"`
}

// leadOf is nil where there is no pick or no runner-up.
func leadOf(objective check.Objective, pick, other *evaluated) *Lead {
	if pick == nil || other == nil {
		return nil
	}
	out := &Lead{Over: other.Variant.clone(), By: LeadInCost}
	switch objective.Kind {
	case check.Fastest, check.FastestWithin:
		out.By = LeadInLatency
	case check.Balanced:
		out.By = LeadInBalance
	}
	if s := savingOf(other, pick); s != nil {
		out.Cost = new(tidy(s.part(s.amount)))
		if s.interval != nil {
			out.CostCI95 = &Interval{tidy(s.part(s.interval[0])), tidy(s.part(s.interval[1]))}
		}
	}
	out.P50, out.P50CI95 = lower(other.Latency, pick.Latency)
	return out
}

// lower is by which share of a's median b's is lower, with its 95 % interval: of
// the logarithms by MOVER, Zou and Donner 2008, https://doi.org/10.1002/sim.3095.
func lower(a, b Distribution) (*float64, *Interval) {
	if a.P50 == nil || b.P50 == nil || !(*a.P50 > 0) || !(*b.P50 > 0) {
		return nil, nil
	}
	ratio := math.Log(*b.P50 / *a.P50)
	share := func(log float64) float64 { return tidy(1 - math.Exp(log)) }
	ia, ib := a.CI95.P50, b.CI95.P50
	if ia == nil || ib == nil || !(ia[0] > 0) || !(ib[0] > 0) {
		return new(share(ratio)), nil
	}
	down := math.Hypot(math.Log(*b.P50/ib[0]), math.Log(ia[1] / *a.P50))
	up := math.Hypot(math.Log(ib[1] / *b.P50), math.Log(*a.P50/ia[0]))
	return new(share(ratio)), &Interval{share(ratio + up), share(ratio - down)}
}

// lead is that of an answer.
func lead(in Input, trials []*evaluated, result advice.Result) *Lead {
	return leadOf(in.Scenario.Objective, trialAt(trials, result.Pick), trialAt(trials, result.RunnerUp()))
}

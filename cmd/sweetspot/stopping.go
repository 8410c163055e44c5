package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/advice/stop"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/runners"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// stopping makes the planner of stop_when, nil without it; overspent ends the
// run should its spend pass max_cost. What an earlier part of the run has
// measured is taken in.
func (r *run) stopping(overspent context.CancelCauseFunc) (*stop.Planner, error) {
	w := r.scenario.StopWhen
	if w == nil {
		return nil, nil
	}
	config, err := stop.Of(r.scenario, r.plan, r.book, reports.KilledUnusable)
	if err != nil {
		return nil, err
	}
	planner := stop.New(config, func() { overspent(stop.Overspent{Limit: *w.MaxCost}) })
	if len(done(r.manifest.Blocks)) == 0 {
		return planner, nil
	}
	return planner, r.dir.Samples(rundir.SummaryFields).Each(func(batch []measure.Sample) error {
		for i := range batch {
			planner.Sampled(&batch[i])
		}
		return nil
	})
}

// stopped keeps how the added rounds ended with the run. A run that spent too
// much after the rounds of its plan is whole all the same.
func (r *run) stopped(p *stop.Planner, err error) error {
	if p == nil {
		return err
	}
	planned := r.plan.Rounds * len(r.plan.Variants)
	outcome := p.Outcome()
	outcome.Rounds = r.plan.NextRound() - r.plan.Rounds
	r.manifest.Stop = &outcome
	if over := (stop.Overspent{}); errors.As(err, &over) && len(done(r.manifest.Blocks)) >= planned {
		return nil
	}
	return err
}

// printPreview says before a run that has a limit on its cost what its rounds may
// cost at most: every invocation running into its time-out.
func (r *run) printPreview() {
	w := r.scenario.StopWhen
	if w == nil || w.MaxCost == nil || r.scenario.SendsPerVariant() == 0 {
		return
	}
	most, currency := decimal.Zero, ""
	for _, v := range r.plan.Variants {
		function := r.scenario.Targets[v.Target].Function
		rate, err := rateOf(r.book, r.scenario, v)
		if err != nil || rate == nil || function == nil {
			return
		}
		n := int64(r.scenario.SendsPerVariant())
		most, currency = most.Add(rate.Cost(n, n*function.Timeout.Milliseconds())), rate.Currency()
	}
	fmt.Fprintf(r.stderr, "cost at the price book: at most %s for the %s of the load, were each to run into its time-out; the run ends at %s\n",
		format.Money(most, currency), plural(r.scenario.SendsPerVariant()*len(r.plan.Variants), "invocation"), format.Money(w.MaxCost.Amount, w.MaxCost.Currency))
}

// purse holds what a run at a provider may spend without a word, where stop_when
// does not say; nil for others, and for one that is confirmed.
func (r *run) purse(overspent context.CancelCauseFunc) (*stop.Purse, error) {
	if w := r.scenario.StopWhen; !r.billed() || r.confirmed() || w != nil && w.MaxCost != nil {
		return nil, nil
	}
	rates := make([]*pricing.Rate, len(r.plan.Variants))
	currency := ""
	for i, v := range r.plan.Variants {
		if r.scenario.Targets[v.Target].Provider != scenarios.ProviderAWS {
			continue
		}
		var err error
		if rates[i], err = rateOf(r.book, r.scenario, v); err != nil {
			return nil, err
		}
		if rates[i] != nil {
			currency = rates[i].Currency()
		}
	}
	return stop.NewPurse(freeCost, rates, func() {
		overspent(fmt.Errorf("the invocations so far cost more than %s, which is what a run may that is not confirmed: give --yes, or stop_when.max_cost", format.Money(freeCost, currency)))
	}), nil
}

// counted hands every sample to the purse, where there is one.
func counted(purse *stop.Purse) func(measure.Sample) error {
	return func(s measure.Sample) error {
		if purse != nil {
			purse.Sampled(&s)
		}
		return nil
	}
}

// tallied keeps every sample, and hands it to the planner where there is one.
func tallied(p *stop.Planner, keep *rundir.Samples) func(measure.Sample) error {
	return func(s measure.Sample) error {
		if p != nil {
			p.Sampled(&s)
		}
		return keep.Write(s)
	}
}

// planner adds rounds for stop_when, where there is one, and then for the gates.
func (r *run) planner(p *stop.Planner, end *deadline) runners.Planner {
	gates := &doubling{run: r, judge: r.judgeSoFar, spent: func(blocks []measure.Block, variants []int) string {
		if p != nil {
			if reached := p.CapReached(blocks, variants); reached != "" {
				return "stop_when." + reached
			}
		}
		if !end.room(len(variants), len(r.plan.Variants)) {
			return r.fitted.String()
		}
		return ""
	}}
	if p == nil {
		return gates
	}
	return runners.Planners{p, gates}
}

// Package most says before a run what it sends and what that costs at most: every
// request that the scenario allows for, each function running into its time-out.
//
// Non-goals: it is no estimate of what a run will cost, which is far less; and it
// prices invocations, provisioned concurrency and the tasks of containers, not what
// is billed by the hour or by the byte beside them: Without names that.
package most

import (
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/advice/capacity"
	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/pricing/deployment"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// WarmUp is how long a block warms up at most, as the sweep bounds it.
const WarmUp = 30 * time.Second

// fastest is the shortest time in which a caller gets an answer: what Lambda
// bills is rounded up to it, https://aws.amazon.com/lambda/pricing/.
const fastest = time.Millisecond

// Requests are how many requests a run sends at most, by phase, all variants and
// rounds together.
type Requests struct {
	Load   int64
	Added  int64 // by rounds that stop_when or an open gate adds
	Cold   int64 // forced cold starts
	WarmUp int64 // it ends as soon as the target is warm
}

// Total is their sum.
func (r Requests) Total() int64 { return r.Load + r.Added + r.Cold + r.WarmUp }

// Most is what a run sends and costs at most.
type Most struct {
	Requests
	// Known is false where the target's speed, or when the answer is sure, decides
	// how many requests there are; those are then the ones of the plan's rounds.
	Known bool
	// Peak is the highest rate in requests a second; 0 for callers and bursts.
	Peak check.Rate
	// AtOnce is how many callers there are, or how large a burst is; 0 for others.
	AtOnce int
	// Cost is that of the invocations and of what stands by at the price book, in
	// Currency, "" where nothing has a price.
	Cost     decimal.Decimal
	Currency string
	// Standing is the part of Cost that provisioned concurrency takes.
	Standing decimal.Decimal
	// Capped says that stop_when ends the run at what of Cost is not Standing.
	Capped bool
	// NotPriced are targets whose price is not in Cost, by name.
	NotPriced []string
	// Without is what the priced targets are billed for that is not in Cost.
	Without []string
}

// Run is what is asked about.
type Run struct {
	Scenario *scenarios.Scenario
	Plan     *scenarios.Plan
	Book     *pricing.Book
	Doubles  bool                         // it measures once as much again where a gate is open
	Only     func(scenarios.Variant) bool // the variants that count; nil: all
}

// Of is what a run sends and costs at most. An error is a missing price.
func Of(r Run) (Most, error) {
	s := r.Scenario
	m := Most{Known: true, Peak: s.Load.PeakRate(), AtOnce: max(s.Load.Concurrency, s.Load.Burst)}
	whole := time.Duration(0) // how long the run lasts
	for _, v := range r.Plan.Variants {
		each, _ := requests(s, r.Plan.Rounds, r.Doubles)
		whole += takes(s, r.Plan.Rounds, each, timeoutOf(s.Targets[v.Target])) + rollOut
	}
	for _, v := range r.Plan.Variants {
		if r.Only != nil && !r.Only(v) {
			continue
		}
		each, known := requests(s, r.Plan.Rounds, r.Doubles)
		m.Load, m.Added, m.Cold, m.WarmUp = m.Load+each.Load, m.Added+each.Added, m.Cold+each.Cold, m.WarmUp+each.WarmUp
		m.Known = m.Known && known
		if err := m.price(s, r.Book, v, each, whole); err != nil {
			return m, err
		}
		if s.Targets[v.Target].OnLambda() {
			if err := m.provisioned(s, r.Plan.Rounds, r.Book, v, each); err != nil {
				return m, err
			}
		}
	}
	if w := s.StopWhen; w != nil && w.MaxCost != nil && (!m.Known || w.MaxCost.Amount.LessThan(m.Cost.Sub(m.Standing))) {
		m.Cost, m.Currency, m.Capped = w.MaxCost.Amount.Add(m.Standing), w.MaxCost.Currency, true
	}
	return m, nil
}

// requests are those of one variant, and whether there can be no more.
func requests(s *scenarios.Scenario, rounds int, doubles bool) (Requests, bool) {
	r := Requests{Load: int64(s.SendsPerVariant()), WarmUp: warmUps(s.Load) * int64(rounds)}
	if search := s.Load.Search; search != nil {
		searches := float64(max(1, s.Repeat))
		each := capacity.MaxSteps*search.Step + capacity.MaxProbes*search.Settle
		r.Load, r.WarmUp = int64(searches*float64(search.To)*each.Seconds()), warmUps(s.Load)*capacity.MaxProbes*int64(searches)
	}
	if s.Replayed() { // in virtual time everything is warm
		r.WarmUp = 0
	}
	known := r.Load > 0
	if !known { // callers for a time
		r.Load = int64(s.Load.Concurrency) * int64(s.Load.For/fastest)
	}
	if s.ColdStarts != nil {
		r.Cold = int64(s.ColdStarts.Samples)
	}
	switch w := s.StopWhen; {
	case w != nil && w.MaxInvocations > 0:
		r.Added = max(0, w.MaxInvocations-r.Load)
	case w != nil:
		known = false
	case doubles && s.Load.Search == nil: // which goes on until it is sure by itself
		r.Added = r.Load // once
		r.WarmUp *= 2
	}
	return r, known
}

// warmUps is how many requests a warm-up sends at most.
func warmUps(l scenarios.Load) int64 {
	switch l.Model {
	case scenarios.Closed:
		return int64(l.Concurrency) * int64(WarmUp/fastest)
	case scenarios.Burst:
		return 0
	}
	return int64(float64(l.PeakRate()) * WarmUp.Seconds())
}

// price adds what a variant's requests cost.
func (m *Most) price(s *scenarios.Scenario, book *pricing.Book, v scenarios.Variant, r Requests, whole time.Duration) error {
	t := s.Targets[v.Target]
	f := t.FunctionOf(v)
	if t.Container != nil {
		return m.priceTasks(s, book, v, whole)
	}
	if !t.OnLambda() || f == nil {
		if t.Kind != scenarios.KindHTTP && t.Replay == nil {
			m.notPriced(t.Name)
		}
		return nil
	}
	rate, err := deployment.Of(book, t, v, s.Pricing).Rate(book)
	if err != nil {
		return err
	}
	m.beside(t, v)
	m.Cost, m.Currency = m.Cost.Add(rate.Cost(r.Total(), billed(s.Load, r, f.Timeout, warmUpTimes(r, s)))), rate.Currency()
	return nil
}

// warmUpTimes is how many warm-ups there are.
func warmUpTimes(r Requests, s *scenarios.Scenario) int64 {
	if each := warmUps(s.Load); each > 0 {
		return r.WarmUp / each
	}
	return 0
}

// billed is how many ms requests run for at most. Callers wait for their answers,
// so that no more run than there are callers.
func billed(l scenarios.Load, r Requests, timeout time.Duration, warmUps int64) int64 {
	each := timeout.Milliseconds()
	if l.Model != scenarios.Closed {
		return r.Total() * each
	}
	callers := int64(l.Concurrency)
	load := (r.Load + r.Added) * each
	if l.For > 0 {
		load = min(load, callers*(l.For.Milliseconds()+each))
	}
	return load + r.Cold*each + warmUps*callers*(WarmUp.Milliseconds()+each)
}

func (m *Most) notPriced(name string) { m.NotPriced = once(m.NotPriced, name) }

func (m *Most) without(what string) { m.Without = once(m.Without, what) }

// once adds a word that is not there yet.
func once(words []string, word string) []string {
	if slices.Contains(words, word) {
		return words
	}
	return append(words, word)
}

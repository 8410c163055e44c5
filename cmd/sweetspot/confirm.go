package main

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/advice/most"
	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// What a run may send to another machine than this one, and may cost there,
// without --yes or confirm: true. Up to here a typo in a URL or in a rate does no
// harm that anybody would notice.
const (
	// freeRate is in requests a second: what vegeta sends without being told
	// anything, https://github.com/tsenart/vegeta#-rate.
	freeRate = 50
	// freeRequests are one hundredth of what Lambda gives away each month,
	// https://aws.amazon.com/lambda/pricing/.
	freeRequests = 10_000
	// freeAtOnce are the callers, or a burst: the concurrency of a new AWS account,
	// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html.
	freeAtOnce = 10
)

// freeCost is in the price book's currency; one unit of it is what a mistake may
// cost.
var freeCost = decimal.New(1, 0)

const yesUsage = "go on although the load on another machine than this one is above what needs no confirmation (confirm: true in the scenario)"

// confirmed reports whether the user has said that the load is meant.
func (r *run) confirmed() bool { return r.yes || r.scenario.Confirm }

// mayStart refuses a load on another machine above what needs no word, unless it
// is confirmed.
func (r *run) mayStart() error {
	elsewhere := r.scenario.Elsewhere(r.plan)
	if len(elsewhere) == 0 || r.confirmed() {
		return nil
	}
	there := map[string]bool{}
	var where []string
	for _, e := range elsewhere {
		there[e.Target] = true
		where = append(where, fmt.Sprintf("%s (%s)", e.Target, e.Where))
	}
	m, err := r.most(func(v scenarios.Variant) bool { return there[r.scenario.Targets[v.Target].Name] })
	if err != nil {
		return err
	}
	why := tooMuch(m)
	if len(why) == 0 {
		return nil
	}
	return fmt.Errorf("%s: not this machine: %s; %s\nhint: check that target and load are meant, then give --yes, or write confirm: true into the scenario; --dry-run shows what would be done",
		r.scenario.File, strings.Join(where, ", "), strings.Join(why, ", "))
}

// most is what the run sends and costs at most, of all variants or of some.
func (r *run) most(only func(scenarios.Variant) bool) (most.Most, error) {
	return most.Of(most.Run{Scenario: r.scenario, Plan: r.plan, Book: r.book, Doubles: r.mayFail(), Only: only})
}

// estimate keeps what a run at a provider costs at most.
func (r *run) estimate() error {
	if !r.billed() {
		return nil
	}
	m, err := r.most(func(v scenarios.Variant) bool { return r.scenario.Targets[v.Target].Provider == scenarios.ProviderAWS })
	if err == nil && m.Currency != "" {
		r.manifest.Spend.Currency, r.manifest.Spend.Estimated = m.Currency, m.Cost.String()
	}
	return err
}

// estimated is what a run was to cost at most, as its manifest has it.
func estimated(m *rundir.Manifest) reports.Spend {
	amount, err := decimal.NewFromString(m.Spend.Estimated)
	if err != nil { // a manifest of before has none
		return reports.Spend{}
	}
	return reports.Spend{Currency: m.Spend.Currency, Estimated: amount}
}

// tooMuch says what of a run is above what needs no word.
func tooMuch(m most.Most) (why []string) {
	if m.Peak > freeRate {
		why = append(why, fmt.Sprintf("up to %s, where more than %d/s are to be confirmed", format.Rate(float64(m.Peak)), freeRate))
	}
	if m.AtOnce > freeAtOnce {
		why = append(why, fmt.Sprintf("%d requests at once, where more than %d are to be confirmed", m.AtOnce, freeAtOnce))
	}
	if n := m.Total() - m.WarmUp; n > freeRequests {
		why = append(why, fmt.Sprintf("up to %s, where more than %s are to be confirmed", plural(int(n), "request"), format.Count(freeRequests)))
	} else if !m.Known && !m.Capped && m.Load == 0 {
		why = append(why, "how many requests there will be cannot be told")
	}
	if m.Cost.GreaterThan(freeCost) {
		why = append(why, fmt.Sprintf("at most %s, where more than %s is to be confirmed", format.Money(m.Cost, m.Currency), format.Money(freeCost, m.Currency)))
	}
	return why
}

package main

import (
	"cmp"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/pricing/breakeven"
	"github.com/sweetspot-bench/sweetspot/pricing/deployment"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// priced reads the scenario's price book and checks that it has a price for
// every function of the plan: what could not be priced in the end is not started.
func priced(s *scenarios.Scenario, plan *scenarios.Plan) (*pricing.Book, error) {
	book, err := deployment.Book(s.Pricing)
	if err != nil {
		return nil, err
	}
	currency := ""
	for _, v := range plan.Variants {
		rate, err := rateOf(book, s, v)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.File, err)
		}
		if rate == nil {
			continue
		}
		if currency = cmp.Or(currency, rate.Currency()); currency != rate.Currency() {
			return nil, fmt.Errorf("%s: its targets are priced in both %s and %s, which cannot be compared: make a scenario of each", s.File, currency, rate.Currency())
		}
	}
	return book, nil
}

// rateOf is what a variant's invocations cost, nil for what is not billed by the
// invocation. It fails where the book lacks a price of the deployment as a whole.
func rateOf(book *pricing.Book, s *scenarios.Scenario, v scenarios.Variant) (*pricing.Rate, error) {
	target := s.Targets[v.Target]
	if !target.OnLambda() && target.Container == nil {
		return nil, nil
	}
	d := deployment.Of(book, target, v, s.Pricing)
	if err := billable(book, d, s, target.Region); err != nil {
		return nil, err
	}
	if err := compared(book, d, s); err != nil {
		return nil, fmt.Errorf("pricing.break_even: %w", err)
	}
	if d.InTasks() {
		return nil, nil
	}
	rate, err := d.Rate(book)
	return &rate, err
}

// something is an invocation that uses a little of everything, so that
// everything needs a price.
var something = func() deployment.Measured {
	one := decimal.New(1, 0)
	return deployment.Measured{BilledMS: one, Request: one, Response: one, Log: one, Units: one, Capacity: one}
}()

// compared checks that every alternative of the scenario exists and has a
// price.
func compared(book *pricing.Book, d deployment.Deployment, s *scenarios.Scenario) error {
	for _, a := range s.Pricing.BreakEven {
		fleet, err := d.Fleet(a, something)
		if err != nil {
			return err
		}
		whole := breakeven.Workload{Uses: fleet.Around, Fleet: fleet.Compute.Fleet}
		whole.PerTask = append(whole.PerTask, fleet.Compute.PerTask...)
		if _, err := book.Month(whole.Usage(1), pricing.Terms{}); err != nil {
			return err
		}
	}
	return nil
}

// billable bills a little of everything, to see whether all of it has a price.
func billable(book *pricing.Book, d deployment.Deployment, s *scenarios.Scenario, region string) error {
	terms, err := deployment.Terms(book, region, s.Pricing)
	if err != nil {
		return err
	}
	each, err := d.Invocations(decimal.New(1, 0), something)
	if err == nil {
		_, err = book.List(each.Usage...)
	}
	if err != nil {
		return err
	}
	month, err := d.Month(something)
	if err == nil {
		_, err = book.Month(month.Usage, terms)
	}
	return err
}

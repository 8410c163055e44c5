package main

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/pricing"
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
	for _, v := range plan.Variants {
		if _, err := rateOf(book, s, v); err != nil {
			return nil, fmt.Errorf("%s: %w", s.File, err)
		}
	}
	return book, nil
}

// rateOf is what a variant's invocations cost, nil for what is no function. It
// fails where the book lacks a price of the deployment as a whole.
func rateOf(book *pricing.Book, s *scenarios.Scenario, v scenarios.Variant) (*pricing.Rate, error) {
	target := s.Targets[v.Target]
	if target.Function == nil {
		return nil, nil
	}
	d := deployment.Of(book, target, v, s.Pricing.Traffic)
	if err := billable(book, d, s, target.Region); err != nil {
		return nil, err
	}
	rate, err := d.Rate(book)
	return &rate, err
}

// billable bills nothing at all, to see whether everything has a price.
func billable(book *pricing.Book, d deployment.Deployment, s *scenarios.Scenario, region string) error {
	terms, err := deployment.Terms(book, region, s.Pricing)
	if err != nil {
		return err
	}
	each, err := d.Invocations(decimal.Zero, deployment.Measured{})
	if err == nil {
		_, err = book.List(each.Usage...)
	}
	if err != nil {
		return err
	}
	month, err := d.Month(deployment.Measured{})
	if err == nil {
		_, err = book.Month(month.Usage, terms)
	}
	return err
}

package main

import (
	"fmt"

	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/pricing/meters"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// priced reads the scenario's price book and checks that it has a price for
// every function of the plan: what could not be priced in the end is not started.
func priced(s *scenarios.Scenario, plan *scenarios.Plan) (*pricing.Book, error) {
	book, err := pricing.Embedded(s.Pricing.Book)
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

// rateOf is what a variant's invocations cost, nil for what is no function.
func rateOf(book *pricing.Book, s *scenarios.Scenario, v scenarios.Variant) (*pricing.Rate, error) {
	target := s.Targets[v.Target]
	if target.Function == nil {
		return nil, nil
	}
	function := meters.Lambda{
		Architecture: v.Architecture, MemoryMB: v.MemoryMB,
		EphemeralMB: target.Function.EphemeralStorage.MB(),
	}
	rate, err := function.Rate(book, target.Region)
	if err != nil {
		return nil, err
	}
	return &rate, nil
}

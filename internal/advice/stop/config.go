package stop

import (
	"github.com/sweetspot-bench/sweetspot/internal/advice"
	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/pricing/deployment"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// environmentsNeeded is how many environments must have served a size of a real
// platform before it is known: those of one host are alike.
const environmentsNeeded = 5

// Of is what stop_when of a scenario asks for, at the prices of a book. unusable
// is the share of killed invocations above which a variant cannot be
// recommended. The scenario has a stop_when; an error is a missing price.
func Of(s *scenarios.Scenario, plan *scenarios.Plan, book *pricing.Book, unusable float64) (Config, error) {
	w := s.StopWhen
	c := Config{
		Rule:  Rule{Objective: s.Objective, RelativeError: w.RelativeError, Of: w.Of, Confidence: w.Confidence},
		Apart: s.Replayed(), Unusable: unusable,
		MaxInvocations: w.MaxInvocations, MaxTime: w.MaxTime,
	}
	if c.Apart {
		c.Rule.Trim = advice.TrimShare
	}
	if w.MaxCost != nil {
		c.MaxCost = w.MaxCost.Amount
	}
	for _, v := range plan.Variants {
		target := s.Targets[v.Target]
		if target.Provider == scenarios.ProviderAWS {
			c.Rule.Environments = environmentsNeeded
		}
		if !target.OnLambda() {
			c.Variants = append(c.Variants, nil)
			continue
		}
		rate, err := deployment.Of(book, target, v, s.Pricing).Rate(book)
		if err != nil {
			return Config{}, err
		}
		c.Variants = append(c.Variants, &rate)
	}
	return c, nil
}

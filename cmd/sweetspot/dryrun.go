package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/advice/most"
	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/runners"
	"github.com/sweetspot-bench/sweetspot/runners/gateway"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// dryRun prints what the runs of scenarios would do, and starts nothing.
func (a *app) dryRun(ctx context.Context, entries []*entry) error {
	var errs []error
	for i, e := range entries {
		if i > 0 {
			fmt.Fprintln(a.stdout)
		}
		errs = append(errs, e.run.foretell(ctx))
	}
	if err := errors.Join(errs...); err != nil {
		return inputError(err)
	}
	return nil
}

// foretell prints what a run would send, cost and change.
func (r *run) foretell(ctx context.Context) error {
	m, err := r.most(nil)
	if err != nil {
		return err
	}
	fmt.Fprintf(r.stdout, "%s: %s, %s; %s\n", r.scenario.Name,
		plural(len(r.plan.Variants), "variant"), r.loads(), r.takes())
	fmt.Fprintln(r.stdout, "requests:", r.requestsText(m))
	fmt.Fprintln(r.stdout, "cost at most:", r.costText(m))
	err = errors.Join(r.printCalls(ctx), gateway.Validate(r.scenario))
	if refused := r.mayStart(); refused != nil {
		fmt.Fprintf(r.stdout, "to start it: %s\n", strings.ReplaceAll(refused.Error(), "\n", "\n  "))
	}
	return err
}

// requestsText says how many requests there are at most.
func (r *run) requestsText(m most.Most) string {
	parts := []string{format.Count(int(m.Load)) + " of the load"}
	add := func(n int64, what string) {
		if n > 0 {
			parts = append(parts, format.Count(int(n))+" "+what)
		}
	}
	add(m.Added, "of rounds that may be added")
	add(m.Cold, "forced cold starts")
	text := strings.Join(parts, ", ")
	switch {
	case m.Known:
	case r.scenario.StopWhen != nil:
		text += ", and those of the rounds that stop_when adds until the answer is sure"
	default:
		text += " were each answered within a millisecond: how many there will be is up to the target"
	}
	if m.WarmUp > 0 {
		text += fmt.Sprintf("; besides the warm-up of each block, until the target is warm and for %s at most", most.WarmUp)
	}
	return text
}

// costText says what the run costs at most, and what that leaves out.
func (r *run) costText(m most.Most) string {
	text := "nothing that is known here: there is no price"
	switch {
	case r.scenario.Replayed():
		return "nothing, recorded figures are replayed"
	case m.Capped && m.Standing.IsPositive():
		text = format.Money(m.Cost, m.Currency) + ": stop_when.max_cost ends the run, and does not count provisioned concurrency"
	case m.Capped:
		text = format.Money(m.Cost, m.Currency) + ", at which stop_when.max_cost ends the run"
	case m.Currency != "":
		text = format.Money(m.Cost, m.Currency) + " at the price book, were each request to run into its time-out"
	}
	if m.Standing.IsPositive() {
		text += fmt.Sprintf("; %s of it for provisioned concurrency, enabled for a variant's own blocks", format.Money(m.Standing, m.Currency))
	}
	if m.Currency != "" && !r.billed() {
		text = "nothing, it runs on this machine; at the provider " + text
	}
	if len(m.Without) > 0 {
		text += "; without " + strings.Join(m.Without, ", ")
	}
	if len(m.NotPriced) > 0 {
		text += "; without what runs of " + strings.Join(m.NotPriced, ", ")
	}
	return text
}

// billed reports whether a provider takes money for the run.
func (r *run) billed() bool {
	for _, t := range r.scenario.Targets {
		if t.Provider == scenarios.ProviderAWS {
			return true
		}
	}
	return false
}

// printCalls prints every call of the run that changes something elsewhere.
func (r *run) printCalls(ctx context.Context) error {
	variants := r.variantsOf()
	n := 0
	for i, t := range r.scenario.Targets {
		c, err := r.changer(i)
		if err != nil {
			return err
		}
		if c == nil {
			continue
		}
		calls, err := c.Calls(ctx, variants[i])
		if err != nil {
			return fmt.Errorf("target %s: %w", t.Name, err)
		}
		for _, call := range calls {
			if n++; n == 1 {
				fmt.Fprintln(r.stdout, "calls that change something, in order:")
			}
			fmt.Fprintf(r.stdout, "%4d. %s\n", n, call)
		}
	}
	if n == 0 {
		fmt.Fprintln(r.stdout, "calls that change something: none")
		return nil
	}
	if by := r.adder(); by != "" && len(r.plan.Variants) > 1 {
		fmt.Fprintf(r.stdout, "      %s adds blocks as it goes: calls that switch between variants are made again before them\n", by)
	}
	return nil
}

// adder is what adds blocks to those that are planned; "" for nothing.
func (r *run) adder() string {
	switch {
	case r.scenario.Load.Search != nil:
		return "the search"
	case r.scenario.StopWhen != nil:
		return "stop_when"
	}
	return ""
}

// changer makes the runner of a target where that changes what is not this
// machine's; nil for others, which it does not start.
func (r *run) changer(target int) (runners.Changer, error) {
	if !r.scenario.Targets[target].Changes() {
		return nil, nil
	}
	runner, err := runnerOf[r.scenario.Targets[target].Kind](r, target)
	if err != nil {
		return nil, err
	}
	c, _ := runner.(runners.Changer)
	return c, nil
}

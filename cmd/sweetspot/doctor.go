package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/sweetspot-bench/sweetspot/internal/cloud"
	"github.com/sweetspot-bench/sweetspot/internal/doctor"
	"github.com/sweetspot-bench/sweetspot/pricing/deployment"
	"github.com/sweetspot-bench/sweetspot/runners"
	"github.com/sweetspot-bench/sweetspot/runners/lambda"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

func newDoctor(a *app) *cobra.Command {
	var policy bool
	var sets []string
	cmd := &cobra.Command{
		Use:   "doctor [SCENARIO...]",
		Short: "Check what runs need: this machine, credentials, permissions, limits, reachability, the clock",
		Long: "Doctor looks at this machine and, of scenarios, at each target: whether it is there and starts,\n" +
			"and in AWS at credentials, permissions, the account's limits, the clock, and what a copy of a\n" +
			"function cannot carry. It sends no load and changes nothing. The exit code is 0 when a run may\n" +
			"begin, 2 when something must be mended first.",
		RunE: func(cmd *cobra.Command, args []string) error {
			if policy {
				return a.printPolicy(cmd.Context(), args, sets)
			}
			return a.examine(cmd.Context(), args, sets)
		},
	}
	cmd.Flags().BoolVar(&policy, "policy", false, "print nothing but the smallest IAM policy that the scenarios need, as JSON")
	cmd.Flags().StringArrayVar(&sets, "set", nil, "override a key of the scenarios (repeatable)")
	cmd.Flags().BoolVar(&a.yes, "yes", false, "as if the run were confirmed")
	cmd.Flags().String("runs", "", "folder of the run directories (default \"runs\")")
	cmd.Flags().String("limits", "", "how CPU and memory are held: auto, cgroup2, cgroup1, duty-cycle, none (default \"auto\")")
	cmd.Flags().Bool("oversize", false, "sizes with more vCPU than this machine are no mistake")
	return cmd
}

// examine prints what is found of the machine and of scenarios.
func (a *app) examine(ctx context.Context, files, sets []string) error {
	bad := a.printFindings("this machine", doctor.Machine(ctx, a.settings.Runs))
	for _, file := range files {
		r, err := a.patient(file, sets)
		if err != nil {
			return inputError(err)
		}
		bad += r.printTargets(ctx)
		r.close()
	}
	switch {
	case ctx.Err() != nil:
		return errInterrupted
	case bad > 0:
		return inputError(fmt.Errorf("%s must be mended before a run", plural(bad, "thing")))
	}
	return nil
}

// patient is a run that is examined and never begins.
func (a *app) patient(file string, sets []string) (*run, error) {
	s, err := scenarios.Read(file, sets...)
	if err != nil {
		return nil, err
	}
	r := &run{app: a, scenario: s, live: s, plan: s.Plan()}
	r.book, err = deployment.Book(s.Pricing)
	return r, err
}

// printTargets prints what is found of a scenario and its targets, and says how
// much of it is bad.
func (r *run) printTargets(ctx context.Context) (bad int) {
	bad += r.printFindings(r.scenario.File, r.foundOf(ctx))
	if err := r.makeRunners(); err != nil {
		return bad + r.printFindings(r.scenario.Name, []runners.Finding{{Level: runners.FindingError, What: "target", Text: err.Error()}})
	}
	accounts := map[cloud.Access]string{}
	variants := r.variantsOf()
	for i, t := range r.scenario.Targets {
		var found []runners.Finding
		caller := ""
		if t.Provider == scenarios.ProviderAWS {
			found, caller = r.account(ctx, t, accounts)
		}
		if len(found) == 0 || caller != "" {
			found = append(found, r.examined(ctx, i, caller, variants[i])...)
		}
		bad += r.printFindings("target "+t.Name, found)
	}
	return bad
}

// foundOf is what is found of a scenario as a whole.
func (r *run) foundOf(ctx context.Context) (found []runners.Finding) {
	note := func(what string, err error) {
		if err != nil {
			found = append(found, runners.Finding{Level: runners.FindingError, What: what, Text: err.Error()})
		}
	}
	note("secrets", r.reveal())
	if r.live == nil {
		r.live = r.scenario
	}
	_, err := priced(r.scenario, r.plan)
	note("prices", err)
	note("confirmation", r.mayStart())
	note("build", lambda.Build(ctx, r.scenario))
	if len(found) == 0 {
		found = append(found, runners.Finding{Level: runners.FindingOK, What: "scenario", Text: fmt.Sprintf("%s, %s", plural(len(r.plan.Variants), "variant"), r.scenario.Load)})
	}
	return found
}

// account is what is found of the account of a target, once for each; caller is ""
// where AWS does not know us.
func (r *run) account(ctx context.Context, t scenarios.Target, seen map[cloud.Access]string) (found []runners.Finding, caller string) {
	access := cloud.Access{Region: t.Region, Profile: t.Profile, Role: t.Role}
	if caller, was := seen[access]; was {
		return nil, caller
	}
	config, err := cloud.Open(ctx, access)
	if err != nil {
		return []runners.Finding{{Level: runners.FindingError, What: "credentials", Text: err.Error()}}, ""
	}
	caller, found = doctor.Account(ctx, config)
	seen[access] = caller
	return found, caller
}

// examined is what a target's runner finds, and whether AWS allows what it needs.
func (r *run) examined(ctx context.Context, target int, caller string, variants []scenarios.Variant) []runners.Finding {
	c, ok := r.runners[target].(runners.Changer)
	if !ok {
		if err := r.runners[target].Check(ctx, variants); err != nil {
			return []runners.Finding{{Level: runners.FindingError, What: "start", Text: err.Error()}}
		}
		return []runners.Finding{{Level: runners.FindingOK, What: "start", Text: r.scenario.Targets[target].HandlerText() + " starts, its variants are legal"}}
	}
	found := c.Examine(ctx, variants)
	if caller == "" {
		return found
	}
	t := r.scenario.Targets[target]
	config, err := cloud.Open(ctx, cloud.Access{Region: t.Region, Profile: t.Profile, Role: t.Role})
	if err != nil {
		return found
	}
	return append(found, doctor.Permitted(ctx, config, caller, c.Permissions(variants))...)
}

// printFindings prints findings under a title, and says how many are bad.
func (a *app) printFindings(title string, found []runners.Finding) (bad int) {
	fmt.Fprintln(a.stdout, title)
	for _, f := range found {
		fmt.Fprintf(a.stdout, "  %-8s %s: %s\n", f.Level, f.What, a.hidden.Over(f.Text))
		if f.Fix != "" && f.Level != runners.FindingOK {
			fmt.Fprintf(a.stdout, "  %-8s hint: %s\n", "", f.Fix)
		}
		if f.Level == runners.FindingError {
			bad++
		}
	}
	return bad
}

// printPolicy prints the IAM policy that scenarios need.
func (a *app) printPolicy(ctx context.Context, files, sets []string) error {
	if len(files) == 0 {
		return inputError(errors.New("--policy: name the scenarios that it is for"))
	}
	var needed []runners.Permission
	for _, file := range files {
		r, err := a.patient(file, sets)
		if err != nil {
			return inputError(err)
		}
		needed = append(needed, r.needed(ctx)...)
	}
	_, err := a.stdout.Write(doctor.Policy(needed))
	return err
}

// needed are the permissions of a scenario's targets in AWS; with the names of
// what is there, where AWS lets us look.
func (r *run) needed(ctx context.Context) (all []runners.Permission) {
	variants := r.variantsOf()
	accounts := map[cloud.Access]string{}
	for i, t := range r.scenario.Targets {
		if t.Provider != scenarios.ProviderAWS {
			continue
		}
		c, err := r.changer(i)
		if err != nil || c == nil {
			continue
		}
		if _, caller := r.account(ctx, t, accounts); caller != "" {
			c.Examine(ctx, variants[i])
		}
		all = append(all, slices.Clone(c.Permissions(variants[i]))...)
	}
	return all
}

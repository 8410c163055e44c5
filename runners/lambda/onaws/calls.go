package onaws

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/runners"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// Calls are the changing calls of a run over these variants, in the order in
// which the first round makes them, and then those that put everything back.
func (r *Runner) Calls(ctx context.Context, variants []scenarios.Variant) ([]runners.Call, error) {
	own, err := r.read(ctx)
	if err != nil {
		return nil, err
	}
	var do, undo []runners.Call
	add := func(action, resource, with, back, undoing string) {
		do = append(do, runners.Call{Action: action, Resource: resource, With: with})
		if back != "" {
			undo = append(undo, runners.Call{Action: back, Resource: undoing})
		}
	}
	host := r.name.Name
	if r.target.Mode == scenarios.ModeVersions {
		add("lambda:PublishVersion", host, "its state now, to put it back from", "lambda:DeleteFunction", host+", the version of its state now")
		undo = append(undo, runners.Call{Action: "lambda:UpdateFunctionConfiguration", Resource: host, With: "its state now"})
	} else {
		host = r.twinName()
		add("logs:CreateLogGroup", logGroup(host), "", "logs:DeleteLogGroup", logGroup(host))
		add("lambda:CreateFunction", host, "a copy of "+r.target.Function.Name, "lambda:DeleteFunction", host)
	}
	architecture, reserved := own.architecture(), own.reserved
	if r.target.Mode != scenarios.ModeVersions {
		reserved = nil // a copy has none
	}
	for _, v := range variants {
		w := own.want(r.target, v)
		if w.architecture != architecture {
			add("lambda:UpdateFunctionCode", host, w.architecture, "", "")
			architecture = w.architecture
		}
		add("lambda:UpdateFunctionConfiguration", host, w.words(), "", "")
		add("lambda:PublishVersion", host, r.scenario.Label(v), "lambda:DeleteFunction", host+", the version of "+r.scenario.Label(v))
		if n := r.further(w); n > 0 {
			add("lambda:PublishVersion", host, fmt.Sprintf("%d more at most of %s, each after lambda:UpdateFunctionConfiguration, until %d environments have served it", n, r.scenario.Label(v), enough),
				"lambda:DeleteFunction", host+", these versions of "+r.scenario.Label(v))
		}
		if (w.reserved != nil || w.unreserved) && !same(reserved, w.reserved) {
			action, with := "lambda:PutFunctionConcurrency", reservation(w.reserved)
			if w.reserved == nil {
				action = "lambda:DeleteFunctionConcurrency"
			}
			add(action, host, with+" before each block of "+r.scenario.Label(v), unreserving(reserved), host)
			reserved = w.reserved
		}
		if w.provisioned > 0 {
			add("lambda:PutProvisionedConcurrencyConfig", host, fmt.Sprintf("%d before each block of %s", w.provisioned, r.scenario.Label(v)),
				"lambda:DeleteProvisionedConcurrencyConfig", host+", after each block of "+r.scenario.Label(v))
		}
	}
	if n := r.republished(); n > 0 {
		add("lambda:PublishVersion", host, fmt.Sprintf("%d more of each variant, for its cold starts, each after lambda:UpdateFunctionConfiguration", n), "lambda:DeleteFunction", host+", these versions")
	}
	slices.Reverse(undo)
	return append(do, undo...), nil
}

// unreserving is the call that puts back what was reserved before.
func unreserving(was *int) string {
	if was != nil {
		return "lambda:PutFunctionConcurrency"
	}
	return "lambda:DeleteFunctionConcurrency"
}

// republished is how often each variant is published again for cold starts.
func (r *Runner) republished() int {
	c := r.scenario.ColdStarts
	if c == nil || c.By == scenarios.ColdByIdle {
		return 0
	}
	return c.Samples
}

// words are the configuration for people. Variables are named without values.
func (w wanted) words() string {
	words := []string{fmt.Sprintf("%d MB", w.memory), fmt.Sprintf("time-out %d s", w.timeout), fmt.Sprintf("%d MB of /tmp", w.ephemeral)}
	if w.snapStart {
		words = append(words, "SnapStart")
	}
	if w.network != nil && len(w.network.SubnetIds) > 0 {
		words = append(words, "in "+strings.Join(w.network.SubnetIds, " "))
	}
	if len(w.environment) > 0 {
		words = append(words, fmt.Sprintf("%d variables", len(w.environment)))
	}
	return strings.Join(words, ", ")
}

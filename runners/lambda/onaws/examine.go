package onaws

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"github.com/sweetspot-bench/sweetspot/internal/lambdarules"
	"github.com/sweetspot-bench/sweetspot/runners"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// Examine looks at the function, what its variants may be, the account's limits,
// and what a copy cannot carry. It changes nothing.
func (r *Runner) Examine(ctx context.Context, variants []scenarios.Variant) []runners.Finding {
	own, err := r.read(ctx)
	if err != nil {
		return []runners.Finding{{Level: runners.FindingError, What: "function", Text: err.Error(), Fix: "check target.function.name, region, profile and role"}}
	}
	found := []runners.Finding{{
		Level: runners.FindingOK, What: "function",
		Text: fmt.Sprintf("%s: %d MB, %s, %s, time-out %d s", aws.ToString(own.FunctionArn), aws.ToInt32(own.MemorySize), own.architecture(), own.runs(), aws.ToInt32(own.Timeout)),
	}}
	if err := r.unmarked(ctx, own); err != nil {
		found = append(found, runners.Finding{Level: runners.FindingError, What: "earlier run", Text: err.Error()})
	}
	if err := own.readable(); err != nil {
		found = append(found, runners.Finding{Level: runners.FindingError, What: "figures", Text: err.Error()})
	}
	for _, b := range r.illegal(own, variants) {
		found = append(found, runners.Finding{Level: runners.FindingError, What: "variant", Text: b.String(), Fix: b.Fix})
	}
	found = append(found, r.limits(own)...)
	if r.target.Mode == scenarios.ModeVersions {
		return append(found, runners.Finding{Level: runners.FindingWarning, What: "mode", Text: r.warning(), Fix: "use mode: copy, or confirm it with --yes"})
	}
	return append(found, r.notCarried(ctx, own)...)
}

// runs names what the function runs on.
func (o *original) runs() string {
	if o.image() {
		return "a container image"
	}
	return string(o.Runtime)
}

// limits holds the load against the account's concurrency.
func (r *Runner) limits(own *original) []runners.Finding {
	a := own.account
	switch {
	case a.Concurrency == 0:
		return []runners.Finding{{Level: runners.FindingWarning, What: "limits", Text: "the account's limits are not known", Fix: "allow lambda:GetAccountSettings"}}
	case a.Concurrency <= lambdarules.NewConcurrency:
		return []runners.Finding{{
			Level: runners.FindingWarning, What: "limits", Fix: "keep the load below that, or have AWS raise the quota",
			Text: fmt.Sprintf("the account has %d concurrent executions, as new accounts have: more are throttled, and every function of the account with them", a.Concurrency),
		}}
	}
	return []runners.Finding{{Level: runners.FindingOK, What: "limits", Text: fmt.Sprintf("%d concurrent executions, %d of them unreserved", a.Concurrency, a.Unreserved)}}
}

// notCarried lists what the function has and its twin will not.
func (r *Runner) notCarried(ctx context.Context, own *original) (found []runners.Finding) {
	add := func(format string, args ...any) {
		found = append(found, runners.Finding{Level: runners.FindingWarning, What: "not in the copy", Text: fmt.Sprintf(format, args...)})
	}
	switch statements, err := r.policy(ctx); {
	case err != nil:
		add("whether it has a resource policy is not known: %v", err)
	case len(statements) > 0:
		add("its resource policy (%s): who may invoke the function may not invoke its copy, which sweetspot alone invokes", strings.Join(statements, ", "))
	}
	switch sources, err := r.triggers(ctx); {
	case err != nil:
		add("whether it has triggers is not known: %v", err)
	case len(sources) > 0:
		add("its triggers (%s): the copy gets the scenario's load alone, which competes with nothing", strings.Join(sources, ", "))
	}
	if own.reserved != nil {
		add("its reserved concurrency of %d: the copy shares what the account has unreserved; reserved_concurrency in the matrix gives it its own", *own.reserved)
	}
	if own.LoggingConfig != nil && aws.ToString(own.LoggingConfig.LogGroup) != "" && aws.ToString(own.LoggingConfig.LogGroup) != logGroup(aws.ToString(own.FunctionName)) {
		add("its log group %s: the copy logs to one of its own, to which its role must be allowed to write", *own.LoggingConfig.LogGroup)
	}
	if own.SigningProfileVersionArn != nil {
		add("its code signing: the copy's code is not checked")
	}
	add("function URL, aliases, destinations and limits of asynchronous invocations, and provisioned concurrency, if it has any; what grants access by the function's own ARN does not know the copy's")
	return found
}

// policy names the statements of the function's resource policy.
func (r *Runner) policy(ctx context.Context) ([]string, error) {
	out, err := control(ctx, r, "lambda:GetPolicy", r.name.Name, func(ctx context.Context) (*lambda.GetPolicyOutput, error) {
		return r.api.GetPolicy(ctx, &lambda.GetPolicyInput{FunctionName: &r.name.Name, Qualifier: optional(r.name.Qualifier)})
	})
	if err != nil {
		return nil, ignoreGone(err)
	}
	var policy struct{ Statement []struct{ Sid string } }
	if err := json.Unmarshal([]byte(aws.ToString(out.Policy)), &policy); err != nil {
		return nil, fmt.Errorf("it cannot be read: %w", err)
	}
	var names []string
	for _, s := range policy.Statement {
		names = append(names, s.Sid)
	}
	return names, nil
}

// triggers names the event sources that are mapped to the function.
func (r *Runner) triggers(ctx context.Context) ([]string, error) {
	out, err := control(ctx, r, "lambda:ListEventSourceMappings", r.name.Name, func(ctx context.Context) (*lambda.ListEventSourceMappingsOutput, error) {
		return r.api.ListEventSourceMappings(ctx, &lambda.ListEventSourceMappingsInput{FunctionName: &r.name.Name})
	})
	if err != nil {
		return nil, ignoreGone(err)
	}
	var names []string
	for _, m := range out.EventSourceMappings {
		if names = append(names, aws.ToString(m.EventSourceArn)); m.EventSourceArn == nil {
			names[len(names)-1] = "mapping " + aws.ToString(m.UUID)
		}
	}
	return names, nil
}

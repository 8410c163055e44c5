package onaws

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/sweetspot-bench/sweetspot/internal/lambdarules"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// original is the target's function as AWS has it.
type original struct {
	types.FunctionConfiguration
	code     *types.FunctionCodeLocation
	tags     map[string]string
	reserved *int
	account  lambdarules.Account
}

// read asks AWS for the target's function and the account's limits, once.
func (r *Runner) read(ctx context.Context) (*original, error) {
	if r.own != nil {
		return r.own, nil
	}
	out, err := r.function(ctx, r.name.Name, r.name.Qualifier)
	if isGone(err) {
		return nil, fmt.Errorf("target %s: there is no function %s in %s: %w", r.target.Name, r.target.Function.Name, r.target.Region, err)
	}
	if err != nil {
		return nil, err
	}
	own := &original{FunctionConfiguration: *out.Configuration, code: out.Code, tags: out.Tags}
	if out.Concurrency != nil && out.Concurrency.ReservedConcurrentExecutions != nil {
		n := int(*out.Concurrency.ReservedConcurrentExecutions)
		own.reserved = &n
	}
	if own.account, err = r.account(ctx); err != nil {
		return nil, err
	}
	r.own = own
	return own, nil
}

// function is GetFunction.
func (r *Runner) function(ctx context.Context, name, qualifier string) (*lambda.GetFunctionOutput, error) {
	return control(ctx, r, "lambda:GetFunction", name, func(ctx context.Context) (*lambda.GetFunctionOutput, error) {
		return r.api.GetFunction(ctx, &lambda.GetFunctionInput{FunctionName: &name, Qualifier: optional(qualifier)})
	})
}

// configuration is GetFunctionConfiguration.
func (r *Runner) configuration(ctx context.Context, name, qualifier string) (*lambda.GetFunctionConfigurationOutput, error) {
	return control(ctx, r, "lambda:GetFunctionConfiguration", name, func(ctx context.Context) (*lambda.GetFunctionConfigurationOutput, error) {
		return r.api.GetFunctionConfiguration(ctx, &lambda.GetFunctionConfigurationInput{FunctionName: &name, Qualifier: optional(qualifier)})
	})
}

// account is what the account may have, as far as it tells: GetAccountSettings is
// not a must.
func (r *Runner) account(ctx context.Context) (lambdarules.Account, error) {
	out, err := control(ctx, r, "lambda:GetAccountSettings", "*", func(ctx context.Context) (*lambda.GetAccountSettingsOutput, error) {
		return r.api.GetAccountSettings(ctx, &lambda.GetAccountSettingsInput{})
	})
	switch {
	case ctx.Err() != nil:
		return lambdarules.Account{}, err
	case err != nil:
		r.warn(err.Error() + "; the account's limits are not checked beforehand")
		return lambdarules.Account{}, nil
	case out.AccountLimit == nil:
		return lambdarules.Account{}, nil
	}
	l := out.AccountLimit
	a := lambdarules.Account{Concurrency: int(l.ConcurrentExecutions)}
	if l.UnreservedConcurrentExecutions != nil {
		a.Unreserved = int(*l.UnreservedConcurrentExecutions)
	}
	return a, nil
}

// optional is a text that a call may do without.
func optional(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// architecture of the function's own package.
func (o *original) architecture() string {
	if len(o.Architectures) == 0 {
		return scenarios.DefaultArchitecture
	}
	return string(o.Architectures[0])
}

func (o *original) image() bool { return o.PackageType == types.PackageTypeImage }

// measurable refuses kinds of functions whose versions are not invoked as others
// are.
func (o *original) measurable() error {
	kind := ""
	switch {
	case o.CapacityProviderConfig != nil:
		kind = "runs on managed instances of a capacity provider, which are billed and scaled by the instance"
	case o.TenancyConfig != nil:
		kind = "isolates tenants, and each invocation must name one"
	case o.DurableConfig != nil:
		kind = "is durable: an invocation goes on beyond its answer"
	default:
		return nil
	}
	return fmt.Errorf("%s %s: this version cannot measure that", aws.ToString(o.FunctionName), kind)
}

// readable checks that all can be had which a run needs to know.
func (o *original) readable() error {
	if err := o.measurable(); err != nil {
		return err
	}
	if e := o.Environment; e != nil && e.Error != nil {
		return fmt.Errorf("the environment of %s cannot be read: %s: %s; allow kms:Decrypt on its key",
			aws.ToString(o.FunctionName), aws.ToString(e.Error.ErrorCode), aws.ToString(e.Error.Message))
	}
	if o.hidesReports() {
		return fmt.Errorf("%s logs as JSON with the system log level WARN, which hides REPORT and with it duration, memory and billed time: "+
			"set the level to INFO (aws lambda update-function-configuration --function-name %s --logging-config LogFormat=JSON,SystemLogLevel=INFO)",
			aws.ToString(o.FunctionName), aws.ToString(o.FunctionName))
	}
	return nil
}

// hidesReports reports whether the platform's own report is not logged: it is of
// level INFO. "By default, Lambda sets the system log level to INFO. With this
// setting, Lambda automatically sends "start" and "report" log messages to
// CloudWatch." https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
func (o *original) hidesReports() bool {
	return o.LoggingConfig != nil && o.LoggingConfig.LogFormat == types.LogFormatJson && o.LoggingConfig.SystemLogLevel == types.SystemLogLevelWarn
}

// config is what the table of rules judges.
func (o *original) config(w wanted, region string) lambdarules.Config {
	c := lambdarules.Config{
		MemoryMB: int(w.memory), Timeout: time.Duration(w.timeout) * time.Second, EphemeralMB: int(w.ephemeral),
		Architecture: w.architecture, Own: o.architecture(), Package: w.code, Image: o.image(), Runtime: string(o.Runtime), Region: region,
		FileSystem: len(o.FileSystemConfigs) > 0, SnapStart: w.snapStart, Reserved: w.reserved, Provisioned: w.provisioned,
	}
	for name, value := range w.environment {
		c.EnvironmentBytes += len(name) + len(value)
	}
	return c
}

// illegal is what the table says against variants, each rule once.
func (r *Runner) illegal(o *original, variants []scenarios.Variant) (all []lambdarules.Broken) {
	seen := map[string]bool{}
	for _, v := range variants {
		for _, b := range lambdarules.Check(o.config(o.want(r.target, v), r.target.Region), o.account) {
			if !seen[b.Says] {
				seen[b.Says] = true
				b.Says = r.scenario.Label(v) + ": " + b.Says
				all = append(all, b)
			}
		}
	}
	return all
}

// Check reads the function and the account, and refuses what cannot be measured
// or may not be. It changes nothing.
func (r *Runner) Check(ctx context.Context, variants []scenarios.Variant) error {
	own, err := r.read(ctx)
	if err != nil {
		return err
	}
	if err := own.readable(); err != nil {
		return err
	}
	if err := r.unmarked(ctx, own); err != nil {
		return fmt.Errorf("target %s: %w", r.target.Name, err)
	}
	if err := r.permitted(own, variants); err != nil {
		return err
	}
	var says []string
	for _, b := range r.illegal(own, variants) {
		says = append(says, b.String()+"; "+b.Fix)
	}
	if len(says) > 0 {
		return fmt.Errorf("target %s cannot be measured so:\n  %s", r.target.Name, strings.Join(says, "\n  "))
	}
	return nil
}

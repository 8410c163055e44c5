package lambdaapi

import (
	"context"
	"errors"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
)

func (b *bench) reserve(ctx context.Context, name string, n int32) error {
	_, err := b.PutFunctionConcurrency(ctx, &lambda.PutFunctionConcurrencyInput{FunctionName: &name, ReservedConcurrentExecutions: &n})
	return err
}

func (b *bench) provision(ctx context.Context, name, qualifier string, n int32) error {
	_, err := b.PutProvisionedConcurrencyConfig(ctx, &lambda.PutProvisionedConcurrencyConfigInput{
		FunctionName: &name, Qualifier: &qualifier, ProvisionedConcurrentExecutions: &n,
	})
	return err
}

func TestReservedConcurrency(t *testing.T) {
	b := start(t, Options{Account: sandbox.Account{Concurrency: 300}})
	ctx := t.Context()
	b.mustCreate(t, "fn", "other")
	get := func() *int32 {
		out, err := b.GetFunctionConcurrency(ctx, &lambda.GetFunctionConcurrencyInput{FunctionName: new("fn")})
		if err != nil {
			t.Fatal(err)
		}
		return out.ReservedConcurrentExecutions
	}
	if n := get(); n != nil {
		t.Errorf("at first %d is reserved", *n)
	}
	for _, n := range []int32{0, 200, 150} { // all that may be reserved, twice over, is no more than that
		if err := b.reserve(ctx, "fn", n); err != nil {
			t.Fatal(err)
		}
		if got := get(); got == nil || *got != n {
			t.Errorf("reserved %v, want %d", got, n)
		}
	}
	fn, err := b.GetFunction(ctx, &lambda.GetFunctionInput{FunctionName: new("fn")})
	if err != nil || *fn.Concurrency.ReservedConcurrentExecutions != 150 {
		t.Errorf("GetFunction: %v %v", fn, err)
	}
	const below = "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100]."
	wantError(t, b.reserve(ctx, "other", 51), codeInvalidParameter, below)
	if err := b.reserve(ctx, "other", 50); err != nil {
		t.Error(err)
	}
	settings, err := b.GetAccountSettings(ctx, &lambda.GetAccountSettingsInput{})
	if err != nil || settings.AccountLimit.ConcurrentExecutions != 300 || *settings.AccountLimit.UnreservedConcurrentExecutions != 100 || settings.AccountUsage.FunctionCount != 2 {
		t.Errorf("account %v %v", settings, err)
	}
	if _, err := b.DeleteFunctionConcurrency(ctx, &lambda.DeleteFunctionConcurrencyInput{FunctionName: new("fn")}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.DeleteFunction(ctx, &lambda.DeleteFunctionInput{FunctionName: new("other")}); err != nil {
		t.Fatal(err)
	}
	wantTold(t, b.fake, "reserved fn 0", "reserved fn 200", "reserved fn 150", "reserved other 50", "reserved fn none",
		"retire other:$LATEST 128 MB", "reserved other none")
}

func TestReservedConcurrencyErrors(t *testing.T) {
	b := start(t, Options{Account: sandbox.Account{Concurrency: 10}})
	b.mustCreate(t, "fn")
	runFailures(t, []failure{
		{"no function", func(ctx context.Context) error { return b.reserve(ctx, "none", 1) }, codeNotFound, "Function not found: " + arn("none:$LATEST")},
		{"qualified", func(ctx context.Context) error { return b.reserve(ctx, "fn:1", 1) }, codeInvalidParameter,
			"This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN."},
		{"negative", func(ctx context.Context) error { return b.reserve(ctx, "fn", -1) }, codeValidation,
			"1 validation error detected: Value '-1' at 'reservedConcurrentExecutions' failed to satisfy constraint: Member must have value greater than or equal to 0"},
		{"small account", func(ctx context.Context) error { return b.reserve(ctx, "fn", 1) }, codeInvalidParameter,
			"Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [10]."},
	})
}

func TestProvisionedConcurrency(t *testing.T) {
	b := start(t, Options{})
	ctx := t.Context()
	b.mustCreate(t, "fn")
	b.mustPublish(t, "fn", "one")
	b.fake.takeTold()
	out, err := b.PutProvisionedConcurrencyConfig(ctx, &lambda.PutProvisionedConcurrencyConfigInput{FunctionName: new("fn"), Qualifier: new("1"), ProvisionedConcurrentExecutions: new(int32(2))})
	if err != nil || out.Status != types.ProvisionedConcurrencyStatusEnumInProgress || *out.RequestedProvisionedConcurrentExecutions != 2 {
		t.Fatalf("put %v %v", out, err)
	}
	for _, tc := range []struct {
		ready  int
		err    error
		status types.ProvisionedConcurrencyStatusEnum
		reason string
	}{
		{1, nil, types.ProvisionedConcurrencyStatusEnumInProgress, ""},
		{0, errors.New("exit status 1"), types.ProvisionedConcurrencyStatusEnumFailed, "FUNCTION_ERROR_INIT_FAILURE: exit status 1"},
		{2, nil, types.ProvisionedConcurrencyStatusEnumReady, ""},
	} {
		b.fake.ready, b.fake.initError = tc.ready, tc.err
		got, err := b.GetProvisionedConcurrencyConfig(ctx, &lambda.GetProvisionedConcurrencyConfigInput{FunctionName: new("fn"), Qualifier: new("1")})
		if err != nil {
			t.Fatal(err)
		}
		reason := ""
		if got.StatusReason != nil {
			reason = *got.StatusReason
		}
		if got.Status != tc.status || reason != tc.reason || int(*got.AvailableProvisionedConcurrentExecutions) != tc.ready {
			t.Errorf("%d ready: %s %q", tc.ready, got.Status, reason)
		}
	}
	list, err := b.ListProvisionedConcurrencyConfigs(ctx, &lambda.ListProvisionedConcurrencyConfigsInput{FunctionName: new("fn")})
	if err != nil || len(list.ProvisionedConcurrencyConfigs) != 1 || *list.ProvisionedConcurrencyConfigs[0].FunctionArn != arn("fn:1") {
		t.Errorf("list %v %v", list, err)
	}
	if _, err := b.DeleteProvisionedConcurrencyConfig(ctx, &lambda.DeleteProvisionedConcurrencyConfigInput{FunctionName: new("fn"), Qualifier: new("1")}); err != nil {
		t.Fatal(err)
	}
	wantTold(t, b.fake, "provisioned fn:1 2", "provisioned fn:1 0")
}

func TestProvisionedFollowsItsAlias(t *testing.T) {
	b := start(t, Options{})
	ctx := t.Context()
	b.mustCreate(t, "fn")
	b.mustPublish(t, "fn", "one")
	b.mustPublish(t, "fn", "two")
	if _, err := b.CreateAlias(ctx, &lambda.CreateAliasInput{FunctionName: new("fn"), Name: new("live"), FunctionVersion: new("1")}); err != nil {
		t.Fatal(err)
	}
	b.fake.takeTold()
	if err := b.provision(ctx, "fn", "live", 3); err != nil {
		t.Fatal(err)
	}
	wantError(t, b.provision(ctx, "fn", "1", 1), codeConflict, "Version is pointed by a Provisioned Concurrency alias")
	_, err := b.UpdateAlias(ctx, &lambda.UpdateAliasInput{FunctionName: new("fn"), Name: new("live"), FunctionVersion: new(latest)})
	wantError(t, err, codeInvalidParameter, unpublished)
	if _, err := b.UpdateAlias(ctx, &lambda.UpdateAliasInput{FunctionName: new("fn"), Name: new("live"), FunctionVersion: new("2")}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.DeleteFunction(ctx, &lambda.DeleteFunctionInput{FunctionName: new("fn")}); err != nil {
		t.Fatal(err)
	}
	wantTold(t, b.fake, "provisioned fn:1 3", "provisioned fn:1 0", "provisioned fn:2 3", "provisioned fn:2 0",
		"retire fn:1 128 MB", "retire fn:2 128 MB", "retire fn:$LATEST 128 MB")
}

func TestProvisionedErrors(t *testing.T) {
	b := start(t, Options{Account: sandbox.Account{Concurrency: 300}})
	ctx := t.Context()
	b.mustCreate(t, "fn", "held")
	b.mustPublish(t, "fn", "one")
	b.mustPublish(t, "held", "one")
	if err := errors.Join(b.reserve(ctx, "held", 5), b.provision(ctx, "held", "1", 2)); err != nil {
		t.Fatal(err)
	}
	if _, err := b.CreateAlias(ctx, &lambda.CreateAliasInput{FunctionName: new("held"), Name: new("live"), FunctionVersion: new("1")}); err != nil {
		t.Fatal(err)
	}
	put := func(name, qualifier string, n int32) func(context.Context) error {
		return func(ctx context.Context) error { return b.provision(ctx, name, qualifier, n) }
	}
	get := func(name, qualifier string) func(context.Context) error {
		return func(ctx context.Context) error {
			_, err := b.GetProvisionedConcurrencyConfig(ctx, &lambda.GetProvisionedConcurrencyConfigInput{FunctionName: &name, Qualifier: &qualifier})
			return err
		}
	}
	runFailures(t, []failure{
		{"put $LATEST", put("fn", latest, 1), codeInvalidParameter, "Provisioned Concurrency Configs cannot be applied to unpublished function versions."},
		{"put 0", put("fn", "1", 0), codeValidation, "1 validation error detected: Value '0' at 'provisionedConcurrentExecutions' failed to satisfy constraint: Member must have value greater than or equal to 1"},
		{"put to no version", put("fn", "10", 1), codeNotFound, "Function not found: " + arn("fn:10")},
		{"put to no alias", put("fn", "noalias", 1), codeNotFound, "Cannot find alias arn: " + arn("fn:noalias")},
		{"put to no function", put("none", "1", 1), codeNotFound, "Function not found: " + arn("none:1")},
		{"put to alias of provisioned", put("held", "live", 1), codeConflict, "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version"},
		{"put more than reserved", put("held", "1", 6), codeInvalidParameter, "Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function"},
		{"put more than there is", put("fn", "1", 296), codeInvalidParameter, "Specified ConcurrentExecutions for function is greater than account's unreserved concurrency [295]."},
		{"put more than may be", put("fn", "1", 196), codeInvalidParameter, "Specified ConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100]."},
		{"reserve less", func(ctx context.Context) error { return b.reserve(ctx, "held", 1) }, codeInvalidParameter,
			" ReservedConcurrentExecutions  1 should not be lower than function's total provisioned concurrency [2]."},
		{"get none", get("fn", "1"), codeProvisionedNotFound, "No Provisioned Concurrency Config found for this function"},
		{"get $LATEST", get("fn", latest), codeInvalidParameter, "The function resource provided must be an alias or a published version."},
		{"list of none", func(ctx context.Context) error {
			_, err := b.ListProvisionedConcurrencyConfigs(ctx, &lambda.ListProvisionedConcurrencyConfigsInput{FunctionName: new("none")})
			return err
		}, codeNotFound, "Function not found: " + arn("none")},
	})
}

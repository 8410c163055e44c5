package onaws

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// settled waits until a function is active and no update of it is in progress.
// https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html
func (r *Runner) settled(ctx context.Context, name string) error {
	return r.await(ctx, name+" is to be active", func(ctx context.Context) (bool, error) {
		out, err := r.configuration(ctx, name, "")
		if isGone(err) { // it was made a moment ago, and not everybody knows
			return false, nil
		}
		if err != nil {
			return false, err
		}
		return isSettled(out)
	})
}

// isSettled reports whether a function is as it is to stay; the error says that
// it never will.
func isSettled(out *lambda.GetFunctionConfigurationOutput) (bool, error) {
	name := aws.ToString(out.FunctionName)
	switch {
	case out.State == types.StateFailed:
		return false, fmt.Errorf("%s failed: %s", name, aws.ToString(out.StateReason))
	case out.LastUpdateStatus == types.LastUpdateStatusFailed:
		return false, fmt.Errorf("the update of %s failed: %s", name, aws.ToString(out.LastUpdateStatusReason))
	}
	// Those of before states have none. An inactive function becomes active when it is invoked.
	return (out.State == "" || out.State == types.StateActive || out.State == types.StateInactive) &&
		(out.LastUpdateStatus == "" || out.LastUpdateStatus == types.LastUpdateStatusSuccessful), nil
}

// updated waits until $LATEST of the host is what an update asked for, and returns
// its revision. The first answers after an update may be of before it; what is
// neither of before nor of ours is somebody else's.
func (r *Runner) updated(ctx context.Context, in *lambda.UpdateFunctionConfigurationInput) (revision string, err error) {
	mine := r.target.Mode != scenarios.ModeVersions
	err = r.await(ctx, fmt.Sprintf("%s is to have %d MB", r.host, *in.MemorySize), func(ctx context.Context) (bool, error) {
		out, err := r.configuration(ctx, r.host, "")
		if err != nil {
			return false, err
		}
		revision = aws.ToString(out.RevisionId)
		is, err := isSettled(out)
		if err != nil || mine {
			return is && aws.ToInt32(out.MemorySize) == *in.MemorySize && aws.ToString(out.Description) == *in.Description, err
		}
		now := content(out)
		if now == r.left {
			return false, nil
		}
		if aws.ToString(out.Description) != *in.Description || len(asked(in, out).unlike(shapeNow(out))) > 0 {
			return false, r.overtaken()
		}
		if is {
			r.left = now
		}
		return is, nil
	})
	return revision, err
}

// active waits until a version can be invoked and has the memory asked for; a
// snapshot is made meanwhile where there is to be one.
func (r *Runner) active(ctx context.Context, number string, w wanted) error {
	what := fmt.Sprintf("version %s of %s is to be active with %d MB", number, r.host, w.memory)
	return r.await(ctx, what, func(ctx context.Context) (bool, error) {
		out, err := r.configuration(ctx, r.host, number)
		if isGone(err) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		is, err := isSettled(out)
		return is && aws.ToInt32(out.MemorySize) == w.memory && hasArchitecture(out, w), err
	})
}

func hasArchitecture(out *lambda.GetFunctionConfigurationOutput, w wanted) bool {
	return len(out.Architectures) == 0 || string(out.Architectures[0]) == w.architecture
}

// areReady waits until so many environments of a version are ready.
func (r *Runner) areReady(ctx context.Context, number string, n int) error {
	what := fmt.Sprintf("%d environments of version %s of %s are to be ready", n, number, r.host)
	return r.await(ctx, what, func(ctx context.Context) (bool, error) {
		out, err := control(ctx, r, "lambda:GetProvisionedConcurrencyConfig", r.host, func(ctx context.Context) (*lambda.GetProvisionedConcurrencyConfigOutput, error) {
			return r.api.GetProvisionedConcurrencyConfig(ctx, &lambda.GetProvisionedConcurrencyConfigInput{FunctionName: &r.host, Qualifier: &number})
		})
		switch {
		case isGone(err):
			return false, nil
		case err != nil:
			return false, err
		case out.Status == types.ProvisionedConcurrencyStatusEnumFailed:
			return false, fmt.Errorf("%s: it failed: %s", what, aws.ToString(out.StatusReason))
		}
		return out.Status == types.ProvisionedConcurrencyStatusEnumReady, nil
	})
}

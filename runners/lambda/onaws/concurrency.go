package onaws

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// reserve gives the function the reserved concurrency that a variant asks for.
// It is the function's, not a version's, so it changes with each block.
func (r *Runner) reserve(ctx context.Context, w wanted) error {
	if w.reserved == nil && !w.unreserved {
		return nil
	}
	now, err := r.reservedOf(ctx, r.host)
	if err != nil {
		return err
	}
	if r.set != nil && !same(now, r.set.last()) {
		return fmt.Errorf("somebody else changed the reserved concurrency of %s while it was measured, from %s to %s: the run ends, and leaves it so", r.host, reservation(r.set.last()), reservation(now))
	}
	if same(now, w.reserved) {
		return nil
	}
	change := concurrency{Reserved: now}
	if r.set != nil {
		change = *r.set
	}
	change.Ours = append(slices.Clone(change.Ours), w.reserved)
	if _, err := r.before("lambda:PutFunctionConcurrency", r.host, change); err != nil {
		return err
	}
	r.set = &change
	return r.setReserved(ctx, r.host, w.reserved)
}

// reservation is reserved concurrency in words.
func reservation(n *int) string {
	if n == nil {
		return "none"
	}
	return strconv.Itoa(*n)
}

// reservedOf is a function's reserved concurrency, nil without.
func (r *Runner) reservedOf(ctx context.Context, function string) (*int, error) {
	out, err := control(ctx, r, "lambda:GetFunctionConcurrency", function, func(ctx context.Context) (*lambda.GetFunctionConcurrencyOutput, error) {
		return r.api.GetFunctionConcurrency(ctx, &lambda.GetFunctionConcurrencyInput{FunctionName: &function})
	})
	if err != nil || out.ReservedConcurrentExecutions == nil {
		return nil, err
	}
	n := int(*out.ReservedConcurrentExecutions)
	return &n, nil
}

// setReserved gives a function reserved concurrency, or takes it away, and waits
// until it is so.
func (r *Runner) setReserved(ctx context.Context, function string, n *int) error {
	if err := r.putReserved(ctx, function, n); err != nil {
		return err
	}
	return r.await(ctx, function+" is to have the reserved concurrency "+reservation(n), func(ctx context.Context) (bool, error) {
		now, err := r.reservedOf(ctx, function)
		return same(now, n), err
	})
}

func (r *Runner) putReserved(ctx context.Context, function string, n *int) error {
	var err error
	if n == nil {
		_, err = control(ctx, r, "lambda:DeleteFunctionConcurrency", function, func(ctx context.Context) (*lambda.DeleteFunctionConcurrencyOutput, error) {
			return r.api.DeleteFunctionConcurrency(ctx, &lambda.DeleteFunctionConcurrencyInput{FunctionName: &function})
		})
		return err
	}
	_, err = control(ctx, r, "lambda:PutFunctionConcurrency", function, func(ctx context.Context) (*lambda.PutFunctionConcurrencyOutput, error) {
		return r.api.PutFunctionConcurrency(ctx, &lambda.PutFunctionConcurrencyInput{FunctionName: &function, ReservedConcurrentExecutions: aws.Int32(int32(*n))})
	})
	return err
}

func same(a, b *int) bool { return a == nil && b == nil || a != nil && b != nil && *a == *b }

// provision keeps environments of a version initialised, and waits for them.
func (r *Runner) provision(ctx context.Context, at version) error {
	if _, err := r.before("lambda:PutProvisionedConcurrencyConfig", r.host, made{Description: at.mark}); err != nil {
		return err
	}
	if _, err := control(ctx, r, "lambda:PutProvisionedConcurrencyConfig", r.host, func(ctx context.Context) (*lambda.PutProvisionedConcurrencyConfigOutput, error) {
		return r.api.PutProvisionedConcurrencyConfig(ctx, &lambda.PutProvisionedConcurrencyConfigInput{
			FunctionName: &r.host, Qualifier: &at.number, ProvisionedConcurrentExecutions: aws.Int32(int32(at.provisioned)),
		})
	}); err != nil {
		return err
	}
	return r.areReady(ctx, at.number, at.provisioned)
}

// releaseOthers takes the provisioned concurrency of all other variants away: it
// is paid for by the time, and all that a function has provisioned must fit into
// what is reserved for it.
func (r *Runner) releaseOthers(ctx context.Context, v scenarios.Variant) error {
	for variant, other := range r.live { // changed by this goroutine alone
		if variant == v.Index || !other.ready {
			continue
		}
		if err := r.release(ctx, other.number); err != nil {
			return err
		}
		other.ready = false
		r.keep(variant, other)
	}
	return nil
}

// release takes the provisioned concurrency of a version away that is no
// longer invoked: it would be paid for, and hold what the next one needs. Its
// change in the journal stays until Restore finds that nothing is left of it.
func (r *Runner) release(ctx context.Context, number string) error {
	_, err := control(ctx, r, "lambda:DeleteProvisionedConcurrencyConfig", r.host+":"+number, func(ctx context.Context) (*lambda.DeleteProvisionedConcurrencyConfigOutput, error) {
		return r.api.DeleteProvisionedConcurrencyConfig(ctx, &lambda.DeleteProvisionedConcurrencyConfigInput{FunctionName: &r.host, Qualifier: &number})
	})
	return ignoreGone(err)
}

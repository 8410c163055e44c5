// Package lambda runs functions through the Lambda API. Against the local
// sandbox it is the same code as against AWS, with another endpoint.
package lambda

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/sweetspot-bench/sweetspot/internal/cloud"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/runners"
	"github.com/sweetspot-bench/sweetspot/runners/lambda/reply"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// longestTimeout is the longest time-out that a function may have.
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const longestTimeout = 900 * time.Second

// readyTimeout bounds how long a function may take to become active or updated.
const readyTimeout = time.Minute

// Runner sweeps one function: each variant is a function of its own, so that
// changing variants kills no warm environment.
type Runner struct {
	client *lambda.Client
	target scenarios.Target
	dir    string                          // where the target's command runs
	check  func([]scenarios.Variant) error // may these variants run here at all
	names  map[int]string                  // functions made, by variant
	traced bool                            // requests carry a trace
	cycles atomic.Int64
}

var _ runners.Runner = (*Runner)(nil)

// newClient speaks to endpoint without retries: a retried request would be
// measured as one slow one. Answers are awaited longer than any invocation may
// take.
func newClient(endpoint string, target scenarios.Target) *lambda.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.Proxy = nil
	transport.MaxIdleConns, transport.MaxIdleConnsPerHost = 0, 1<<16
	return lambda.New(lambda.Options{
		Region:       target.Region,
		BaseEndpoint: aws.String(endpoint),
		Credentials:  credentials.NewStaticCredentialsProvider("local", "local", ""),
		HTTPClient:   &http.Client{Transport: transport, Timeout: longestTimeout + time.Minute},
		Retryer:      aws.NopRetryer{},
	})
}

// Check makes the largest variant live and invokes it once, so that a handler
// that cannot start is known before anything is measured. An invocation that
// fails later than its init is the load's to count.
func (r *Runner) Check(ctx context.Context, variants []scenarios.Variant) error {
	if err := r.check(variants); err != nil {
		return err
	}
	largest := variants[0]
	for _, v := range variants {
		if v.MemoryMB > largest.MemoryMB {
			largest = v
		}
	}
	if err := r.Apply(ctx, largest); err != nil {
		return err
	}
	out, err := r.invoke(ctx, largest, []byte("{}"))
	if err != nil {
		return fmt.Errorf("%s: a first invocation failed: %w", r.target.HandlerText(), err)
	}
	log := reply.Log(out)
	if status, failed := reply.InitFailed(log); failed {
		return fmt.Errorf("%s cannot start (init %s): %s", r.target.HandlerText(), status, r.withoutSecrets(reply.Explain(out.Payload, log)))
	}
	return r.delete(ctx, largest.Index)
}

// withoutSecrets is what the function said without the secrets of its
// environment.
func (r *Runner) withoutSecrets(text string) string {
	for name, value := range r.target.Function.Env {
		if scenarios.IsSecretName(name) && value != "" {
			text = strings.ReplaceAll(text, value, "[redacted]")
		}
	}
	return text
}

// Apply creates the variant's function, if it is not there yet, and waits
// until it is active.
func (r *Runner) Apply(ctx context.Context, v scenarios.Variant) error {
	if _, live := r.names[v.Index]; live {
		return nil
	}
	input := r.create(v)
	if _, err := r.client.CreateFunction(ctx, input); err != nil {
		return fmt.Errorf("cannot create function %s: %w", *input.FunctionName, cloud.Plain(err))
	}
	r.names[v.Index] = *input.FunctionName
	waiter := lambda.NewFunctionActiveV2Waiter(r.client, func(o *lambda.FunctionActiveV2WaiterOptions) {
		o.MinDelay = 20 * time.Millisecond
	})
	return waiter.Wait(ctx, &lambda.GetFunctionInput{FunctionName: input.FunctionName}, readyTimeout)
}

// Name is the name of a live variant's function.
func (r *Runner) Name(v scenarios.Variant) string { return r.names[v.Index] }

// Invoke makes one synchronous invocation and reads its REPORT.
func (r *Runner) Invoke(ctx context.Context, v scenarios.Variant, p scenarios.Payload) measure.Sample {
	var sample measure.Sample
	if out, err := r.invoke(ctx, v, p.Body); err != nil {
		sample = reply.Refused(err)
	} else {
		sample = answer(out)
	}
	sample.BytesOut = int64(len(p.Body))
	return sample
}

// Recycle changes the function's environment, upon which Lambda serves it from
// new environments only.
func (r *Runner) Recycle(ctx context.Context, v scenarios.Variant) error {
	env := r.environment(v)
	env["SWEETSPOT_RECYCLE"] = strconv.FormatInt(r.cycles.Add(1), 10)
	name := aws.String(r.names[v.Index])
	_, err := r.client.UpdateFunctionConfiguration(ctx, &lambda.UpdateFunctionConfigurationInput{
		FunctionName: name, Environment: &types.Environment{Variables: env},
	})
	if err != nil {
		return fmt.Errorf("cannot recycle %s: %w", *name, cloud.Plain(err))
	}
	waiter := lambda.NewFunctionUpdatedV2Waiter(r.client, func(o *lambda.FunctionUpdatedV2WaiterOptions) {
		o.MinDelay = 20 * time.Millisecond
	})
	return waiter.Wait(ctx, &lambda.GetFunctionInput{FunctionName: name}, readyTimeout)
}

// Restore deletes every function that the runner made.
func (r *Runner) Restore(ctx context.Context) error {
	var errs []error
	for variant := range maps.Clone(r.names) {
		errs = append(errs, r.delete(ctx, variant))
	}
	return errors.Join(errs...)
}

func (r *Runner) delete(ctx context.Context, variant int) error {
	_, err := r.client.DeleteFunction(ctx, &lambda.DeleteFunctionInput{FunctionName: aws.String(r.names[variant])})
	if err != nil {
		return fmt.Errorf("cannot delete function %s: %w", r.names[variant], cloud.Plain(err))
	}
	delete(r.names, variant)
	return nil
}

func (r *Runner) invoke(ctx context.Context, v scenarios.Variant, payload []byte) (*lambda.InvokeOutput, error) {
	return r.client.Invoke(ctx, &lambda.InvokeInput{
		FunctionName: aws.String(r.names[v.Index]), Payload: payload, LogType: types.LogTypeTail,
	}, r.trace(ctx)...)
}

// trace is what makes an invocation part of its trace, where traces are asked for.
func (r *Runner) trace(ctx context.Context) []func(*lambda.Options) {
	if !r.traced {
		return nil
	}
	return reply.Traced(ctx)
}

// create describes the variant's function for CreateFunction.
func (r *Runner) create(v scenarios.Variant) *lambda.CreateFunctionInput {
	f := r.target.FunctionOf(v)
	input := &lambda.CreateFunctionInput{
		FunctionName:     aws.String(fmt.Sprintf("%.50s-%d", r.target.Name, v.Index)),
		Role:             aws.String("arn:aws:iam::123456789012:role/sweetspot-local"),
		Code:             &types.FunctionCode{S3Bucket: aws.String("local"), S3Key: aws.String("local")},
		MemorySize:       aws.Int32(int32(v.MemoryMB)),
		Timeout:          aws.Int32(int32((f.Timeout + time.Second - 1) / time.Second)),
		Architectures:    []types.Architecture{types.Architecture(v.Architecture)},
		EphemeralStorage: &types.EphemeralStorage{Size: aws.Int32(int32(f.EphemeralStorage >> 20))},
		Environment:      &types.Environment{Variables: r.environment(v)},
		Runtime:          types.Runtime(f.Runtime),
	}
	switch {
	case f.Handler != "":
		input.Handler = aws.String(f.Handler)
	case f.Python != "":
		input.Handler = aws.String("python:" + f.Python)
	case f.Node != "":
		input.Handler = aws.String("node:" + f.Node)
	default:
		input.PackageType = types.PackageTypeImage
		input.ImageConfig = &types.ImageConfig{Command: f.Command, WorkingDirectory: aws.String(r.dir)}
		input.Runtime = ""
	}
	return input
}

// environment is the function's own plus the variant's params.
func (r *Runner) environment(v scenarios.Variant) map[string]string {
	env := map[string]string{}
	maps.Copy(env, r.target.Function.Env)
	for _, p := range v.Variables() {
		env[p.Name] = p.Value
	}
	return env
}

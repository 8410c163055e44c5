package onaws

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/sweetspot-bench/sweetspot/internal/cloud"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/runners/lambda/reply"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// Invoke makes one synchronous invocation of the variant's version and reads the
// report that comes with the answer.
func (r *Runner) Invoke(ctx context.Context, v scenarios.Variant, p scenarios.Payload) measure.Sample {
	at, _ := r.at(v)
	sent := time.Now()
	out, err := r.api.Invoke(ctx, &lambda.InvokeInput{
		FunctionName: &r.host, Qualifier: &at.number, Payload: p.Body, LogType: types.LogTypeTail,
	}, r.trace(ctx)...)
	if err != nil {
		sample := reply.Refused(err)
		sample.Stale = r.notice(err) // it says nothing of the variant
		sample.BytesOut = int64(len(p.Body))
		return sample
	}
	sample, rep := reply.Sample(out)
	sample.Cold = kind(&sample, time.Since(sent), at.provisioned > 0)
	sample.BytesOut = int64(len(p.Body))
	if rep.MemoryMB != 0 && rep.MemoryMB != int(at.memory) || aws.ToString(out.ExecutedVersion) != at.number {
		sample.Stale = true
	}
	return sample
}

// notice keeps a refusal that every further invocation will meet, and reports
// whether it is one: of credentials that have expired, or a permission that is gone.
func (r *Runner) notice(err error) bool {
	switch cloud.CodeOf(err) {
	case "AccessDeniedException", "ExpiredToken", "ExpiredTokenException", "UnrecognizedClientException", "InvalidClientTokenId":
		r.mu.Lock()
		defer r.mu.Unlock()
		r.refused = r.failed(err, "lambda:InvokeFunction", r.host)
		return true
	}
	return false
}

// trace is what makes an invocation part of its trace, where traces are asked for.
func (r *Runner) trace(ctx context.Context) []func(*lambda.Options) {
	if r.scenario.Tracing == nil {
		return nil
	}
	return reply.Traced(ctx)
}

// kind tells apart what an Init Duration means. The caller of an invocation that
// was answered sooner than the init and the handler took together did not wait
// for the init: Lambda had done it beforehand, by itself or because environments
// are provisioned. "Lambda might also proactively initialize functions."
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
func kind(s *measure.Sample, took time.Duration, provisioned bool) measure.Cold {
	switch {
	case s.Cold != measure.ColdWaited || took >= s.Init+s.Duration:
		return s.Cold
	case provisioned:
		return measure.ColdProvisioned
	}
	return measure.ColdProactive
}

// Recycle makes the next invocation a cold start. Versions do not change, so the
// same is published again, of which no environment exists; or their idle
// environments are waited for.
func (r *Runner) Recycle(ctx context.Context, v scenarios.Variant) error {
	at, live := r.at(v)
	if !live {
		return fmt.Errorf("%s is not live", r.scenario.Label(v))
	}
	if r.scenario.ColdStarts != nil && r.scenario.ColdStarts.By == scenarios.ColdByIdle {
		return cloud.Pause(ctx, r.pace.Idle)
	}
	if at.ready {
		if err := r.release(ctx, at.number); err != nil {
			return err
		}
	}
	again, err := r.publish(ctx, v, at.wanted)
	if err != nil {
		return err
	}
	r.keep(v.Index, again)
	return r.keepReady(ctx, v, again)
}

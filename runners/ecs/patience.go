package ecs

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/aws/smithy-go"

	"github.com/sweetspot-bench/sweetspot/internal/cloud"
)

// Times of waiting for ECS.
const (
	pollEvery   = 2 * time.Second  // between looks at what changes
	unknownTime = time.Minute      // for a service that was made to be known
	putBackTime = 15 * time.Minute // for a service to go: tasks are drained for 300 s and stopped within 120 s at most by default
	firstPause  = time.Second      // after a throttled call; doubled with each one more
	mostPauses  = 6                // about a minute in all
	settleLooks = 5                // at what should be there, before it counts as never made
)

// clock is the time, to be replaced in tests.
type clock struct {
	now  func() time.Time
	wait func(ctx context.Context, d time.Duration) error
}

var wallClock = clock{now: time.Now, wait: func(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}}

// throttled are the codes of calls that were refused for their number. The SDK's
// own retries are off, so that they are seen here.
// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html:
// "If you exceed an API throttling quota, you get the ThrottlingException error code."
var throttled = []string{"ThrottlingException", "Throttling", "TooManyRequestsException", "RequestLimitExceeded"}

// code is the code of an API error, "" of any other.
func code(err error) string {
	if api, ok := errors.AsType[smithy.APIError](err); ok {
		return api.ErrorCode()
	}
	return ""
}

// call makes one call of the control plane by its IAM name. One that is
// throttled was not carried out: it is made again after a pause.
func call[I, O, options any](ctx context.Context, c clock, action string, do func(context.Context, I, ...func(*options)) (O, error), in I) (O, error) {
	pause := firstPause
	for tries := 1; ; tries++ {
		out, err := do(ctx, in)
		if err == nil || ctx.Err() != nil {
			return out, errors.Join(err, context.Cause(ctx))
		}
		if !slices.Contains(throttled, code(err)) {
			return out, &callError{action: action, err: err}
		}
		if tries > mostPauses {
			return out, fmt.Errorf("%s was throttled %d times in a row: %w; something else in the account calls ECS too often; run again later", action, tries, cloud.Plain(err))
		}
		if err := c.wait(ctx, pause); err != nil {
			return out, err
		}
		pause *= 2
	}
}

// callError is a call of the control plane that was refused.
type callError struct {
	action string
	err    error
}

// Error names the call, and the remedy where a permission is missing.
func (e *callError) Error() string {
	text := e.action + ": " + cloud.Plain(e.err).Error()
	switch code(e.err) {
	case "AccessDeniedException", "AccessDenied", "UnauthorizedException":
		text += "; allow " + e.action + " to the credentials in use, see sweetspot doctor"
	case "ExpiredTokenException", "ExpiredToken":
		text += "; renew the credentials"
	}
	return text
}

func (e *callError) Unwrap() error { return e.err }

package ecs

import (
	"context"
	"errors"
	"fmt"
	"time"

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

var wallClock = clock{now: time.Now, wait: cloud.Pause}

// call makes one call of the control plane by its IAM name. One that is
// throttled was not carried out: it is made again after a pause.
// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html:
// "If you exceed an API throttling quota, you get the ThrottlingException error code."
func call[I, O, options any](ctx context.Context, c clock, action string, do func(context.Context, I, ...func(*options)) (O, error), in I) (O, error) {
	patience := cloud.Patience{First: firstPause, Retries: mostPauses, Wait: c.wait}
	out, made, err := cloud.Repeat(ctx, patience, action, func(ctx context.Context) (O, error) { return do(ctx, in) })
	switch {
	case err == nil || ctx.Err() != nil:
		return out, errors.Join(err, context.Cause(ctx))
	case cloud.Throttled(err):
		return out, fmt.Errorf("%s was throttled %d times in a row: %w; something else in the account calls ECS too often; run again later", action, made, cloud.Plain(err))
	}
	return out, refusal(action, err)
}

// refusal says which call was refused, and what to do where that is known.
func refusal(action string, err error) error {
	text := action + ": " + cloud.Plain(err).Error()
	switch cloud.CodeOf(err) {
	case "AccessDeniedException", "AccessDenied", "UnauthorizedException":
		text += "; allow " + action + " to the credentials in use, see sweetspot doctor"
	case "ExpiredTokenException", "ExpiredToken":
		text += "; renew the credentials"
	}
	return &cloud.CallError{Text: text, Cause: err}
}

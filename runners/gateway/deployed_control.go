package gateway

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/aws/smithy-go"

	"github.com/sweetspot-bench/sweetspot/internal/cloud"
)

// control makes a call of the control plane, again where AWS throttled it: API
// Gateway's own is held to few calls a second. What fails is said with what can
// be done.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
func control[T any](ctx context.Context, pace Pace, action, resource string, call func(context.Context) (T, error)) (T, error) {
	for try, pause := 0, pace.Pause; ; try, pause = try+1, 2*pause {
		out, err := call(ctx)
		if err == nil {
			return out, nil
		}
		throttled := slices.Contains([]string{"TooManyRequestsException", "ThrottlingException", "Throttling"}, codeOf(err))
		if !throttled || try >= pace.Retries {
			return out, failed(err, action, resource)
		}
		if err := pauseFor(ctx, pause); err != nil {
			return out, err
		}
	}
}

// remedies say what can be done about an error of AWS's.
var remedies = map[string]string{
	"AccessDeniedException":       "allow it to the role or user that runs this (sweetspot doctor prints the policy)",
	"AccessDenied":                "allow it to the role or user that runs this (sweetspot doctor prints the policy)",
	"ExpiredTokenException":       "the credentials have expired: log in again, and have what is left put back with sweetspot restore",
	"ExpiredToken":                "the credentials have expired: log in again, and have what is left put back with sweetspot restore",
	"UnrecognizedClientException": "the credentials are not accepted: log in again",
	"NotFoundException":           "check gateway.api_id, gateway.stage and the target's region",
	"TooManyRequestsException":    "others use this account's control plane too; try again later",
	"ResourceConflictException":   "is somebody else changing it, a deployment say? Let it finish and run again",
	"PreconditionFailedException": "somebody else changed it meanwhile; nothing of theirs was overwritten",
}

// failed says which call failed, on what, and what can be done about it.
func failed(err error, action, resource string) error {
	said := fmt.Sprintf("%s %s: %v", action, resource, cloud.Plain(err))
	if do := remedies[codeOf(err)]; do != "" {
		said += "; " + do
	}
	return &callError{said, err}
}

// callError is a failed call in words, which still is what AWS answered.
type callError struct {
	text  string
	cause error
}

func (e *callError) Error() string { return e.text }
func (e *callError) Unwrap() error { return e.cause }

// codeOf is AWS's word for an error, "" for others.
func codeOf(err error) string {
	if api, ok := errors.AsType[smithy.APIError](err); ok {
		return api.ErrorCode()
	}
	return ""
}

// await asks until done says so, and bounds the waiting.
func await(ctx context.Context, pace Pace, what string, done func(context.Context) (bool, error)) error {
	deadline := time.Now().Add(pace.Ready)
	for {
		ok, err := done(ctx)
		if ok || err != nil {
			return err
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("%s: still not so after %s", what, pace.Ready)
		}
		if err := pauseFor(ctx, pace.Poll); err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
	}
}

func pauseFor(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-timer.C:
		return nil
	}
}

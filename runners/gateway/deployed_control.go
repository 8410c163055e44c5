package gateway

import (
	"context"
	"fmt"

	"github.com/sweetspot-bench/sweetspot/internal/cloud"
)

// control makes a call of the control plane, again where AWS throttled it: API
// Gateway's own is held to few calls a second. What fails is said with what can
// be done.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
func control[T any](ctx context.Context, pace Pace, action, resource string, call func(context.Context) (T, error)) (T, error) {
	out, _, err := cloud.Repeat(ctx, cloud.Patience{First: pace.Pause, Retries: pace.Retries}, action, call)
	if err != nil {
		return out, failed(err, action, resource)
	}
	return out, nil
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
	if do := remedies[cloud.CodeOf(err)]; do != "" {
		said += "; " + do
	}
	return &cloud.CallError{Text: said, Cause: err}
}

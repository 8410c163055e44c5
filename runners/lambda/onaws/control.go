package onaws

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/sweetspot-bench/sweetspot/internal/cloud"
)

// control makes a call of the control plane, again where AWS refused it without
// having looked at it: it was throttled, or the resource is still changing.
// "Throttling limits … apply to all control plane APIs in aggregate: 15 requests
// per second". https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
func control[T any](ctx context.Context, r *Runner, action, resource string, call func(context.Context) (T, error)) (T, error) {
	out, _, err := cloud.Repeat(ctx, cloud.Patience{First: r.pace.FirstRetry, Retries: r.pace.Retries, Again: changing}, action, call)
	return out, r.failed(err, action, resource)
}

// changing reports whether a call was refused while its resource still changes.
func changing(err error) bool {
	switch cloud.CodeOf(err) {
	case "OperationAbortedException":
		return true
	case "ResourceConflictException":
		return strings.Contains(err.Error(), "in progress") || strings.Contains(err.Error(), "Pending")
	}
	return false
}

// failed says which call failed, on what, and what can be done about it.
func (r *Runner) failed(err error, action, resource string) error {
	if err == nil {
		return nil
	}
	what, said, do := action+" "+resource, cloud.Plain(err), ""
	switch cloud.CodeOf(err) {
	case "AccessDeniedException", "AccessDenied", "UnauthorizedOperation":
		do = "allow " + action + " to the role or user that runs this (sweetspot doctor prints the policy)"
	case "ExpiredToken", "ExpiredTokenException", "UnrecognizedClientException", "InvalidClientTokenId", "InvalidSignatureException":
		do = "the credentials are not accepted: log in again, and have what is left put back with sweetspot restore"
	case "TooManyRequestsException", "ThrottlingException", "Throttling":
		do = fmt.Sprintf("it was throttled %d times: others use this account's control plane too; try again later", r.pace.Retries+1)
	case "ResourceConflictException":
		do = "is somebody else changing it, a deployment say? Let it finish and run again"
	case "PreconditionFailedException":
		do = "somebody else changed it meanwhile; nothing of theirs was overwritten"
	case "CodeStorageExceededException":
		do = "the account's room for code is full: delete old versions of functions"
	}
	if do != "" {
		do = "; " + do
	}
	return &cloud.CallError{Text: fmt.Sprintf("%s: %v%s", what, said, do), Cause: err}
}

// isGone reports whether what was asked for does not exist.
func isGone(err error) bool {
	var gone *types.ResourceNotFoundException
	var unprovisioned *types.ProvisionedConcurrencyConfigNotFoundException
	return errors.As(err, &gone) || errors.As(err, &unprovisioned) || cloud.CodeOf(err) == "ResourceNotFoundException"
}

// await asks until done says so, and bounds the waiting. done's error ends it.
func (r *Runner) await(ctx context.Context, what string, done func(context.Context) (bool, error)) error {
	return cloud.Await(ctx, r.pace.Poll, r.pace.Ready, what, done)
}

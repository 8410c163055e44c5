package onaws

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/smithy-go"

	"github.com/sweetspot-bench/sweetspot/internal/cloud"
)

// control makes a call of the control plane, again where AWS refused it without
// having looked at it: it was throttled, or the resource is still changing.
// "Throttling limits … apply to all control plane APIs in aggregate: 15 requests
// per second". https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
func control[T any](ctx context.Context, r *Runner, action, resource string, call func(context.Context) (T, error)) (T, error) {
	pause := r.pace.FirstRetry
	for try := 0; ; try++ {
		out, err := call(ctx)
		if err == nil || try >= r.pace.Retries || !again(err) && (!broken(err) || !reads(action)) {
			return out, r.failed(err, action, resource)
		}
		if err := sleep(ctx, pause); err != nil {
			return out, err
		}
		pause *= 2
	}
}

// again reports whether a call was refused for the moment.
func again(err error) bool {
	switch code := codeOf(err); code {
	case "TooManyRequestsException", "ThrottlingException", "Throttling", "RequestLimitExceeded", "OperationAbortedException":
		return true
	case "ResourceConflictException":
		return strings.Contains(err.Error(), "in progress") || strings.Contains(err.Error(), "Pending")
	}
	return false
}

// broken reports whether an answer broke off. The SDK closes the body of a request
// while Go's transport may still look for its end, upon which the transport closes
// the connection under the answer; on loopback that happens now and then.
func broken(err error) bool {
	return errors.Is(err, net.ErrClosed) || strings.Contains(err.Error(), net.ErrClosed.Error())
}

// reads reports whether a call changes nothing, so that it may be made twice.
func reads(action string) bool {
	_, call, _ := strings.Cut(action, ":")
	for _, verb := range []string{"Get", "List", "Describe", "Filter"} {
		if strings.HasPrefix(call, verb) {
			return true
		}
	}
	return false
}

// failed says which call failed, on what, and what can be done about it.
func (r *Runner) failed(err error, action, resource string) error {
	if err == nil {
		return nil
	}
	what, said, do := action+" "+resource, cloud.Plain(err), ""
	switch codeOf(err) {
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
	return &callError{fmt.Sprintf("%s: %v%s", what, said, do), err}
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

// isGone reports whether what was asked for does not exist.
func isGone(err error) bool {
	var gone *types.ResourceNotFoundException
	var unprovisioned *types.ProvisionedConcurrencyConfigNotFoundException
	return errors.As(err, &gone) || errors.As(err, &unprovisioned) || codeOf(err) == "ResourceNotFoundException"
}

// await asks until done says so, and bounds the waiting. done's error ends it.
func (r *Runner) await(ctx context.Context, what string, done func(context.Context) (bool, error)) error {
	deadline := time.Now().Add(r.pace.Ready)
	for {
		ok, err := done(ctx)
		if ok || err != nil {
			return err
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("%s: still not so after %s", what, r.pace.Ready)
		}
		if err := sleep(ctx, r.pace.Poll); err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-timer.C:
		return nil
	}
}

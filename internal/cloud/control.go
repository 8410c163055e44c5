package cloud

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/aws/smithy-go"
)

// Patience says how often and when a call of a control plane is made again.
type Patience struct {
	First   time.Duration                              // before the first repetition; it doubles
	Retries int                                        // repetitions at most
	Again   func(error) bool                           // errors beside throttling of calls that were not carried out; nil: none
	Wait    func(context.Context, time.Duration) error // Pause when nil
}

// Repeat makes a call by its IAM name, such as "lambda:GetFunction", again where
// AWS refused it without having looked at it, or where the answer to one that
// only reads broke off. It returns how often the call was made.
func Repeat[T any](ctx context.Context, p Patience, action string, call func(context.Context) (T, error)) (out T, made int, err error) {
	wait := p.Wait
	if wait == nil {
		wait = Pause
	}
	for pause := p.First; ; pause *= 2 {
		out, err = call(ctx)
		made++
		if err == nil || made > p.Retries || !p.again(action, err) {
			return out, made, err
		}
		if err := wait(ctx, pause); err != nil {
			return out, made, err
		}
	}
}

func (p Patience) again(action string, err error) bool {
	return Throttled(err) || p.Again != nil && p.Again(err) || brokenOff(err) && reads(action)
}

// Throttled reports whether a call was refused for the number of calls.
func Throttled(err error) bool {
	return slices.Contains([]string{"TooManyRequestsException", "ThrottlingException", "Throttling", "RequestLimitExceeded"}, CodeOf(err))
}

// CodeOf is AWS's word for an error, "" for others.
func CodeOf(err error) string {
	if api, ok := errors.AsType[smithy.APIError](err); ok {
		return api.ErrorCode()
	}
	return ""
}

// brokenOff reports whether an answer broke off. The SDK closes the body of a
// request while Go's transport may still look for its end, upon which the
// transport closes the connection under the answer; on loopback that happens now
// and then.
func brokenOff(err error) bool {
	return errors.Is(err, net.ErrClosed) || strings.Contains(err.Error(), net.ErrClosed.Error())
}

// reads reports whether a call changes nothing, so that it may be made twice.
func reads(action string) bool {
	_, call, _ := strings.Cut(action, ":")
	return slices.ContainsFunc([]string{"Get", "List", "Describe", "Filter", "GET"}, func(verb string) bool { return strings.HasPrefix(call, verb) })
}

// CallError is a failed call in words for people, which still is what AWS answered.
type CallError struct {
	Text  string
	Cause error
}

// Error implements error.
func (e *CallError) Error() string { return e.Text }

// Unwrap gives what AWS answered.
func (e *CallError) Unwrap() error { return e.Cause }

// Await asks every so often until done says so, for a time at most. done's error
// ends it.
func Await(ctx context.Context, every, within time.Duration, what string, done func(context.Context) (bool, error)) error {
	deadline := time.Now().Add(within)
	for {
		ok, err := done(ctx)
		if ok || err != nil {
			return err
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("%s: still not so after %s", what, within)
		}
		if err := Pause(ctx, every); err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
	}
}

// Pause waits for a time, or until ctx ends.
func Pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-timer.C:
		return nil
	}
}

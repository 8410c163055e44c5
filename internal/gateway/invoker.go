package gateway

import (
	"context"

	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
)

// Invoker calls functions.
type Invoker interface {
	// Invoke runs a function synchronously and waits for its end, at most until
	// ctx ends; the function may run on. The error is a *sandbox.ThrottleError,
	// ctx's error, or says why the function could not be called; a function that
	// fails is a Result.
	Invoke(ctx context.Context, function string, event []byte, traceID string) (*sandbox.Result, error)
}

// InvokerFunc is a function as an Invoker, such as (*lambdaapi.Server).Call.
type InvokerFunc func(ctx context.Context, function string, event []byte, traceID string) (*sandbox.Result, error)

// Invoke calls f.
func (f InvokerFunc) Invoke(ctx context.Context, function string, event []byte, traceID string) (*sandbox.Result, error) {
	return f(ctx, function, event, traceID)
}

var _ Invoker = InvokerFunc(nil)

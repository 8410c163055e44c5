package lambdaapi

import (
	"context"

	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
)

// Call invokes a function of this process without HTTP: by its name, ARN or
// "name:qualifier", synchronously. The error is a *sandbox.ThrottleError, ctx's
// error, or says that there is no such function; an invocation that was handed
// out runs on when ctx ends, as on Lambda.
func (s *Server) Call(ctx context.Context, function string, payload []byte, traceID string) (*sandbox.Result, error) {
	ref, err := s.resolveName(function, "")
	if err != nil {
		return nil, err
	}
	rev, err := s.target(ref)
	if err != nil {
		return nil, err
	}
	return s.invoker.Invoke(ctx, sandbox.Request{
		Revision: rev, InvokedARN: s.registry.arn(ref.name, ref.qualifier), Payload: payload, TraceID: traceID,
	})
}

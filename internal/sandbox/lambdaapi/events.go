package lambdaapi

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
)

// Bounds of the queue of asynchronous invocations. AWS keeps an event for six
// hours, and backs off from one second to five minutes while it is throttled.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
const (
	maxEvents       = 1000
	maxQueuedBytes  = 64 << 20
	maxEventAge     = 6 * time.Hour
	minEventBackoff = time.Second
	maxEventBackoff = 5 * time.Minute
)

// eventQueue runs asynchronous invocations, each in a goroutine of its own;
// the platform's concurrency limits are what holds them back.
type eventQueue struct {
	ctx    context.Context
	invoke func(context.Context, *invocation) (*sandbox.Result, error)
	retry  []time.Duration

	wg     sync.WaitGroup
	mu     sync.Mutex
	closed bool
	count  int
	bytes  int
}

func newEventQueue(ctx context.Context, invoke func(context.Context, *invocation) (*sandbox.Result, error), retry []time.Duration) *eventQueue {
	return &eventQueue{ctx: ctx, invoke: invoke, retry: retry}
}

// add takes an event, or reports that the queue is full or closed.
func (q *eventQueue) add(inv *invocation) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	size := len(inv.request.Payload)
	if q.closed || q.count >= maxEvents || q.bytes+size > maxQueuedBytes {
		return false
	}
	q.count++
	q.bytes += size
	q.wg.Go(func() {
		defer q.done(size)
		q.run(inv)
	})
	return true
}

func (q *eventQueue) done(size int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.count--
	q.bytes -= size
}

// close takes no more events and waits until none is left. Ending the context
// first drops those that wait for a retry.
func (q *eventQueue) close() {
	q.mu.Lock()
	q.closed = true
	q.mu.Unlock()
	q.wg.Wait()
}

// run invokes until the event has succeeded or its retries are used up. The
// request id stays the same. A throttle or a failure of the platform is no
// attempt: the event waits and tries again, until it is too old.
func (q *eventQueue) run(inv *invocation) {
	deadline := time.Now().Add(maxEventAge)
	failures, backoff := 0, minEventBackoff
	for time.Now().Before(deadline) {
		res, err := q.invoke(q.ctx, inv)
		var pause time.Duration
		switch {
		case err == nil && res.FunctionError == "":
			return
		case err == nil:
			if failures == len(q.retry) {
				return
			}
			pause = q.retry[failures]
			failures++
		case isGone(err):
			return
		default:
			pause = backoff
			backoff = min(2*backoff, maxEventBackoff)
		}
		if !sleep(q.ctx, pause) {
			return
		}
	}
}

// isGone reports whether an event's function or version is no longer there.
func isGone(err error) bool {
	var f *fault
	return errors.As(err, &f) && f.code == codeNotFound
}

func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// acceptEvent queues an asynchronous invocation.
func (s *Server) acceptEvent(w http.ResponseWriter, inv *invocation) {
	inv.request.ClientContext = "" // AWS passes it to synchronous invocations only
	if !s.events.add(inv) {
		writeFault(w, &fault{code: codeTooMany, message: "Rate Exceeded.", reason: "CallerRateLimitExceeded"})
		return
	}
	w.WriteHeader(http.StatusAccepted)
}

// invokeEvent runs an event once, on what its function is by now.
func (s *Server) invokeEvent(ctx context.Context, inv *invocation) (*sandbox.Result, error) {
	rev, err := s.target(inv.function)
	if err != nil {
		return nil, err
	}
	request := inv.request
	request.Revision = rev
	return s.invoker.Invoke(ctx, request)
}

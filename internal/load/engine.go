package load

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// DefaultMaxWorkers bounds how many requests are in flight at once.
const DefaultMaxWorkers = 1000

// Engine drives load. A worker owns one sample, which it hands to Send and
// Record; neither may keep it.
type Engine struct {
	// Send makes request seq (from 0) and writes what it learned into an empty
	// sample. The engine fills in the times, Seq and WorkerFree. It is called
	// from many goroutines.
	Send func(ctx context.Context, seq int, s *measure.Sample)
	// Record is called once for every request that was answered or dropped,
	// from many goroutines.
	Record     func(s *measure.Sample)
	MaxWorkers int // DefaultMaxWorkers when 0
	// Bound, where it is set, bounds the workers of the open model further while
	// it goes on. It is called from many goroutines and must not wait.
	Bound func() int
	Stop  <-chan struct{} // closed: nothing more is sent, what is in flight ends
	// DropAfter is how late a send of the open model may go out: one that is
	// later is recorded as dropped instead. 0: every send goes out, however late.
	DropAfter time.Duration
	// CoarseTimers waits on the runtime's timers, which a test in virtual time
	// needs; they may be a millisecond late.
	CoarseTimers bool
}

// Open sends on schedule, whatever the target does, and returns when the last
// answer is there. With all workers busy a send goes late and its wait counts
// as latency. A cancelled ctx ends it at once; requests that it cuts off are
// not recorded.
func (e *Engine) Open(ctx context.Context, s Schedule) measure.Generator {
	d := &dispatch{engine: e, schedule: s}
	return d.run(ctx)
}

// Closed runs callers that each send again as soon as they have their answer:
// invocations times in all, or for the given time when invocations is 0.
func (e *Engine) Closed(ctx context.Context, callers, invocations int, length time.Duration) measure.Generator {
	var next atomic.Int64
	var wg sync.WaitGroup
	watch := watchGenerator()
	for range callers {
		wg.Go(func() {
			var sample measure.Sample
			for !e.stopped(ctx) {
				seq := int(next.Add(1) - 1)
				now := time.Now()
				if invocations > 0 && seq >= invocations || invocations == 0 && now.Sub(watch.start) >= length {
					return
				}
				e.send(ctx, &sample, seq, now, true)
			}
		})
	}
	wg.Wait()
	return watch.report(callers, 0, callers)
}

// Burst sends n requests at once and waits for their answers.
func (e *Engine) Burst(ctx context.Context, n int) measure.Generator {
	var wg sync.WaitGroup
	release := make(chan struct{})
	watch := watchGenerator()
	var start time.Time
	for seq := range n {
		wg.Go(func() {
			var sample measure.Sample
			<-release
			e.send(ctx, &sample, seq, start, true)
		})
	}
	start = time.Now()
	close(release)
	wg.Wait()
	return watch.report(n, 0, n)
}

// send makes one request and records it, unless ctx cut it off.
func (e *Engine) send(ctx context.Context, s *measure.Sample, seq int, intended time.Time, free bool) {
	*s = measure.Sample{}
	sent := time.Now()
	e.Send(ctx, seq, s)
	end := time.Now()
	if s.Outcome == measure.OutcomeTransport && ctx.Err() != nil {
		return
	}
	s.Seq, s.WorkerFree = seq, free
	s.Intended, s.Sent, s.End = intended, sent, end
	e.Record(s)
}

// drop records a send that was not made: its wait has no service.
func (e *Engine) drop(s *measure.Sample, seq int, intended time.Time, free bool) {
	now := time.Now()
	*s = measure.Sample{
		Seq: seq, WorkerFree: free, Intended: intended, Sent: now, End: now,
		Outcome: measure.OutcomeDropped, Reason: "no sender was free in time", Cold: measure.ColdNone,
	}
	e.Record(s)
}

func (e *Engine) stopped(ctx context.Context) bool {
	select {
	case <-ctx.Done():
		return true
	case <-e.Stop:
		return true
	default:
		return false
	}
}

func (e *Engine) maxWorkers() int {
	if e.MaxWorkers == 0 {
		return DefaultMaxWorkers
	}
	return e.MaxWorkers
}

// bound is how many workers there may be now.
func (e *Engine) bound() int {
	if e.Bound == nil {
		return e.maxWorkers()
	}
	return min(e.maxWorkers(), e.Bound())
}

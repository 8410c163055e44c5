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

// Send makes request seq (from 0) and returns what it learned. The engine
// fills in the times, Seq and WorkerFree. It is called from many goroutines.
type Send func(ctx context.Context, seq int) measure.Sample

// Engine drives load. Record is called once for every request that was
// answered, from many goroutines.
type Engine struct {
	Send       Send
	Record     func(measure.Sample)
	MaxWorkers int             // DefaultMaxWorkers when 0
	Stop       <-chan struct{} // closed: nothing more is sent, what is in flight ends
}

// Open sends on schedule, whatever the target does, and returns when the last
// answer is there. Idle workers claim the next intended time and wait for it;
// a worker that leaves to send makes sure that another stands ready, up to
// MaxWorkers. With all of them busy a send goes late and its wait counts as
// latency. A cancelled ctx ends it at once; requests that it cuts off are not
// recorded.
func (e *Engine) Open(ctx context.Context, s Schedule) {
	d := &dispatch{engine: e, schedule: s, start: time.Now()}
	d.grow(ctx)
	d.workers.Wait()
}

// Closed runs callers that each send again as soon as they have their answer:
// invocations times in all, or for the given time when invocations is 0.
func (e *Engine) Closed(ctx context.Context, callers, invocations int, length time.Duration) {
	var next atomic.Int64
	var wg sync.WaitGroup
	start := time.Now()
	for range callers {
		wg.Go(func() {
			for !e.stopped(ctx) {
				seq := int(next.Add(1) - 1)
				now := time.Now()
				if invocations > 0 && seq >= invocations || invocations == 0 && now.Sub(start) >= length {
					return
				}
				e.send(ctx, seq, now, true)
			}
		})
	}
	wg.Wait()
}

// Burst sends n requests at once and waits for their answers.
func (e *Engine) Burst(ctx context.Context, n int) {
	var wg sync.WaitGroup
	release := make(chan struct{})
	var start time.Time
	for seq := range n {
		wg.Go(func() {
			<-release
			e.send(ctx, seq, start, true)
		})
	}
	start = time.Now()
	close(release)
	wg.Wait()
}

func (e *Engine) send(ctx context.Context, seq int, intended time.Time, free bool) {
	sent := time.Now()
	sample := e.Send(ctx, seq)
	end := time.Now()
	if ctx.Err() != nil && sample.Outcome == measure.OutcomeTransport {
		return
	}
	sample.Seq, sample.WorkerFree = seq, free
	sample.Intended, sample.Sent, sample.End = intended, sent, end
	e.Record(sample)
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

// wait sleeps until t and reports whether the send is still wanted then.
func (e *Engine) wait(ctx context.Context, t time.Time) bool {
	timer := time.NewTimer(time.Until(t))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
	case <-e.Stop:
	}
	return false
}

// dispatch is one open-model block on its way.
type dispatch struct {
	engine   *Engine
	schedule Schedule
	start    time.Time

	next    atomic.Int64 // next send to be claimed
	ready   atomic.Int64 // workers that hold a claim and wait for its time
	count   atomic.Int64 // workers in all
	workers sync.WaitGroup
}

// limit is how many workers there may be.
func (d *dispatch) limit() int64 {
	if d.engine.MaxWorkers == 0 {
		return DefaultMaxWorkers
	}
	return int64(d.engine.MaxWorkers)
}

// grow adds a worker unless the bound is reached.
func (d *dispatch) grow(ctx context.Context) {
	if d.count.Add(1) > d.limit() {
		d.count.Add(-1)
		return
	}
	d.workers.Go(func() { d.work(ctx) })
}

// work claims sends until the schedule ends.
func (d *dispatch) work(ctx context.Context) {
	for !d.engine.stopped(ctx) {
		d.ready.Add(1)
		seq := int(d.next.Add(1) - 1)
		at, ok := d.schedule.At(seq)
		if !ok {
			return
		}
		intended := d.start.Add(at)
		free := time.Now().Before(intended)
		if free && !d.engine.wait(ctx, intended) {
			return
		}
		// Below the bound a spare should have stood ready.
		free = free || d.count.Load() < d.limit()
		if d.ready.Add(-1) == 0 {
			d.grow(ctx)
		}
		d.engine.send(ctx, seq, intended, free)
	}
}

package load

import (
	"context"
	"sync"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// standby is how many workers hold a claim and wait for its time. The second
// takes over while the first leaves to send, so that sends which follow closely
// find a worker; more would only wake each other.
const standby = 2

// dispatch is one open-model block on its way. There is no queue and nobody
// hands out work: a worker claims the next intended time itself and waits for
// it. One that comes back while enough others stand by rests; the last that
// leaves to send wakes a resting worker, or starts a new one up to the bound.
// So a target that slows down makes workers grow with what is due, one by one.
type dispatch struct {
	engine   *Engine
	schedule Schedule
	start    time.Time
	workers  sync.WaitGroup

	mu       sync.Mutex
	next     int       // send to be claimed next
	ready    int       // workers that hold a claim, or are about to, and have not left to send
	count    int       // workers in all
	inFlight int       // the most that were away sending at once
	freed    time.Time // when a worker last came back while all were away
	resting  []*worker
	sleepers []sleeper // all of them
	idle     []sleeper // those that nobody waits on
	over     bool      // nothing is left to claim
	cut      bool      // nor to be sent
}

// worker sends one request at a time.
type worker struct {
	wake   chan struct{}
	sample measure.Sample
}

// run sends the whole schedule.
func (d *dispatch) run(ctx context.Context) measure.Generator {
	watch := watchGenerator()
	d.start = watch.start
	finished := make(chan struct{})
	var guard sync.WaitGroup
	guard.Go(func() {
		select {
		case <-ctx.Done():
		case <-d.engine.Stop:
		case <-finished:
		}
		d.end(true)
	})
	d.mu.Lock()
	d.grow(ctx)
	d.mu.Unlock()
	d.workers.Wait()
	close(finished)
	guard.Wait()
	for _, s := range d.sleepers {
		s.close()
	}
	return watch.report(d.count, d.engine.maxWorkers(), d.inFlight)
}

// work claims sends, waits for their times and makes them, until none is left.
func (d *dispatch) work(ctx context.Context, w *worker) {
	for {
		seq, at, ok := d.claim()
		if !ok {
			return
		}
		intended := d.start.Add(at)
		onTime := time.Now().Before(intended)
		if onTime && !d.sleep(intended) {
			return
		}
		free := d.leave(ctx, intended) || onTime
		if after := d.engine.DropAfter; after > 0 && time.Since(intended) > after {
			d.engine.drop(&w.sample, seq, intended, free)
		} else {
			d.engine.send(ctx, &w.sample, seq, intended, free)
		}
		d.comeBack(w)
	}
}

// claim takes the next send and its intended offset; false when there is none.
func (d *dispatch) claim() (seq int, at time.Duration, ok bool) {
	d.mu.Lock()
	seq, ok = d.next, !d.over
	d.next++
	d.mu.Unlock()
	if !ok {
		return 0, 0, false
	}
	if at, ok = d.schedule.At(seq); !ok {
		d.end(false)
	}
	return seq, at, ok
}

// sleep waits until t and reports whether the send is still wanted then.
func (d *dispatch) sleep(t time.Time) bool {
	d.mu.Lock()
	if d.cut {
		d.mu.Unlock()
		return false
	}
	var s sleeper
	if n := len(d.idle); n > 0 {
		s, d.idle = d.idle[n-1], d.idle[:n-1]
	} else {
		s = newSleeper(d.engine.CoarseTimers)
		d.sleepers = append(d.sleepers, s)
	}
	d.mu.Unlock()
	s.until(t)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.idle = append(d.idle, s)
	return !d.cut
}

// leave is called by a worker that goes to send. It sees to it that another
// stands ready, and reports whether one could have stood ready for this send: not
// all were away at its time.
func (d *dispatch) leave(ctx context.Context, intended time.Time) (spare bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	spare = intended.After(d.freed)
	d.ready--
	d.inFlight = max(d.inFlight, d.count-d.ready-len(d.resting))
	if d.ready == 0 && !d.over {
		d.grow(ctx)
	}
	return spare
}

// grow lets one more worker claim, unless the bound is reached; d.mu is held.
func (d *dispatch) grow(ctx context.Context) {
	if n := len(d.resting); n > 0 {
		w := d.resting[n-1]
		d.resting = d.resting[:n-1]
		d.ready++
		w.wake <- struct{}{}
		return
	}
	if d.count >= d.engine.bound() {
		return
	}
	d.count++
	d.ready++
	w := &worker{wake: make(chan struct{}, 1)}
	d.workers.Go(func() { d.work(ctx, w) })
}

// comeBack is called by a worker that has sent. It rests while enough others
// stand by.
func (d *dispatch) comeBack(w *worker) {
	d.mu.Lock()
	if d.ready == 0 && len(d.resting) == 0 && d.count >= d.engine.bound() {
		d.freed = w.sample.End
	}
	if d.over || d.ready < standby {
		d.ready++
		d.mu.Unlock()
		return
	}
	d.resting = append(d.resting, w)
	d.mu.Unlock()
	<-w.wake
}

// end lets nothing more be claimed, nor sent when cut, and the resting go.
func (d *dispatch) end(cut bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.over, d.cut = true, d.cut || cut
	for _, w := range d.resting {
		w.wake <- struct{}{}
	}
	d.resting = nil
	if d.cut {
		for _, s := range d.sleepers {
			s.wake()
		}
	}
}

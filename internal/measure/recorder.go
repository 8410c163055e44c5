package measure

import (
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
)

// Recorder counts samples as they come, from many goroutines at once. It is cut
// into shards, one per CPU, and each CPU keeps coming back to its own, so that
// they hardly ever wait for each other and nothing is allocated.
//
// It promises that every sample is in exactly one Drain, not in which one: a
// sample added meanwhile may be in this or the next.
type Recorder struct {
	shards []shard
	mine   sync.Pool // *shard: the one that this CPU used last
	next   atomic.Uint32

	draining sync.Mutex
	spare    *Interval // empty
}

// shard is a part of a recorder; the padding keeps two from sharing a cache line.
type shard struct {
	mu     sync.Mutex
	counts *Interval
	_      [112]byte
}

// NewRecorder makes an empty recorder.
func NewRecorder() *Recorder {
	r := &Recorder{shards: make([]shard, runtime.GOMAXPROCS(0)), spare: &Interval{}}
	for i := range r.shards {
		r.shards[i].counts = &Interval{}
	}
	r.mine.New = func() any { return &r.shards[int(r.next.Add(1))%len(r.shards)] }
	return r
}

// Add counts a sample.
func (r *Recorder) Add(s *Sample) {
	own := r.mine.Get().(*shard)
	own.mu.Lock()
	own.counts.Add(s)
	own.mu.Unlock()
	r.mine.Put(own)
}

// Drain moves what was counted since the last Drain into each of into.
func (r *Recorder) Drain(into ...*Interval) error {
	r.draining.Lock()
	defer r.draining.Unlock()
	var errs []error
	for i := range r.shards {
		own := &r.shards[i]
		own.mu.Lock()
		full := own.counts
		own.counts = r.spare
		own.mu.Unlock()
		for _, interval := range into {
			errs = append(errs, interval.Merge(full))
		}
		full.Reset()
		r.spare = full
	}
	return errors.Join(errs...)
}

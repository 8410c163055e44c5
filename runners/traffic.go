package runners

import (
	"sync/atomic"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/load"
)

// Traffic counts what a sweep sends, for those who watch it meanwhile. It costs
// a request two additions. Its methods may be called from anywhere; a nil
// Traffic counts nothing.
type Traffic struct {
	sent, ended atomic.Int64
	plan        atomic.Pointer[planned]
}

// planned is the schedule of a load phase under way.
type planned struct {
	schedule load.Schedule
	start    time.Time
}

// Sent is how many requests have gone out, in all phases.
func (t *Traffic) Sent() int64 { return t.sent.Load() }

// InFlight is how many have gone out and not come back.
func (t *Traffic) InFlight() int64 {
	ended := t.ended.Load() // first, so that what ends meanwhile is not below zero
	return t.sent.Load() - ended
}

// Due is how many sends the load phase under way intended before at; false where
// no schedule is followed.
func (t *Traffic) Due(at time.Time) (int64, bool) {
	p := t.plan.Load()
	if p == nil {
		return 0, false
	}
	return int64(load.Due(p.schedule, at.Sub(p.start))), true
}

// follow says which schedule the load phase follows, until the func it returns
// is called.
func (t *Traffic) follow(s load.Schedule, start time.Time) (end func()) {
	if t == nil {
		return func() {}
	}
	t.plan.Store(&planned{s, start})
	return func() { t.plan.Store(nil) }
}

// leaves counts a request that goes out.
func (t *Traffic) leaves() {
	if t != nil {
		t.sent.Add(1)
	}
}

// returned counts a request that has come back, answered or not.
func (t *Traffic) returned() {
	if t != nil {
		t.ended.Add(1)
	}
}

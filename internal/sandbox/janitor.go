package sandbox

import (
	"slices"
	"time"
)

// Freezing is lazy: Lambda freezes an environment after every invocation, but
// at back-to-back invocations that would be most of the overhead here.

// schedule sees to it that tend runs at due or before; s.mu is held.
func (s *scheduler) schedule(due, now time.Time) {
	if s.closed || !s.dueAt.IsZero() && !due.Before(s.dueAt) {
		return
	}
	s.dueAt = due
	if s.wake == nil {
		s.wake = time.AfterFunc(due.Sub(now), s.tend)
	} else {
		s.wake.Reset(due.Sub(now))
	}
}

// tend freezes and ends environments that have been idle for long enough.
func (s *scheduler) tend() {
	now := time.Now()
	var due []*environment
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return
	}
	s.platform.ending.Add(1)
	defer s.platform.ending.Done()
	s.dueAt = time.Time{}
	for _, q := range s.pools {
		due = append(due, s.tendPool(q, now)...)
	}
	s.mu.Unlock()
	for _, e := range due {
		e.freeze(now)
	}
}

// tendPool ends what has expired, returns what is to be frozen and schedules
// the next visit; s.mu is held. Provisioned environments do not expire.
func (s *scheduler) tendPool(q *pool, now time.Time) (due []*environment) {
	opts := &s.platform.opts
	for _, e := range slices.Clone(q.idle) {
		if now.Sub(e.idleSince) < opts.IdleAfter {
			continue
		}
		q.idle = slices.DeleteFunc(q.idle, func(x *environment) bool { return x == e })
		s.remove(e)
	}
	for _, e := range slices.Concat(q.idle, q.warm) {
		freezeAt := e.idleSince.Add(opts.FreezeAfter)
		switch {
		case now.Before(freezeAt):
			s.schedule(freezeAt, now)
		case !e.usable():
			s.schedule(now.Add(opts.FreezeAfter), now)
			due = append(due, e)
		default:
			due = append(due, e)
		}
		if !e.provisioned {
			s.schedule(e.idleSince.Add(opts.IdleAfter), now)
		}
	}
	return due
}

// thaw makes a claimed environment run. freeze cannot come between, since it
// leaves busy ones alone.
func (e *environment) thaw() error {
	e.power.Lock()
	defer e.power.Unlock()
	if !e.frozen {
		return nil
	}
	e.frozen = false
	return e.proc.group.Thaw()
}

// freeze stops an idle environment, or ends the process of one that has let
// its time-out pass without asking for the next event: Lambda counts that as
// part of the invocation.
func (e *environment) freeze(now time.Time) {
	e.power.Lock()
	defer e.power.Unlock()
	switch {
	case e.busy.Load() || e.frozen || e.proc == nil || e.proc.hasExited():
	case e.proc.isReady():
		e.frozen = e.proc.group.Freeze() == nil
	case now.After(e.deadline):
		e.proc.kill()
	}
}

package sandbox

import (
	"slices"
	"sync"
	"time"
)

// pool holds the environments of one revision.
type pool struct {
	rev   *Revision
	usage *usage
	epoch int // raised by Recycle and Retire: environments of an older one are ended
	all   map[*environment]struct{}
	idle  []*environment // on demand, the most recently used last

	wanted int            // provisioned
	warm   []*environment // provisioned and idle, the most recently used last
	ready  int            // provisioned and initialised, idle or busy
	made   int            // provisioned, initialising ones included
	err    error          // of the last provisioned init that failed
}

// scheduler decides which environment serves an invocation, if any may.
type scheduler struct {
	platform *Platform
	mu       sync.Mutex
	closed   bool
	pools    map[uint64]*pool
	account  *concurrency

	wake  *time.Timer // runs tend
	dueAt time.Time   // of wake; zero when it is not set
}

func (s *scheduler) init(p *Platform, now time.Time) {
	s.platform = p
	s.pools = map[uint64]*pool{}
	s.account = newConcurrency(p.opts.Account, now)
}

// pool returns the pool of a revision; s.mu is held.
func (s *scheduler) pool(rev *Revision, now time.Time) *pool {
	q := s.pools[rev.Serial]
	if q == nil {
		q = &pool{rev: rev, usage: s.account.function(rev.FunctionName, now), all: map[*environment]struct{}{}}
		s.pools[rev.Serial] = q
	}
	return q
}

// claim takes an environment for an invocation: provisioned, else idle, else
// new, as far as concurrency, requests a second and the scaling rate allow. It
// prefers the most recently used, and says how long that one is worth waiting
// for where it has not asked for its next event yet. With retry it takes no
// such environment, and counts no request.
func (s *scheduler) claim(rev *Revision, retry bool) (e *environment, wait time.Duration, err error) {
	now := time.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, 0, ErrClosed
	}
	q := s.pool(rev, now)
	if !retry {
		if refused := s.account.mayRequest(q.usage, now); refused != nil {
			return nil, 0, refused
		}
	}
	if e, wait := pick(&q.warm, retry, now); e != nil {
		return s.taken(e), wait, nil
	}
	if refused := s.account.mayRun(q.usage); refused != nil {
		return nil, 0, refused
	}
	e, wait = pick(&q.idle, retry, now)
	if e == nil {
		if refused := s.account.mayScale(q.usage, now); refused != nil {
			return nil, 0, refused
		}
		e = newEnvironment(s.platform, q, false, now)
		q.all[e] = struct{}{}
	}
	s.account.add(q.usage, 1, 0)
	return s.taken(e), wait, nil
}

func (s *scheduler) taken(e *environment) *environment {
	e.busy.Store(true)
	s.platform.active.Add(1)
	return e
}

// The most recently used environment is waited for this long after its answer:
// longer where there is no other, since that would cost a cold start. At small
// sizes asking for the next event alone can cost a CPU quota period or two.
const (
	settleWithin      = 250 * time.Millisecond
	settleBesideOther = 2 * time.Millisecond
)

// pick removes an environment from idle: the most recently used if it is
// usable or may soon be, else the most recently used that is usable.
func pick(idle *[]*environment, usableOnly bool, now time.Time) (e *environment, wait time.Duration) {
	list := *idle
	last := len(list) - 1
	if last < 0 {
		return nil, 0
	}
	usable := last
	for usable >= 0 && !list[usable].usable() {
		usable--
	}
	chosen := usable
	if usable < last && !usableOnly {
		patience := settleBesideOther
		if usable < 0 {
			patience = settleWithin
		}
		if wait = patience - now.Sub(list[last].idleSince); wait > 0 {
			chosen = last
		}
	}
	if chosen < 0 {
		return nil, 0
	}
	e = list[chosen]
	*idle = slices.Delete(list, chosen, chosen+1)
	return e, wait
}

// usable reports whether an idle environment needs no waiting for: it waits
// for an event, or has no process and must be initialised.
func (e *environment) usable() bool { return e.proc == nil || e.proc.isReady() || e.proc.hasExited() }

// release takes an environment back after an invocation and reports whether
// the platform was closed.
func (s *scheduler) release(e *environment, now time.Time) (closed bool) {
	e.idleSince = now
	return s.put(e, now)
}

// giveBack takes an environment back that was not used.
func (s *scheduler) giveBack(e *environment) {
	s.put(e, time.Now())
	s.platform.active.Done()
}

func (s *scheduler) put(e *environment, now time.Time) (closed bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.unclaim(e)
	q := e.pool
	switch {
	case s.closed || e.epoch != q.epoch:
		s.remove(e)
	case e.provisioned && (q.made > q.wanted || e.proc == nil || e.proc.hasExited()):
		s.remove(e) // and replaced
	case e.provisioned:
		q.warm = append(q.warm, e)
	default:
		q.idle = append(q.idle, e)
	}
	s.schedule(now.Add(s.platform.opts.FreezeAfter), now)
	return s.closed
}

// unclaim undoes the bookkeeping of claim; s.mu is held.
func (s *scheduler) unclaim(e *environment) {
	if !e.provisioned {
		s.account.add(e.pool.usage, -1, 0)
	}
	e.busy.Store(false)
}

// discard ends a claimed environment that is of no use.
func (s *scheduler) discard(e *environment) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.unclaim(e)
	s.remove(e)
}

// remove ends an environment that is in no list; s.mu is held.
func (s *scheduler) remove(e *environment) {
	q := e.pool
	delete(q.all, e)
	e.busy.Store(true) // nobody may freeze it now
	s.platform.ending.Go(e.end)
	if e.provisioned {
		q.made--
		q.ready--
		s.provision(q)
	}
	s.forget(q)
}

// forget drops a pool that holds nothing; s.mu is held.
func (s *scheduler) forget(q *pool) {
	if len(q.all) == 0 && q.wanted == 0 && s.pools[q.rev.Serial] == q {
		delete(s.pools, q.rev.Serial)
	}
}

// SetReserved implements Invoker.
func (s *scheduler) SetReserved(function string, n *int) {
	now := time.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.account.reserve(s.account.function(function, now), n, now)
}

// Retire implements Invoker. It does not wait. An invocation of the revision
// that comes after it is served by an environment that lives until it expires.
func (s *scheduler) Retire(rev *Revision) {
	s.SetProvisioned(rev, 0)
	s.Recycle(rev)
}

// Recycle implements Invoker. It does not wait.
func (s *scheduler) Recycle(rev *Revision) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := s.pools[rev.Serial]
	if q == nil {
		return
	}
	q.epoch++
	idle := slices.Concat(q.idle, q.warm)
	q.idle, q.warm = nil, nil
	for _, e := range idle {
		s.remove(e)
	}
}

// close refuses further work and returns every environment.
func (s *scheduler) close() []*environment {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	if s.wake != nil {
		s.wake.Stop()
	}
	var all []*environment
	for _, q := range s.pools {
		for e := range q.all {
			all = append(all, e)
		}
		for _, e := range slices.Concat(q.idle, q.warm) {
			s.remove(e)
		}
		q.idle, q.warm = nil, nil
	}
	return all
}

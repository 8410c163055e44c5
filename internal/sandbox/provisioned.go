package sandbox

import (
	"fmt"
	"time"
)

// provisionedInitLimit is the least that an init of provisioned concurrency
// may take; the function's time-out where that is more.
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib
const provisionedInitLimit = 130 * time.Second

// SetProvisioned implements Invoker. It does not wait: Provisioned tells how
// far it is. After a failed init nothing is tried again until the next call.
func (s *scheduler) SetProvisioned(rev *Revision, n int) {
	now := time.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || n <= 0 && s.pools[rev.Serial] == nil {
		return
	}
	q := s.pool(rev, now)
	n = max(n, 0)
	s.account.add(q.usage, 0, n-q.wanted)
	q.wanted, q.err = n, nil
	for len(q.warm) > 0 && q.made > q.wanted {
		e := q.warm[0]
		q.warm = q.warm[1:]
		s.remove(e)
	}
	s.provision(q)
	s.forget(q)
}

// Provisioned implements Invoker.
func (s *scheduler) Provisioned(rev *Revision) (ready int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := s.pools[rev.Serial]
	if q == nil {
		return 0, nil
	}
	return q.ready, q.err
}

// provision starts the inits that are missing; s.mu is held.
func (s *scheduler) provision(q *pool) {
	for !s.closed && q.err == nil && q.made < q.wanted {
		e := newEnvironment(s.platform, q, true, time.Now())
		e.busy.Store(true)
		q.all[e] = struct{}{}
		q.made++
		s.platform.active.Go(func() { s.initialised(e, s.platform.initialiseProvisioned(e)) })
	}
}

// initialiseProvisioned runs one init, as many at a time as there are CPUs.
func (p *Platform) initialiseProvisioned(e *environment) error {
	p.initialising <- struct{}{}
	defer func() { <-p.initialising }()
	ready, took, err := e.initialise(max(provisionedInitLimit, e.rev.Timeout))
	if err != nil {
		return err
	}
	switch ready {
	case isReady:
		e.proc.putBack()
		return nil
	case isExited:
	default:
		e.reset()
	}
	switch ready {
	case isLate:
		return fmt.Errorf("init of %s took longer than %s", e.rev.FunctionName, took.Round(time.Second))
	case isFailed:
		return fmt.Errorf("init of %s failed: %s", e.rev.FunctionName, typeOf(*e.proc.failure))
	}
	return fmt.Errorf("init of %s failed: %s", e.rev.FunctionName, e.proc.end)
}

// initialised takes in a provisioned environment, or the error of its init.
func (s *scheduler) initialised(e *environment, err error) {
	now := time.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	q := e.pool
	q.ready++ // remove takes it back
	e.idleSince = now
	switch {
	case err != nil:
		if q.err == nil && !s.closed {
			q.err = err
		}
		s.remove(e)
	case s.closed || e.epoch != q.epoch || q.made > q.wanted:
		s.remove(e)
	default:
		e.busy.Store(false)
		q.warm = append(q.warm, e)
		s.schedule(now.Add(s.platform.opts.FreezeAfter), now)
	}
}

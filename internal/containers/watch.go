package containers

import (
	"context"
	"time"
)

// lookEvery is how often the usage of a replica is read: a peak of memory shows
// in the samples that come later.
const lookEvery = 250 * time.Millisecond

// restartPause comes before another attempt to start what could not be started,
// or ended at once.
const restartPause = time.Second

// watch reads what an instance uses until it ends, and then starts another.
func (s *Service) watch(i *Instance) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	began := time.Now()
	for {
		s.look(i)
		select {
		case <-s.ctx.Done():
			return
		case <-tick.C:
		case <-i.Ended():
			s.look(i)
			if s.forget(i) {
				s.restart(time.Since(began) < restartPause)
			}
			return
		}
	}
}

// look takes in the usage of an instance. One that cannot be read shows what was
// read before.
func (s *Service) look(i *Instance) {
	u, err := i.Usage(s.ctx)
	if err != nil {
		return
	}
	i.peak.Store(max(i.peak.Load(), int64(u.PeakMB)))
}

// forget removes an instance that ended by itself; false where it was dropped.
func (s *Service) forget(i *Instance) bool {
	if s.ctx.Err() != nil {
		return false
	}
	dropped, _ := s.drop(i) // it is dead; its remains are swept at the latest at the end
	return dropped
}

// restart starts an instance in place of one that ended, and goes on trying
// until the service is closed.
func (s *Service) restart(pause bool) {
	for {
		if pause {
			select {
			case <-time.After(restartPause):
			case <-s.ctx.Done():
				return
			}
		}
		if fresh, err := s.start(s.ctx); err == nil {
			s.add(fresh)
			return
		}
		if s.ctx.Err() != nil {
			return
		}
		pause = true
	}
}

// Usage is what all replicas together have used so far, those that are gone
// included: CPU and throttled time add up, and the peak is the highest of any
// that runs.
func (s *Service) Usage(ctx context.Context) Usage {
	s.mu.Lock()
	total, running := s.gone, append([]*Instance(nil), s.running...)
	s.mu.Unlock()
	for _, i := range running {
		u, err := i.Usage(ctx)
		if err != nil {
			continue
		}
		total.CPU += u.CPU
		total.Throttled += u.Throttled
		total.PeakMB = max(total.PeakMB, u.PeakMB)
	}
	return total
}

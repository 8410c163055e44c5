package containers

import (
	"context"
	"time"
)

// refuseAfter is how long a request waits for a healthy instance where there is
// none. It is as short as a balancer's refusal, and long enough that callers who
// ask again at once do not spin.
const refuseAfter = 10 * time.Millisecond

// Take picks the healthy instance with the fewest requests on their way, in turn
// between equals; nil where there is none. It counts one more until Release.
func (s *Service) Take(ctx context.Context) *Instance {
	if i := s.pick(); i != nil {
		return i
	}
	select {
	case <-time.After(refuseAfter):
	case <-ctx.Done():
	}
	return s.pick()
}

// Release gives back an instance after its answer.
func (s *Service) Release(i *Instance) { i.outstanding.Add(-1) }

func (s *Service) pick() *Instance {
	s.mu.Lock()
	defer s.mu.Unlock()
	if fresh := s.starting; fresh != nil {
		s.starting = nil
		fresh.outstanding.Add(1)
		return fresh
	}
	var best *Instance
	var least int64
	n := len(s.running)
	for k := range n {
		i := s.running[(s.next+k)%n]
		if on := i.outstanding.Load(); !i.dead() && (best == nil || on < least) {
			best, least = i, on
		}
	}
	if best == nil {
		return nil
	}
	s.next++
	best.outstanding.Add(1)
	return best
}

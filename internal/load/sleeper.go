package load

import (
	"sync"
	"time"
)

// sleeper waits for a point in time. One goroutine waits on it at a time; wake
// and close may come from another.
type sleeper interface {
	// until returns at t, never before it unless woken.
	until(t time.Time)
	// wake ends this wait and every later one at once.
	wake()
	close()
}

// newSleeper is the most precise one that the system has to give. The runtime
// rounds its timers up to a millisecond when it is otherwise idle, which is
// when a load generator waits.
func newSleeper(coarse bool) sleeper {
	if !coarse {
		if s, err := newTimerFile(); err == nil {
			return s
		}
	}
	return &timerSleeper{woken: make(chan struct{})}
}

// timerSleeper waits on the runtime's timers.
type timerSleeper struct {
	woken chan struct{}
	once  sync.Once
}

func (s *timerSleeper) until(t time.Time) {
	timer := time.NewTimer(time.Until(t))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-s.woken:
	}
}

func (s *timerSleeper) wake()  { s.once.Do(func() { close(s.woken) }) }
func (s *timerSleeper) close() {}

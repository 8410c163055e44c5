package limits

import (
	"sort"
	"sync"
	"time"
)

// SampleEvery is how often the host's CPU is sampled for Contention, and the
// shortest interval that it answers for: the kernel counts the host's CPU in
// steps of 10 ms, so a shorter one says little.
const SampleEvery = 100 * time.Millisecond

const (
	samplesKept = 9000                  // 15 minutes
	freshEnough = 20 * time.Millisecond // a sample this old needs no newer one
)

// hostSample is the CPU used on the host since it started.
type hostSample struct {
	at     time.Time
	busy   time.Duration // by anything
	groups time.Duration // by the controller's groups
}

// sampler records hostSamples in a ring. It is safe for concurrent use.
type sampler struct {
	read  func() (busy time.Duration, err error)
	cpu   func() (time.Duration, error)
	cores int

	mu    sync.Mutex
	ring  []hostSample // oldest at next once it is full
	next  int
	fresh hostSample // taken between two points of the ring

	end  chan struct{}
	done sync.WaitGroup
	once sync.Once
}

// startSampler samples until stop. Where the host cannot be observed it takes
// no samples, and every answer is unknown.
func startSampler(groupCPU func() (time.Duration, error)) *sampler {
	s := &sampler{cpu: groupCPU, end: make(chan struct{})}
	s.read, s.cores = openHostCPU()
	if s.read == nil {
		return s
	}
	s.mu.Lock()
	s.sample(true)
	s.mu.Unlock()
	s.done.Go(s.run)
	return s
}

func (s *sampler) run() {
	tick := time.NewTicker(SampleEvery)
	defer tick.Stop()
	for {
		select {
		case <-s.end:
			return
		case <-tick.C:
			s.mu.Lock()
			s.sample(true)
			s.mu.Unlock()
		}
	}
}

func (s *sampler) stop() {
	s.once.Do(func() { close(s.end) })
	s.done.Wait()
}

// sample reads the host now; s.mu is held. A failed read leaves no sample.
func (s *sampler) sample(keep bool) {
	busy, err := s.read()
	if err != nil {
		return
	}
	groups, err := s.cpu()
	if err != nil {
		return
	}
	s.fresh = hostSample{at: time.Now(), busy: busy, groups: groups}
	switch {
	case !keep:
	case len(s.ring) < samplesKept:
		s.ring = append(s.ring, s.fresh)
	default:
		s.ring[s.next] = s.fresh
		s.next = (s.next + 1) % samplesKept
	}
}

// between answers for the shortest recorded interval around [from, to] that
// lasts SampleEvery or more. What lies before the first sample is unknown.
func (s *sampler) between(from, to time.Time) Contention {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.ring) == 0 || to.Before(from) || to.Before(s.at(0).at) {
		return Contention{}
	}
	n := len(s.ring)
	last := s.at(n - 1)
	end := sort.Search(n, func(i int) bool { return !s.at(i).at.Before(to) })
	if end < n {
		last = s.at(end)
	} else {
		if to.Sub(s.fresh.at) > freshEnough {
			s.sample(false)
		}
		last = s.fresh
	}
	start := sort.Search(n, func(i int) bool {
		at := s.at(i).at
		return at.After(from) || last.at.Sub(at) < SampleEvery
	})
	return contention(s.at(max(start-1, 0)), last, s.cores)
}

// at is the i-th oldest sample of the ring.
func (s *sampler) at(i int) hostSample {
	return s.ring[(s.next+i)%len(s.ring)]
}

// contention compares two samples of a host with the given number of cores.
func contention(from, to hostSample, cores int) Contention {
	wall := to.at.Sub(from.at).Seconds()
	if wall <= 0 || cores <= 0 {
		return Contention{}
	}
	busy := (to.busy - from.busy).Seconds() / wall
	groups := (to.groups - from.groups).Seconds() / wall
	return Contention{
		Busy:   min(max(busy/float64(cores), 0), 1),
		Others: max(busy-groups, 0),
		Known:  true,
	}
}

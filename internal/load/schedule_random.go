package load

import (
	"math/bits"
	"math/rand/v2"
	"sort"
	"sync/atomic"
	"time"
)

// Window is a stretch of time in which a known number of requests arrive.
type Window struct {
	For      time.Duration
	Arrivals int
}

// jitter displaces the sends of a schedule.
type jitter struct {
	Schedule
	draws Draws
}

// scattered are arrivals at random within windows. Only the number of each
// window is held; its arrivals are drawn when they are asked for, from a seed
// of their own, and the last few windows are kept.
type scattered struct {
	windows []placed
	sends   int
	length  time.Duration
	seed    uint64
	recent  [4]atomic.Pointer[drawn]
}

// placed is a window that begins at start, after first arrivals.
type placed struct {
	start, width float64 // nanoseconds
	first        int
}

// drawn are the arrivals of one window.
type drawn struct {
	first int
	at    []time.Duration
}

// poisson is a Poisson process, which knows its rate.
type poisson struct {
	*scattered
	perSecond float64
}

var (
	_ Schedule = jitter{}
	_ Schedule = &scattered{}
	_ Schedule = poisson{}
)

// Jitter displaces every send of s at random, evenly up to the one that
// follows: the rate stays, the beat goes. The order is kept.
func Jitter(s Schedule, seed uint64) Schedule { return jitter{s, NewDraws(seed, jitterStream)} }

// jitterStream keeps the jitter of a seed apart from whatever else is drawn
// from it.
const jitterStream = 1 << 63

func (j jitter) At(n int) (time.Duration, bool) {
	from, ok := j.Schedule.At(n)
	if !ok {
		return from, false
	}
	to, _ := j.Schedule.At(n + 1)
	return from + time.Duration(j.draws.Share(n)*float64(to-from)), true
}

func (j jitter) Pace(elapsed time.Duration, hits uint64) (time.Duration, bool) {
	return pace(j, elapsed, hits)
}

// Poisson sends as independent users do, with exponentially distributed gaps.
// It is drawn as it is defined: a Poisson number of arrivals, each of them
// anywhere in the time, independently.
func Poisson(perSecond float64, length time.Duration, seed uint64) Schedule {
	rng := rand.New(rand.NewPCG(seed, 0))
	n := 0
	mean := perSecond * length.Seconds()
	for t := rng.ExpFloat64(); t < mean; t += rng.ExpFloat64() {
		n++
	}
	return poisson{scatter([]Window{{length, n}}, seed), perSecond}
}

func (p poisson) Rate(time.Duration) float64 { return p.perSecond }

// Scatter sends each window's arrivals at random in it, independently and
// evenly, in their order.
func Scatter(windows []Window, seed uint64) Schedule { return scatter(windows, seed) }

// maxWindow is the largest number of arrivals that are drawn at once: so many
// take a few microseconds.
const maxWindow = 1024

func scatter(windows []Window, seed uint64) *scattered {
	s := &scattered{seed: seed}
	rng := rand.New(rand.NewPCG(seed, 1))
	for _, w := range windows {
		s.split(rng, float64(s.length), float64(w.For), w.Arrivals)
		s.length += w.For
	}
	return s
}

// split adds a window, halved until its arrivals are few. Each arrival lies in
// either half by the toss of a coin.
func (s *scattered) split(rng *rand.Rand, start, width float64, n int) {
	if n == 0 {
		return
	}
	if n <= maxWindow {
		s.windows = append(s.windows, placed{start, width, s.sends})
		s.sends += n
		return
	}
	left := heads(rng, n)
	s.split(rng, start, width/2, left)
	s.split(rng, start+width/2, width/2, n-left)
}

// heads is how many of n tossed coins show heads.
func heads(rng *rand.Rand, n int) int {
	count := 0
	for ; n >= 64; n -= 64 {
		count += bits.OnesCount64(rng.Uint64())
	}
	return count + bits.OnesCount64(rng.Uint64()<<(64-n))
}

func (s *scattered) Sends() int            { return s.sends }
func (s *scattered) Length() time.Duration { return s.length }

func (s *scattered) At(n int) (time.Duration, bool) {
	if n >= s.sends {
		return s.length, false
	}
	for i := range s.recent {
		if d := s.recent[i].Load(); d != nil && n >= d.first && n-d.first < len(d.at) {
			return d.at[n-d.first], true
		}
	}
	d := s.draw(s.holding(n))
	return d.at[n-d.first], true
}

// holding finds the window that holds arrival n.
func (s *scattered) holding(n int) int {
	return sort.Search(len(s.windows), func(i int) bool { return s.windows[i].first > n }) - 1
}

// draw makes the arrivals of window i: the k-th of n sorted uniforms is the sum
// of k among n+1 exponential gaps, divided by the sum of all of them (Devroye,
// Non-Uniform Random Variate Generation, V.3.1).
func (s *scattered) draw(i int) *drawn {
	w, next := s.windows[i], s.sends
	if i+1 < len(s.windows) {
		next = s.windows[i+1].first
	}
	rng := rand.New(rand.NewPCG(s.seed, 2+uint64(i)))
	sums := make([]float64, next-w.first)
	sum := 0.0
	for k := range sums {
		sum += rng.ExpFloat64()
		sums[k] = sum
	}
	sum += rng.ExpFloat64()
	d := &drawn{first: w.first, at: make([]time.Duration, len(sums))}
	for k := range sums {
		d.at[k] = min(time.Duration(w.start+w.width*(sums[k]/sum)), s.length-1)
	}
	s.recent[i%len(s.recent)].Store(d)
	return d
}

func (s *scattered) Pace(elapsed time.Duration, hits uint64) (time.Duration, bool) {
	return pace(s, elapsed, hits)
}

// Rate implements vegeta.Pacer: that of the window.
func (s *scattered) Rate(elapsed time.Duration) float64 {
	i := sort.Search(len(s.windows), func(i int) bool { return s.windows[i].start > float64(elapsed) }) - 1
	if i < 0 || float64(elapsed) >= s.windows[i].start+s.windows[i].width {
		return 0
	}
	next := s.sends
	if i+1 < len(s.windows) {
		next = s.windows[i+1].first
	}
	return float64(next-s.windows[i].first) / s.windows[i].width * float64(time.Second)
}

// Package load drives requests at their intended times (open model), by
// callers that wait for their answers (closed model), or all at once (burst),
// and stamps every sample with when it should have gone and when it went.
package load

import (
	"math"
	"math/rand/v2"
	"sort"
	"time"

	vegeta "github.com/tsenart/vegeta/v12/lib"
)

// Schedule is the intended send times of a block in the open model. It is a
// vegeta.Pacer that also says each intended time exactly. A Schedule holds no
// state: it may be read by many workers at once.
type Schedule interface {
	vegeta.Pacer
	// At is the intended offset from the start of send n, counted from 0, and
	// false when the schedule ends before it.
	At(n int) (time.Duration, bool)
	// Sends is how many sends there are in all.
	Sends() int
	// Length is the time the schedule covers; the last send lies before it.
	Length() time.Duration
}

// Constant sends at an even rate.
type Constant struct {
	PerSecond float64
	For       time.Duration
}

// Ramp goes linearly from one rate to another.
type Ramp struct {
	From, To float64 // per second
	For      time.Duration
}

// Stages follow each other without a gap.
type Stages []Schedule

// arrivals are intended offsets drawn beforehand, in order.
type arrivals struct {
	perSecond float64
	length    time.Duration
	at        []time.Duration
}

var (
	_ Schedule = Constant{}
	_ Schedule = Ramp{}
	_ Schedule = Stages{}
	_ Schedule = arrivals{}
)

// Poisson sends with exponentially distributed gaps: independent users. The
// same seed gives the same arrivals.
func Poisson(perSecond float64, length time.Duration, seed uint64) Schedule {
	a := arrivals{perSecond: perSecond, length: length}
	rng := rand.New(rand.NewPCG(seed, 0))
	for t := rng.ExpFloat64() / perSecond; t < length.Seconds(); t += rng.ExpFloat64() / perSecond {
		a.at = append(a.at, seconds(t))
	}
	return a
}

// Sends of a constant rate: the n with n/rate before the end.
func (c Constant) Sends() int { return countBefore(c.PerSecond * c.For.Seconds()) }

// At is n periods.
func (c Constant) At(n int) (time.Duration, bool) {
	return seconds(float64(n) / c.PerSecond), n < c.Sends()
}

// Length is For.
func (c Constant) Length() time.Duration { return c.For }

// Pace implements vegeta.Pacer.
func (c Constant) Pace(elapsed time.Duration, hits uint64) (time.Duration, bool) {
	return pace(c, elapsed, hits)
}

// Rate implements vegeta.Pacer.
func (c Constant) Rate(time.Duration) float64 { return c.PerSecond }

// Sends of a ramp: the mean rate times the length.
func (r Ramp) Sends() int { return countBefore((r.From + r.To) / 2 * r.For.Seconds()) }

// At solves From·t + (To−From)·t²/2L = n for t, in the form that stays exact
// as the slope goes to zero.
func (r Ramp) At(n int) (time.Duration, bool) {
	if n >= r.Sends() {
		return r.For, false
	}
	slope := (r.To - r.From) / r.For.Seconds()
	root := math.Sqrt(math.Max(0, r.From*r.From+2*slope*float64(n)))
	if r.From+root == 0 {
		return 0, true
	}
	return seconds(2 * float64(n) / (r.From + root)), true
}

// Length is For.
func (r Ramp) Length() time.Duration { return r.For }

// Pace implements vegeta.Pacer.
func (r Ramp) Pace(elapsed time.Duration, hits uint64) (time.Duration, bool) {
	return pace(r, elapsed, hits)
}

// Rate implements vegeta.Pacer.
func (r Ramp) Rate(elapsed time.Duration) float64 {
	return r.From + (r.To-r.From)*min(1, elapsed.Seconds()/r.For.Seconds())
}

// Sends is the sum over the stages.
func (s Stages) Sends() int {
	total := 0
	for _, stage := range s {
		total += stage.Sends()
	}
	return total
}

// At finds the stage that send n falls into.
func (s Stages) At(n int) (time.Duration, bool) {
	var start time.Duration
	for _, stage := range s {
		if sends := stage.Sends(); n >= sends {
			n -= sends
			start += stage.Length()
			continue
		}
		at, ok := stage.At(n)
		return start + at, ok
	}
	return start, false
}

// Length is the sum over the stages.
func (s Stages) Length() time.Duration {
	var total time.Duration
	for _, stage := range s {
		total += stage.Length()
	}
	return total
}

// Pace implements vegeta.Pacer.
func (s Stages) Pace(elapsed time.Duration, hits uint64) (time.Duration, bool) {
	return pace(s, elapsed, hits)
}

// Rate implements vegeta.Pacer.
func (s Stages) Rate(elapsed time.Duration) float64 {
	for _, stage := range s {
		if elapsed < stage.Length() {
			return stage.Rate(elapsed)
		}
		elapsed -= stage.Length()
	}
	return 0
}

func (a arrivals) Sends() int            { return len(a.at) }
func (a arrivals) Length() time.Duration { return a.length }

func (a arrivals) At(n int) (time.Duration, bool) {
	if n >= len(a.at) {
		return a.length, false
	}
	return a.at[n], true
}

func (a arrivals) Pace(elapsed time.Duration, hits uint64) (time.Duration, bool) {
	return pace(a, elapsed, hits)
}

func (a arrivals) Rate(time.Duration) float64 { return a.perSecond }

// Due is how many sends of s are intended before elapsed.
func Due(s Schedule, elapsed time.Duration) int {
	return sort.Search(s.Sends(), func(n int) bool {
		at, _ := s.At(n)
		return at >= elapsed
	})
}

// pace answers a vegeta.Pacer's question from the intended times.
func pace(s Schedule, elapsed time.Duration, hits uint64) (wait time.Duration, stop bool) {
	at, ok := s.At(int(hits))
	if !ok {
		return 0, true
	}
	return max(0, at-elapsed), false
}

// countBefore is how many whole sends n = 0, 1, … lie before x of them; the
// small allowance keeps 0.1/s × 30 s at 3 despite rounding.
func countBefore(x float64) int { return int(math.Ceil(x - 1e-9)) }

func seconds(s float64) time.Duration { return time.Duration(math.Round(s * float64(time.Second))) }

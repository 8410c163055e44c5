package load

import (
	"math"
	"sort"
	"time"
)

// Curve is a schedule that follows a rate without chance: send n goes when the
// rate, integrated from the start, reaches n.
type Curve interface {
	Schedule
	// when is the time in seconds at which the integrated rate reaches n, which
	// need not be whole.
	when(n float64) float64
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

// Level is a rate that holds for a while; it may be zero.
type Level struct {
	PerSecond float64
	For       time.Duration
}

// Levels is a rate that goes from one level to the next at once: steps, or a
// spike. A request that falls between two levels goes in the second.
type Levels struct {
	levels []Level
	starts []float64 // seconds
	sent   []float64 // requests before each level, and in all
	length time.Duration
}

var (
	_ Curve = Constant{}
	_ Curve = Ramp{}
	_ Curve = Levels{}
)

// Sends of a constant rate: the n with n/rate before the end.
func (c Constant) Sends() int { return countBefore(c.PerSecond * c.For.Seconds()) }

// At is n periods.
func (c Constant) At(n int) (time.Duration, bool) {
	if n >= c.Sends() {
		return c.For, false
	}
	return min(seconds(c.when(float64(n))), c.For), true
}

func (c Constant) when(n float64) float64 { return n / c.PerSecond }

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

// At is when the ramp has brought n requests.
func (r Ramp) At(n int) (time.Duration, bool) {
	if n >= r.Sends() {
		return r.For, false
	}
	return min(seconds(r.when(float64(n))), r.For), true
}

// when solves From·t + (To−From)·t²/2L = n for t, in the form that stays exact
// as the slope goes to zero.
func (r Ramp) when(n float64) float64 {
	slope := (r.To - r.From) / r.For.Seconds()
	root := math.Sqrt(math.Max(0, r.From*r.From+2*slope*n))
	if r.From+root == 0 {
		return 0
	}
	return 2 * n / (r.From + root)
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

// NewLevels puts levels one after the other.
func NewLevels(levels ...Level) Levels {
	l := Levels{levels: levels, sent: []float64{0}}
	total := 0.0
	for _, level := range levels {
		l.starts = append(l.starts, l.length.Seconds())
		l.length += level.For
		total += level.PerSecond * level.For.Seconds()
		l.sent = append(l.sent, total)
	}
	return l
}

// Sends is the sum over the levels, made whole once.
func (l Levels) Sends() int { return countBefore(l.sent[len(l.levels)]) }

// At is n periods into the levels.
func (l Levels) At(n int) (time.Duration, bool) {
	if n >= l.Sends() {
		return l.length, false
	}
	return min(seconds(l.when(float64(n))), l.length), true
}

func (l Levels) when(n float64) float64 {
	i := sort.Search(len(l.levels)-1, func(i int) bool { return l.sent[i+1] > n })
	if l.levels[i].PerSecond == 0 {
		return l.length.Seconds()
	}
	return l.starts[i] + (n-l.sent[i])/l.levels[i].PerSecond
}

// Length is the sum over the levels.
func (l Levels) Length() time.Duration { return l.length }

// Pace implements vegeta.Pacer.
func (l Levels) Pace(elapsed time.Duration, hits uint64) (time.Duration, bool) {
	return pace(l, elapsed, hits)
}

// Rate implements vegeta.Pacer.
func (l Levels) Rate(elapsed time.Duration) float64 {
	i := sort.Search(len(l.levels)-1, func(i int) bool { return l.starts[i+1] > elapsed.Seconds() })
	return l.levels[i].PerSecond
}

package load

import (
	"sort"
	"time"
)

// Stages are schedules that follow each other without a gap.
type Stages struct {
	stages []Schedule
	starts []time.Duration // of each stage, and the end
	first  []int           // sends before each stage, and in all
}

// part is the share of a curve that one of several rounds sends.
type part struct {
	Curve
	skip  float64
	sends int
}

// cut is a schedule between two times.
type cut struct {
	Schedule
	from, to     time.Duration
	first, sends int
}

var (
	_ Schedule = Stages{}
	_ Schedule = part{}
	_ Schedule = cut{}
)

// NewStages puts schedules one after the other.
func NewStages(stages ...Schedule) Stages {
	s := Stages{stages: stages, starts: []time.Duration{0}, first: []int{0}}
	for i, stage := range stages {
		s.starts = append(s.starts, s.starts[i]+stage.Length())
		s.first = append(s.first, s.first[i]+stage.Sends())
	}
	return s
}

// Sends is the sum over the stages.
func (s Stages) Sends() int { return s.first[len(s.stages)] }

// At finds the stage that send n falls into.
func (s Stages) At(n int) (time.Duration, bool) {
	if n >= s.Sends() {
		return s.Length(), false
	}
	i := sort.Search(len(s.stages)-1, func(i int) bool { return s.first[i+1] > n })
	at, ok := s.stages[i].At(n - s.first[i])
	return s.starts[i] + at, ok
}

// Length is the sum over the stages.
func (s Stages) Length() time.Duration { return s.starts[len(s.stages)] }

// Pace implements vegeta.Pacer.
func (s Stages) Pace(elapsed time.Duration, hits uint64) (time.Duration, bool) {
	return pace(s, elapsed, hits)
}

// Rate implements vegeta.Pacer; after the end it is zero.
func (s Stages) Rate(elapsed time.Duration) float64 {
	if elapsed >= s.Length() {
		return 0
	}
	i := sort.Search(len(s.stages)-1, func(i int) bool { return s.starts[i+1] > elapsed })
	return s.stages[i].Rate(elapsed - s.starts[i])
}

// Part is so many sends of a curve, the first when the integrated rate reaches
// skip, a fraction from 0 to 1. Rounds that each send what is left of a request
// by the round before send together what one long curve would.
func Part(c Curve, skip float64, sends int) Schedule { return part{c, skip, sends} }

func (p part) Sends() int { return p.sends }

func (p part) At(n int) (time.Duration, bool) {
	if n >= p.sends {
		return p.Length(), false
	}
	return min(seconds(p.when(float64(n)+p.skip)), p.Length()), true
}

func (p part) Pace(elapsed time.Duration, hits uint64) (time.Duration, bool) {
	return pace(p, elapsed, hits)
}

// Cut is what s sends from one time on and before another.
func Cut(s Schedule, from, to time.Duration) Schedule {
	first := Due(s, from)
	return cut{s, from, to, first, Due(s, to) - first}
}

func (c cut) Sends() int            { return c.sends }
func (c cut) Length() time.Duration { return c.to - c.from }

func (c cut) At(n int) (time.Duration, bool) {
	if n >= c.sends {
		return c.Length(), false
	}
	at, ok := c.Schedule.At(c.first + n)
	return at - c.from, ok
}

func (c cut) Pace(elapsed time.Duration, hits uint64) (time.Duration, bool) {
	return pace(c, elapsed, hits)
}

func (c cut) Rate(elapsed time.Duration) float64 { return c.Schedule.Rate(c.from + elapsed) }

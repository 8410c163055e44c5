package scenarios

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// Block is the part of the profile that one block sends, so that all rounds
// together send the whole of it: stages keep their shape in a share of the
// time, a trace is cut into parts that follow each other, invocations are
// shared out; a burst stays whole. round counts from 0; rounds beyond those of
// the plan send the parts once more, at arrivals of their own.
func (l Load) Block(rounds, round int) Load {
	rounds = max(1, rounds)
	part := l
	part.Round, part.Rounds = round, rounds
	round %= rounds
	part.For = l.For / time.Duration(rounds)
	part.Invocations = l.Invocations / rounds
	if round < l.Invocations%rounds {
		part.Invocations++
	}
	part.Stages = nil
	for _, s := range l.Stages {
		part.Stages = append(part.Stages, s.round(rounds, round))
	}
	return part
}

// ExpectedSends is how many requests the profile sends: of a Poisson stage the
// mean, rounded; 0 where only time ends it (callers with For), since the
// target's speed decides then.
func (l Load) ExpectedSends() int {
	switch {
	case l.Model == Closed:
		return l.Invocations
	case l.Model == Burst:
		return l.Burst
	case l.Trace != nil:
		return int(math.Round(l.requests()))
	}
	total := 0
	for _, s := range l.Stages {
		total += s.Sends()
	}
	return total
}

// requests is ExpectedSends before it is made whole.
func (l Load) requests() float64 {
	switch {
	case l.Model != Open:
		return float64(l.ExpectedSends())
	case l.Trace != nil:
		from, to := l.Trace.Part(l.Rounds, l.Round)
		return l.Trace.arrivalsBefore(to) - l.Trace.arrivalsBefore(from)
	}
	total := 0.0
	for _, s := range l.Stages {
		total += s.requests()
	}
	return total
}

// Length is how long the profile takes; 0 where the target's speed decides.
func (l Load) Length() time.Duration {
	switch {
	case l.Model == Closed:
		return l.For
	case l.Trace != nil:
		from, to := l.Trace.Part(l.Rounds, l.Round)
		return to - from
	}
	var total time.Duration
	for _, s := range l.Stages {
		total += s.For
	}
	return total
}

// SendsPerVariant is how many requests of the load phase each variant gets
// over all rounds; 0 where that cannot be known, as of a search.
func (s *Scenario) SendsPerVariant() int {
	if s.Load.Model == Burst {
		return s.Load.Burst * max(1, s.Repeat)
	}
	return s.Load.ExpectedSends()
}

// PeakRate is the highest rate of the stages in requests a second: of a Poisson
// stage the mean, of a trace the mean over it; of a search the
// highest that it may come to; 0 for callers and bursts, which have none.
func (l Load) PeakRate() check.Rate {
	if l.Search != nil {
		return l.Search.To
	}
	if l.Trace != nil && l.Length() > 0 {
		return check.Rate(l.requests() / l.Length().Seconds())
	}
	peak := check.Rate(0)
	for _, s := range l.Stages {
		peak = max(peak, s.From+s.Amplitude, s.To)
	}
	return peak
}

// Varies reports whether the profile is meant to vary what is in flight: a
// trace, a rate that is not the same throughout.
func (l Load) Varies() bool {
	if l.Trace != nil {
		return true
	}
	for _, s := range l.Stages {
		switch s.Kind {
		case StageRamp, StageSteps, StageSine, StageSpike:
			return true
		}
		if s.From != l.Stages[0].From {
			return true
		}
	}
	return false
}

// String says the profile in words: "10/s for 10s", "4 callers, 200 invocations".
func (l Load) String() string {
	switch l.Model {
	case Closed:
		callers := "1 caller"
		if l.Concurrency != 1 {
			callers = fmt.Sprintf("%d callers", l.Concurrency)
		}
		if l.Invocations > 0 {
			return fmt.Sprintf("%s, %d invocations", callers, l.Invocations)
		}
		return callers + " for " + check.FormatDuration(l.For)
	case Burst:
		return fmt.Sprintf("%d at once", l.Burst)
	}
	return l.schedule() + l.keeping()
}

// schedule is the stages, the trace or the search in words.
func (l Load) schedule() string {
	switch {
	case l.Trace != nil:
		return l.Trace.String()
	case l.Search != nil:
		return l.Search.String()
	}
	parts := make([]string, len(l.Stages))
	for i, s := range l.Stages {
		parts[i] = s.String()
	}
	return strings.Join(parts, ", then ")
}

// keeping says how a schedule is kept, where that is not as usual.
func (l Load) keeping() (said string) {
	if l.MaxWorkers > 0 {
		said += fmt.Sprintf(", at most %d in flight", l.MaxWorkers)
	}
	if l.DropAfter > 0 {
		said += ", dropped when late by " + check.FormatDuration(l.DropAfter)
	}
	if l.Engine == EngineVegeta {
		said += ", sent by vegeta"
	}
	return said
}

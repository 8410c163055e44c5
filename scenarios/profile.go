package scenarios

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// Block is the part of the profile that one block sends: stages and times are
// divided by the number of rounds, invocations so that the rounds add up to
// all of them exactly; a burst stays whole. round counts from 0.
func (l Load) Block(rounds, round int) Load {
	rounds = max(1, rounds)
	part := l
	part.For = l.For / time.Duration(rounds)
	part.Invocations = l.Invocations / rounds
	if round < l.Invocations%rounds {
		part.Invocations++
	}
	part.Stages = nil
	for _, s := range l.Stages {
		s.For /= time.Duration(rounds)
		part.Stages = append(part.Stages, s)
	}
	return part
}

// ExpectedSends is how many requests the profile sends: of a Poisson stage the
// mean, rounded; 0 where only time ends it (callers with For), since the
// target's speed decides then.
func (l Load) ExpectedSends() int {
	switch l.Model {
	case Closed:
		return l.Invocations
	case Burst:
		return l.Burst
	}
	total := 0
	for _, s := range l.Stages {
		total += s.sends()
	}
	return total
}

// requests is the rate integrated over the stage.
func (s Stage) requests() float64 {
	if s.Kind == StageRamp {
		return float64(s.From+s.To) / 2 * s.For.Seconds()
	}
	return float64(s.From) * s.For.Seconds()
}

// sends counts the whole requests 0, 1, … that lie before the stage's end; the
// small allowance keeps 0.1/s for 30s at 3 despite rounding.
func (s Stage) sends() int {
	if s.Kind == StagePoisson {
		return int(math.Round(s.requests()))
	}
	return int(math.Ceil(s.requests() - 1e-9))
}

// requests is ExpectedSends before it is made whole.
func (l Load) requests() float64 {
	if l.Model != Open {
		return float64(l.ExpectedSends())
	}
	total := 0.0
	for _, s := range l.Stages {
		total += s.requests()
	}
	return total
}

// Length is how long the profile takes; 0 where the target's speed decides.
func (l Load) Length() time.Duration {
	if l.Model == Closed {
		return l.For
	}
	var total time.Duration
	for _, s := range l.Stages {
		total += s.For
	}
	return total
}

// SendsPerVariant is how many requests of the load phase each variant gets
// over all rounds; 0 where that cannot be known.
func (s *Scenario) SendsPerVariant() int {
	total := 0
	for round := range max(1, s.Repeat) {
		total += s.Load.Block(s.Repeat, round).ExpectedSends()
	}
	return total
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
	parts := make([]string, len(l.Stages))
	for i, s := range l.Stages {
		parts[i] = s.String()
	}
	return strings.Join(parts, ", then ")
}

// String says the stage in words.
func (s Stage) String() string {
	length := check.FormatDuration(s.For)
	switch s.Kind {
	case StageRamp:
		return fmt.Sprintf("%s to %s over %s", s.From, s.To, length)
	case StagePoisson:
		return fmt.Sprintf("%s at random (Poisson) for %s", s.From, length)
	}
	return fmt.Sprintf("%s for %s", s.From, length)
}

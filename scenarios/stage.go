package scenarios

import (
	"fmt"
	"math"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// StageKind says how a stage's rate behaves.
type StageKind string

// The kinds of stage.
const (
	StageConstant StageKind = "constant"
	StageRamp     StageKind = "ramp"
	StageSteps    StageKind = "steps"
	StageSine     StageKind = "sine"
	StageSpike    StageKind = "spike"
	StagePoisson  StageKind = "poisson"
	StageJitter   StageKind = "jitter"
)

// Stage is one part of an open profile. From is its rate at the start and To
// where it leads: the other end of a ramp or of steps, the peak of a spike; in
// the other kinds both are the mean rate.
type Stage struct {
	Kind StageKind     `json:"kind"`
	From check.Rate    `json:"from_per_s"`
	To   check.Rate    `json:"to_per_s"`
	For  time.Duration `json:"for_ns"`

	By        check.Rate    `json:"by_per_s,omitempty"`        // steps: between one and the next
	Amplitude check.Rate    `json:"amplitude_per_s,omitempty"` // sine
	Period    time.Duration `json:"period_ns,omitempty"`       // sine
	PeakAt    time.Duration `json:"peak_at_ns,omitempty"`      // spike: when it begins
	PeakFor   time.Duration `json:"peak_for_ns,omitempty"`     // spike: how long it lasts

	// Before is how much of the stage the rounds before this one had, in
	// requests; a fraction is a request that this round sends.
	Before float64 `json:"-"`
}

// round is the stage in one of several rounds: the same shape in a share of
// the time.
func (s Stage) round(rounds, round int) Stage {
	for _, length := range []*time.Duration{&s.For, &s.Period, &s.PeakAt, &s.PeakFor} {
		*length /= time.Duration(rounds)
	}
	s.Before = float64(round) * s.requests()
	return s
}

// requests is the rate integrated over the stage.
func (s Stage) requests() float64 {
	length := s.For.Seconds()
	switch s.Kind {
	case StageRamp, StageSteps:
		return float64(s.From+s.To) / 2 * length
	case StageSpike:
		peak := s.PeakFor.Seconds()
		return float64(s.From)*(length-peak) + float64(s.To)*peak
	case StageSine:
		period := s.Period.Seconds()
		half := math.Sin(math.Pi * length / period)
		return float64(s.From)*length + float64(s.Amplitude)*period/math.Pi*half*half
	}
	return float64(s.From) * length
}

// Sends is how many requests the stage sends in this round: those that become
// due before its end and did not before its start. Of a Poisson stage it is the
// mean, rounded.
func (s Stage) Sends() int {
	before, after := s.Before, s.Before+s.requests()
	if s.Kind == StagePoisson {
		return int(nearest(after) - nearest(before))
	}
	return int(wholeAbove(after) - wholeAbove(before))
}

// Skip is the fraction of a request that becomes due before the first one of
// this round.
func (s Stage) Skip() float64 { return max(0, wholeAbove(s.Before)-s.Before) }

// wholeAbove counts the whole requests 0, 1, … that lie before x; the small
// allowance keeps 0.1/s for 30s at 3 despite rounding.
func wholeAbove(x float64) float64 { return math.Ceil(x - 1e-9 - 1e-14*x) }

// nearest is the nearest whole number, with the same allowance: where one round
// ends and the next begins, halves must go the same way.
func nearest(x float64) float64 { return math.Floor(x + 0.5 + 1e-9 + 1e-14*x) }

// Levels is the number of steps.
func (s Stage) Levels() int {
	return 1 + int(math.Round(math.Abs(float64(s.To-s.From))/float64(s.By)))
}

// String says the stage in words.
func (s Stage) String() string {
	length := check.FormatDuration(s.For)
	switch s.Kind {
	case StageRamp:
		return fmt.Sprintf("%s → %s over %s", s.From, s.To, length)
	case StageSteps:
		return fmt.Sprintf("%s → %s in steps of %s over %s", s.From, s.To, s.By, length)
	case StageSine:
		return fmt.Sprintf("%s ± %s every %s for %s", s.From, s.Amplitude, check.FormatDuration(s.Period), length)
	case StageSpike:
		return fmt.Sprintf("%s with a spike of %s for %s, in %s", s.From, s.To, check.FormatDuration(s.PeakFor), length)
	case StagePoisson:
		return fmt.Sprintf("%s at random (Poisson) for %s", s.From, length)
	case StageJitter:
		return fmt.Sprintf("%s with jitter for %s", s.From, length)
	}
	return fmt.Sprintf("%s for %s", s.From, length)
}

package runners

import (
	"math"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/load"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// Schedule turns a block's part of an open profile into intended send times.
// The same seed gives the same times; each round draws its own.
func Schedule(l scenarios.Load, seed uint64) load.Schedule {
	if l.Trace != nil {
		from, to := l.Trace.Part(l.Rounds, l.Round)
		return load.Cut(replay(l.Trace, seed), from, to)
	}
	stages := make([]load.Schedule, len(l.Stages))
	for i, s := range l.Stages {
		stages[i] = stage(s, seed+uint64(l.Round)+uint64(i)<<32)
	}
	return load.NewStages(stages...)
}

// replay is the whole of a trace, drawn once for all rounds, so that the parts
// add up.
func replay(t *scenarios.Trace, seed uint64) load.Schedule {
	if t.Minutes == nil {
		return load.Recorded{Times: t.Times, For: t.Length}
	}
	windows := make([]load.Window, len(t.Minutes))
	for i, n := range t.Minutes {
		windows[i] = load.Window{For: t.Minute(), Arrivals: n}
	}
	return load.Scatter(windows, seed)
}

func stage(s scenarios.Stage, seed uint64) load.Schedule {
	switch s.Kind {
	case scenarios.StagePoisson:
		return load.Poisson(float64(s.From), s.For, seed)
	case scenarios.StageJitter:
		return load.Jitter(load.Part(curve(s), s.Skip(), s.Sends()), seed)
	}
	return load.Part(curve(s), s.Skip(), s.Sends())
}

// curve is the rate that a stage follows.
func curve(s scenarios.Stage) load.Curve {
	from, to := float64(s.From), float64(s.To)
	switch s.Kind {
	case scenarios.StageRamp:
		return load.Ramp{From: from, To: to, For: s.For}
	case scenarios.StageSteps:
		return steps(from, to, s.Levels(), s.For)
	case scenarios.StageSine:
		return load.Sine{Mean: from, Amplitude: float64(s.Amplitude), Period: s.Period, For: s.For}
	case scenarios.StageSpike:
		return load.NewLevels(
			load.Level{PerSecond: from, For: s.PeakAt},
			load.Level{PerSecond: to, For: s.PeakFor},
			load.Level{PerSecond: from, For: s.For - s.PeakAt - s.PeakFor},
		)
	}
	return load.Constant{PerSecond: from, For: s.For}
}

// steps divides a time evenly among n rates.
func steps(from, to float64, n int, length time.Duration) load.Curve {
	levels := make([]load.Level, n)
	for i := range levels {
		levels[i] = load.Level{
			PerSecond: from + (to-from)*float64(i)/float64(max(1, n-1)),
			For:       length*time.Duration(i+1)/time.Duration(n) - length*time.Duration(i)/time.Duration(n),
		}
	}
	return load.NewLevels(levels...)
}

// firstRate is the rate at which a profile warms up: that at its start, or the
// base of a spike. From nothing it is a tenth of where the stage leads, of a
// trace the mean of the block.
func firstRate(l scenarios.Load) float64 {
	if l.Trace != nil {
		return max(1, float64(l.ExpectedSends())) / math.Max(1e-3, l.Length().Seconds())
	}
	first := l.Stages[0]
	if first.From > 0 {
		return float64(first.From)
	}
	return float64(first.To) / 10
}

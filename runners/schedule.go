package runners

import (
	"github.com/sweetspot-bench/sweetspot/internal/load"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// Schedule turns the stages of an open profile into intended send times. The
// same seed gives the same times.
func Schedule(stages []scenarios.Stage, seed uint64) load.Schedule {
	schedule := make([]load.Schedule, len(stages))
	for i, s := range stages {
		switch s.Kind {
		case scenarios.StageRamp:
			schedule[i] = load.Ramp{From: float64(s.From), To: float64(s.To), For: s.For}
		case scenarios.StagePoisson:
			schedule[i] = load.Poisson(float64(s.From), s.For, seed+uint64(i)<<32)
		default:
			schedule[i] = load.Constant{PerSecond: float64(s.From), For: s.For}
		}
	}
	return load.NewStages(schedule...)
}

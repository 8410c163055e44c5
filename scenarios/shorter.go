package scenarios

import (
	"fmt"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// Shorter are the overrides that give the scenario so many rounds and a share of
// its load, 0 to 1, in the same shape: stages and callers go on for a share of
// their time, or make a share of their calls; a burst is as large, in fewer
// rounds. A trace is left as it is. What stays as it is has no override.
func (s *Scenario) Shorter(rounds int, share float64) []string {
	var sets []string
	if rounds != s.Repeat {
		sets = append(sets, "repeat="+itoa(rounds))
	}
	if share >= 1 {
		return sets
	}
	// In whole milliseconds, rounded down so that a peak stays within its stage.
	shorten := func(key string, length time.Duration) {
		if length > 0 {
			const noise = time.Microsecond // of the arithmetic
			part := time.Duration(share*float64(length)) + noise
			sets = append(sets, key+"="+check.FormatDuration(max(time.Millisecond, part.Truncate(time.Millisecond))))
		}
	}
	for i, stage := range s.Load.Stages {
		at := fmt.Sprintf("load.stages[%d].", i)
		shorten(at+"for", stage.For)
		switch stage.Kind {
		case StageSine:
			shorten(at+"sine.period", stage.Period)
		case StageSpike:
			shorten(at+"spike.at", stage.PeakAt)
			shorten(at+"spike.for", stage.PeakFor)
		}
	}
	shorten("load.for", s.Load.For)
	if s.Load.Invocations > 0 {
		sets = append(sets, "load.invocations="+itoa(max(1, int(share*float64(s.Load.Invocations)))))
	}
	return sets
}

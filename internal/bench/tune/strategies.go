package main

import (
	"math"
	"slices"

	"github.com/sweetspot-bench/sweetspot/internal/advice/search"
	"github.com/sweetspot-bench/sweetspot/internal/estimate"
)

// strategy looks for the cheapest size of a function and returns its index.
type strategy struct {
	name string
	find func(*function) int
}

var strategies = []strategy{{"tune", tune}, {"Parrotfish", parrotfish}, {"Power Tuning", powerTune}}

// tune is the search of `sweetspot tune` at its defaults.
func tune(f *function) int {
	p := search.Problem{
		Batch: search.DefaultBatch, MaxInvocations: search.DefaultMaxInvocations, Tolerance: search.DefaultTolerance, Seed: 1,
	}
	for _, s := range f.sizes {
		p.Candidates = append(p.Candidates, search.Candidate{MemoryMB: float64(s.memoryMB), Fixed: requestUSD, PerMS: f.perMS(s.memoryMB)})
	}
	var history []search.Trial
	for {
		step := p.Next(history)
		if step.Invocations == 0 {
			return step.Answer.Pick
		}
		t := search.Trial{Candidate: step.Candidate, MS: f.several(step.Candidate, step.Invocations)}
		if t.Failures = step.Invocations - len(t.MS); t.Failures > 0 {
			t.Failure = search.OutOfMemory
		}
		history = append(history, t)
	}
}

// powerTune is AWS Lambda Power Tuning (https://github.com/alexcasalboni/aws-lambda-power-tuning)
// with its default sizes, or the sizes nearest to these, 50 invocations each, and
// its trimmed mean. It does without the request fee; a size that fails is skipped.
func powerTune(f *function) int {
	pick, least := search.NoPick, math.Inf(1)
	var seen []int
	for _, mb := range []int{128, 256, 512, 1024, 1536, 3008} {
		i := f.nearest(mb)
		if slices.Contains(seen, i) {
			continue
		}
		seen = append(seen, i)
		mean, ok := estimate.TrimmedMean(f.several(i, 50), 0.2)
		if cost := math.Ceil(mean) * f.perMS(f.sizes[i].memoryMB); ok && cost < least {
			pick, least = i, cost
		}
	}
	return pick
}

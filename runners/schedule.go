package runners

import (
	"math/rand/v2"

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

// picker draws payloads in proportion to their weights. What send n of a block
// carries depends on the seed, the round and n alone, not on timing.
type picker struct {
	payloads    []scenarios.Payload
	total       int
	seed, round uint64
}

func newPicker(payloads []scenarios.Payload, seed, round uint64) *picker {
	p := &picker{payloads: payloads, seed: seed, round: round}
	for _, payload := range payloads {
		p.total += payload.Weight
	}
	return p
}

func (p *picker) payload(seq int) scenarios.Payload {
	if len(p.payloads) == 1 {
		return p.payloads[0]
	}
	at := rand.New(rand.NewPCG(p.seed, p.round<<32|uint64(seq))).IntN(p.total)
	for _, payload := range p.payloads {
		if at -= payload.Weight; at < 0 {
			return payload
		}
	}
	return p.payloads[len(p.payloads)-1]
}

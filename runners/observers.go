package runners

import "github.com/sweetspot-bench/sweetspot/internal/measure"

// Observers are told everything one after another, in their order.
type Observers []Observer

var _ Observer = Observers(nil)

// BlockStarted implements Observer.
func (all Observers) BlockStarted(b measure.Block) {
	for _, o := range all {
		o.BlockStarted(b)
	}
}

// PhaseStarted implements Observer.
func (all Observers) PhaseStarted(b measure.Block, p measure.Phase) {
	for _, o := range all {
		o.PhaseStarted(b, p)
	}
}

// Sampled implements Observer.
func (all Observers) Sampled(s *measure.Sample) {
	for _, o := range all {
		o.Sampled(s)
	}
}

// BlockFinished implements Observer.
func (all Observers) BlockFinished(b measure.Block) {
	for _, o := range all {
		o.BlockFinished(b)
	}
}

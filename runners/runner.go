// Package runners drives a plan: it makes each variant live, sends the load of
// each block at it, and hands every sample on. What a target is and how it is
// spoken to is the business of a Runner, one sub-package per kind.
package runners

import (
	"context"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// Runner knows one target. It never paces load, computes statistics or knows
// a price. Invoke is called from many goroutines, the others from one.
type Runner interface {
	// Check tells whether the runner may work: the target exists and starts,
	// its variants are legal. Nothing is measured before every Check has passed.
	Check(ctx context.Context, variants []scenarios.Variant) error
	// Apply makes a variant live and waits until the platform says so.
	// Applying a second variant leaves the first as warm as it was; applying the
	// first again may have it begin with new environments.
	Apply(ctx context.Context, v scenarios.Variant) error
	// Invoke sends one request and turns the answer into a sample. Times of
	// the client's clock, Seq, Phase and Block are filled in by the caller.
	Invoke(ctx context.Context, v scenarios.Variant, p scenarios.Payload) measure.Sample
	// Recycle makes the next invocation of a live variant a cold start.
	Recycle(ctx context.Context, v scenarios.Variant) error
	// Restore puts everything back as it was. It may be called twice.
	Restore(ctx context.Context) error
}

// Metered is a Runner that can tell what its target used. Usage counts from an
// instant of the runner's own choice, the same for the whole run; ok is false
// where it cannot be told.
type Metered interface {
	Usage(ctx context.Context, v scenarios.Variant) (used measure.Usage, ok bool)
}

// Launcher is a Runner that starts tasks elsewhere and can tell how they came
// up: all launches, and steps in the number of tasks, so far. It is asked between
// blocks.
type Launcher interface {
	Launches() []measure.Launch
	Scalings() []measure.Scaling
}

// Observer follows a sweep. Its methods are called from one goroutine, but for
// Sampled, which is called from many. All samples of a phase have come before
// the next phase starts or the block finishes.
type Observer interface {
	// BlockStarted comes before a block's first request.
	BlockStarted(b measure.Block)
	// PhaseStarted comes when a block enters a phase.
	PhaseStarted(b measure.Block, p measure.Phase)
	// Sampled comes with every recorded sample, which it may not keep.
	Sampled(s *measure.Sample)
	// BlockFinished comes when a block has ended, well or not.
	BlockFinished(b measure.Block)
}

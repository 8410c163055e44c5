package runners

import (
	"context"
	"fmt"
	"sync"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// Completer is a Runner that learns more of its samples than the answers told:
// from logs, which come later.
type Completer interface {
	// Lacks reports whether there is more to learn of a sample. It is called from
	// many goroutines.
	Lacks(s *measure.Sample) bool
	// Complete fills in what can be learned of a block's samples once its load is
	// over. It waits a bounded time, and not at all once ctx has ended; what it
	// cannot learn stays as it is.
	Complete(ctx context.Context, v scenarios.Variant, samples []measure.Sample)
}

// Refusable is a Runner that may be refused what it needs, so that what follows
// says nothing of its target: credentials expire, a permission goes.
type Refusable interface {
	// Refused is why no invocation is let through any more, nil for nothing. It is
	// asked at the end of a block, which is not measured then.
	Refused() error
}

// Fronted is a Runner of something behind a gateway of which metrics tell what
// it added.
type Fronted interface {
	// Overheads sets the Overhead of blocks that have been measured, as far as
	// metrics tell. It waits for them a bounded time.
	Overheads(ctx context.Context, blocks []*measure.Block)
}

// mostHeld bounds the samples of a block that wait to be completed; those beyond
// are kept as they are.
const mostHeld = 200_000

// held are the samples of a block that are to be completed.
type held struct {
	mu      sync.Mutex
	samples []measure.Sample
}

// hold takes a sample in that is to be completed, and says whether it did.
func (b *block) hold(s *measure.Sample) bool {
	c, is := b.runner.(Completer)
	if !is || !c.Lacks(s) {
		return false
	}
	b.held.mu.Lock()
	defer b.held.mu.Unlock()
	if len(b.held.samples) == mostHeld {
		return false
	}
	b.held.samples = append(b.held.samples, *s)
	return true
}

// complete has the samples that were held completed, and records them.
func (b *block) complete(ctx context.Context) {
	if len(b.held.samples) == 0 {
		return
	}
	b.runner.(Completer).Complete(ctx, b.variant, b.held.samples)
	for _, s := range b.held.samples {
		if s.Stale {
			s.Phase = measure.PhaseWarmup
		}
		s.Reason = b.sweep.shown(s.Reason)
		b.keep(s)
	}
	b.held.samples = nil
}

// tally counts a sample at once, however much of it is yet to be learned.
func (b *block) tally(s *measure.Sample) {
	if b.sweep.Tally == nil {
		return
	}
	if err := b.sweep.Tally(*s); err != nil {
		b.fail(err)
	}
}

// keep records a sample; one that cannot be kept ends the sweep.
func (b *block) keep(s measure.Sample) {
	if err := b.sweep.Record(s); err != nil {
		b.fail(fmt.Errorf("cannot keep the samples: %w", err))
	}
}

package main

import (
	"context"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/terminal"
	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/reports/live"
)

// plainEvery is how often progress is told where no line can be rewritten.
const plainEvery = 10 * time.Second

// progress tells on standard error how far a sweep is: rows that are rewritten
// on a terminal, plain lines elsewhere, nothing when quiet. What it tells comes
// from the run's tap; of the samples it looks at failures alone.
type progress struct {
	out      io.Writer
	quiet    bool
	probes   bool // of a search: nobody knows how many there will be
	virtual  bool // no time passes, so that blocks and rates are not worth a line
	tap      *live.Tap
	labels   []string      // by variant
	noun     string        // what the variants are called
	planned  int           // blocks of each variant
	blocks   atomic.Int64  // in all, as far as is known
	expected time.Duration // of one block, before any has been seen
	failed   []atomic.Bool // variants whose first failure was told
	screen   *screen       // nil where lines cannot be rewritten
	results  drawnResults
	stop     context.CancelFunc
	stopped  sync.WaitGroup
}

func (r *run) newProgress(ctx context.Context, tap *live.Tap) *progress {
	p := &progress{
		out: r.stderr, quiet: r.settings.Quiet, virtual: r.scenario.Replayed(), tap: tap, probes: r.scenario.Load.Search != nil,
		expected: r.scenario.Load.Length()/time.Duration(r.plan.Rounds) + 2*time.Second,
		failed:   make([]atomic.Bool, len(r.plan.Variants)), planned: r.plan.Rounds, noun: "memory",
	}
	p.blocks.Store(int64(len(r.plan.Blocks)))
	for _, v := range r.plan.Variants {
		p.labels = append(p.labels, format.Clean(r.scenario.Label(v)))
		if v.MemoryMB == 0 {
			p.noun = "variant"
		}
	}
	if p.quiet {
		return p
	}
	if c, ok := r.stderr.(*console); ok && r.animated() {
		p.screen = newScreen(terminal.File(c), p.rows)
		c.divert(p.screen.print)
		return p
	}
	ctx, p.stop = context.WithCancel(ctx)
	p.stopped.Go(func() { p.tellPlainly(ctx) })
	return p
}

// animated reports whether rows may be rewritten on standard error: on a
// terminal that knows how, and that does not show a stream as well.
func (r *run) animated() bool {
	t := terminal.Of(r.stderr)
	return t.Screen && t.Color && (r.settings.Stream != standardOutput || terminal.File(r.stdout) == nil)
}

func (p *progress) tellPlainly(ctx context.Context) {
	ticker := time.NewTicker(plainEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			fmt.Fprintln(p.out, p.line())
		}
	}
}

// close ends the display.
func (p *progress) close() {
	if p.screen != nil {
		p.screen.close()
		p.out.(*console).divert(nil)
	}
	if p.stop != nil {
		p.stop()
	}
	p.stopped.Wait()
}

// BlockStarted implements runners.Observer. Rounds may have been added.
func (p *progress) BlockStarted(b measure.Block) {
	if n := int64(b.Index) + 1; n > p.blocks.Load() {
		p.blocks.Store(n)
	}
}

// PhaseStarted implements runners.Observer.
func (p *progress) PhaseStarted(measure.Block, measure.Phase) {}

// Sampled implements runners.Observer: it says once per variant what goes
// wrong, while it does.
func (p *progress) Sampled(s *measure.Sample) {
	if s.OK() || p.quiet || p.failed[s.Variant].Swap(true) {
		return
	}
	fmt.Fprintln(p.out, format.Clean(fmt.Sprintf("%s: first failure: %s %s", p.labels[s.Variant], s.Outcome, s.Reason)))
}

// BlockFinished implements runners.Observer.
func (p *progress) BlockFinished(b measure.Block) {
	if p.quiet || p.virtual || p.probes || p.screen != nil {
		return // what a probe has come to, its search says
	}
	fmt.Fprintln(p.out, p.ended(b))
}

// left estimates the time to the end from the blocks so far.
func (p *progress) left(s *live.State) time.Duration {
	per := p.each(s)
	running := max(0, per-time.Since(s.Began))
	if s.Finished > s.Block.Index {
		running = 0
	}
	return time.Duration(int(p.blocks.Load())-max(s.Finished, s.Block.Index+1))*per + running
}

// each is about how long a block takes.
func (p *progress) each(s *live.State) time.Duration {
	if s.Finished > 0 {
		return s.Took / time.Duration(s.Finished)
	}
	return p.expected
}

// share is how far the sweep is, from 0 to 1.
func (p *progress) share(s *live.State) float64 {
	done := float64(s.Block.Index)
	if s.Finished > s.Block.Index {
		done++
	} else if per := p.each(s); per > 0 {
		done += min(1, time.Since(s.Began).Seconds()/per.Seconds())
	}
	return done / float64(max(1, p.blocks.Load()))
}

package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
	"golang.org/x/term"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/reports/live"
)

// plainEvery is how often progress is told where no line can be rewritten.
const plainEvery = 10 * time.Second

// progress tells on standard error how far a sweep is: a bar that is rewritten
// on a terminal, plain lines elsewhere, nothing when quiet. What it tells comes
// from the run's tap; of the samples it looks at failures alone.
type progress struct {
	out      io.Writer
	quiet    bool
	virtual  bool // no time passes, so that blocks and rates are not worth a line
	tap      *live.Tap
	labels   []string      // by variant
	blocks   atomic.Int64  // in all, as far as is known
	expected time.Duration // of one block, before any has been seen
	failed   []atomic.Bool // variants whose first failure was told
	bar      *mpb.Bar
	bars     *mpb.Progress
	stop     context.CancelFunc
	stopped  sync.WaitGroup
}

func (r *run) newProgress(ctx context.Context, tap *live.Tap) *progress {
	p := &progress{
		out: r.stderr, quiet: r.settings.Quiet, virtual: r.scenario.Replayed(), tap: tap,
		expected: r.scenario.Load.Length()/time.Duration(r.plan.Rounds) + 2*time.Second,
		failed:   make([]atomic.Bool, len(r.plan.Variants)),
	}
	p.blocks.Store(int64(len(r.plan.Blocks)))
	for _, v := range r.plan.Variants {
		p.labels = append(p.labels, r.scenario.Label(v))
	}
	if p.quiet {
		return p
	}
	ctx, p.stop = context.WithCancel(ctx)
	if file, ok := p.out.(*os.File); ok && term.IsTerminal(int(file.Fd())) && os.Getenv("NO_COLOR") == "" {
		p.startBar(file)
		p.bar.IncrBy(len(done(r.manifest.Blocks)))
	} else {
		p.stopped.Go(func() { p.tellPlainly(ctx) })
	}
	return p
}

// startBar shows the share of blocks done and the state as text behind it.
func (p *progress) startBar(file *os.File) {
	p.bars = mpb.New(mpb.WithOutput(file), mpb.WithWidth(24), mpb.WithRefreshRate(200*time.Millisecond))
	p.bar = p.bars.New(0, mpb.BarStyle(), mpb.BarRemoveOnComplete(),
		mpb.AppendDecorators(decor.Any(func(decor.Statistics) string { return " " + p.state() })))
	p.bar.SetTotal(p.blocks.Load(), false) // only close ends the bar: rounds may be added
}

func (p *progress) tellPlainly(ctx context.Context) {
	ticker := time.NewTicker(plainEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			fmt.Fprintln(p.out, p.state())
		}
	}
}

// close ends the display.
func (p *progress) close() {
	if p.stop != nil {
		p.stop()
	}
	p.stopped.Wait()
	if p.bar != nil {
		p.bar.Abort(true)
		p.bars.Wait()
	}
}

// BlockStarted implements runners.Observer. Rounds may have been added.
func (p *progress) BlockStarted(b measure.Block) {
	if b.Index < int(p.blocks.Load()) {
		return
	}
	p.blocks.Store(int64(b.Index) + 1)
	if p.bar != nil {
		p.bar.SetTotal(p.blocks.Load(), false)
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
	p.line(fmt.Sprintf("%s: first failure: %s %s", p.labels[s.Variant], s.Outcome, s.Reason))
}

// BlockFinished implements runners.Observer.
func (p *progress) BlockFinished(measure.Block) {
	switch {
	case p.quiet:
	case p.bar != nil:
		p.bar.Increment()
	case p.virtual:
	default:
		fmt.Fprintln(p.out, p.state())
	}
}

// line writes a line of its own, above the bar where there is one.
func (p *progress) line(text string) {
	if p.bars != nil {
		_, _ = p.bars.Write([]byte(text + "\n"))
		return
	}
	fmt.Fprintln(p.out, text)
}

// state says in one line where the sweep is.
func (p *progress) state() string {
	s := p.tap.State()
	if s.Began.IsZero() {
		return "starting"
	}
	parts := []string{
		fmt.Sprintf("block %d/%d", s.Block.Index+1, p.blocks.Load()),
		p.labels[s.Block.Variant], string(s.Phase),
	}
	if s.Answered > 0 && s.Loading > 0 && !p.virtual {
		parts = append(parts, fmt.Sprintf("%.3g/s", float64(s.Answered)/s.Loading.Seconds()),
			fmt.Sprintf("p50 %s p95 %s", milliseconds(s.P50), milliseconds(s.P95)))
	}
	if s.Errors > 0 {
		parts = append(parts, plural(int(s.Errors), "error"))
	}
	for _, currency := range slices.Sorted(maps.Keys(s.Spend)) {
		amount := s.Spend[currency].StringFixed(6) + " " + currency
		if currency == "USD" {
			amount = "$" + s.Spend[currency].StringFixed(6)
		}
		parts = append(parts, amount+" at Lambda's prices so far")
	}
	return strings.Join(append(parts, p.left(&s).Round(time.Second).String()+" left"), " · ")
}

func milliseconds(d time.Duration) string { return format.Duration(float64(d.Microseconds()) / 1000) }

// left estimates the time to the end from the blocks so far.
func (p *progress) left(s *live.State) time.Duration {
	per := p.expected
	if s.Finished > 0 {
		per = s.Took / time.Duration(s.Finished)
	}
	running := max(0, per-time.Since(s.Began))
	if s.Finished > s.Block.Index {
		running = 0
	}
	return time.Duration(int(p.blocks.Load())-max(s.Finished, s.Block.Index+1))*per + running
}

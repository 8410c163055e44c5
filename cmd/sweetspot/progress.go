package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
	"github.com/shopspring/decimal"
	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
	"golang.org/x/term"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// plainEvery is how often progress is told where no line can be rewritten.
const plainEvery = 10 * time.Second

// progress tells on standard error how far a sweep is: a bar that is rewritten
// on a terminal, plain lines elsewhere, nothing when quiet.
type progress struct {
	out      io.Writer
	quiet    bool
	labels   []string
	rates    []pricing.Rate // by variant
	blocks   int
	expected time.Duration // of one block, before any has been seen
	bar      *mpb.Bar
	bars     *mpb.Progress
	stop     context.CancelFunc
	stopped  sync.WaitGroup

	mu        sync.Mutex
	block     measure.Block
	phase     measure.Phase
	began     time.Time // of the block
	loading   time.Time // since when its load runs
	finished  int       // blocks
	took      time.Duration
	latency   *hdrhistogram.Histogram // of the block's load, in µs
	answered  int
	errors    int
	cost      decimal.Decimal
	firstFail map[int]bool // variants whose first failure was told
}

func (r *run) newProgress(ctx context.Context) *progress {
	p := &progress{
		out: r.stderr, quiet: r.settings.Quiet, blocks: len(r.plan.Blocks),
		expected: r.scenario.Load.Length()/time.Duration(r.plan.Rounds) + 2*time.Second,
		latency:  hdrhistogram.New(1, int64(time.Hour/time.Microsecond), 3), firstFail: map[int]bool{},
	}
	for _, v := range r.plan.Variants {
		target := r.scenario.Targets[v.Target]
		p.labels = append(p.labels, r.scenario.Label(v))
		// A price that is missing is an input error of the summary; the
		// progress then shows no cost.
		rate, _ := r.book.LambdaRate(target.Region, v.Architecture, v.MemoryMB, int(target.Function.EphemeralStorage>>20))
		p.rates = append(p.rates, rate)
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
	p.bar = p.bars.New(int64(p.blocks), mpb.BarStyle(), mpb.BarRemoveOnComplete(),
		mpb.AppendDecorators(decor.Any(func(decor.Statistics) string { return " " + p.state() })))
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

// BlockStarted implements runners.Observer.
func (p *progress) BlockStarted(b measure.Block) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.block, p.phase, p.began = b, measure.PhaseWarmup, time.Now()
	p.latency.Reset()
	p.answered, p.errors = 0, 0
}

// PhaseStarted implements runners.Observer.
func (p *progress) PhaseStarted(_ measure.Block, phase measure.Phase) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.phase = phase
	if phase == measure.PhaseLoad {
		p.loading = time.Now()
	}
}

// Sampled implements runners.Observer.
func (p *progress) Sampled(s *measure.Sample) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if s.Billed > 0 {
		p.cost = p.cost.Add(p.rates[s.Variant].Cost(1, s.Billed.Milliseconds()))
	}
	if !s.OK() {
		p.errors++
		p.tellFirstFailure(s)
	}
	if s.Phase != measure.PhaseLoad {
		return
	}
	p.answered++
	if s.OK() {
		// Beyond an hour the histogram has no place; live figures may miss it.
		_ = p.latency.RecordValue(s.Latency().Microseconds())
	}
}

// tellFirstFailure says once per variant what goes wrong, while it does.
func (p *progress) tellFirstFailure(s *measure.Sample) {
	if p.quiet || p.firstFail[s.Variant] {
		return
	}
	p.firstFail[s.Variant] = true
	p.line(fmt.Sprintf("%s: first failure: %s %s", p.labels[s.Variant], s.Outcome, s.Reason))
}

// BlockFinished implements runners.Observer.
func (p *progress) BlockFinished(_ measure.Block) {
	p.mu.Lock()
	p.finished++
	p.took += time.Since(p.began)
	p.mu.Unlock()
	switch {
	case p.quiet:
	case p.bar != nil:
		p.bar.Increment()
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
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.labels == nil || p.began.IsZero() {
		return "starting"
	}
	parts := []string{
		fmt.Sprintf("block %d/%d", p.block.Index+1, p.blocks),
		p.labels[p.block.Variant], string(p.phase),
	}
	if elapsed := time.Since(p.loading).Seconds(); p.answered > 0 && elapsed > 0 {
		parts = append(parts, fmt.Sprintf("%.3g/s", float64(p.answered)/elapsed),
			fmt.Sprintf("p50 %s p95 %s", p.quantile(50), p.quantile(95)))
	}
	if p.errors > 0 {
		parts = append(parts, plural(p.errors, "error"))
	}
	return strings.Join(append(parts, fmt.Sprintf("$%s of Lambda so far", p.cost.StringFixed(6)),
		p.left().Round(time.Second).String()+" left"), " · ")
}

func (p *progress) quantile(q float64) string {
	return format.Duration(float64(p.latency.ValueAtQuantile(q)) / 1000)
}

// left estimates the time to the end from the blocks so far.
func (p *progress) left() time.Duration {
	per := p.expected
	if p.finished > 0 {
		per = p.took / time.Duration(p.finished)
	}
	running := max(0, per-time.Since(p.began))
	if p.finished > p.block.Index {
		running = 0
	}
	return time.Duration(p.blocks-max(p.finished, p.block.Index+1))*per + running
}

// Package live shows a run while it goes on: how far it is, as JSON lines, and
// as Prometheus metrics.
//
// It feeds views and nothing else. Its quantiles come from distributions of
// three digits; what a run concludes comes from the samples themselves, in
// package reports.
package live

import (
	"sync"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/runners"
)

// Run says what is watched.
type Run struct {
	ID       string
	Scenario string // its name
	Blocks   int    // of the plan
	Variants []Variant
	Traffic  *runners.Traffic // of the sweep
}

// Variant is one variant of the plan.
type Variant struct {
	Label        string        `json:"label"`
	Target       string        `json:"target"`
	MemoryMB     int           `json:"memory_mb,omitzero"`
	Architecture string        `json:"architecture,omitzero"`
	Rate         *pricing.Rate `json:"-"` // nil: no spend is shown
	Fronted      bool          `json:"-"` // something before the function is billed too, which Rate leaves out
}

// Tap follows a sweep as its Observer. Samples only touch a recorder; all else is
// done when somebody looks, or when a phase ends.
type Tap struct {
	run      Run
	recorder *measure.Recorder

	mu       sync.Mutex
	stream   *Stream
	block    measure.Block
	phase    measure.Phase
	open     bool          // the phase is under way
	began    time.Time     // of the block
	loading  time.Time     // since when its load runs
	loaded   time.Duration // how long it ran, once it has ended
	finished int           // blocks
	took     time.Duration // all of them

	sent, due int64              // as of the last look; due is of the phase
	usage     []usage            // by variant
	totals    map[section]*total // of the run
	soFar     blockSoFar         // of the block
	kept      []kept             // by variant
	results   []Result           // of the variants with a block that has ended
	recent    span               // since the last line of the stream
	fresh     measure.Interval   // what a look has found
}

// section is what a stretch of samples has in common.
type section struct {
	variant int
	phase   measure.Phase
}

// usage is what a variant is billed for so far.
type usage struct{ requests, ms int64 }

// span is what came in a stretch of time.
type span struct {
	measure.Interval
	sent, due int64
}

var _ runners.Observer = (*Tap)(nil)

// New makes a tap of a run that has not begun.
func New(run Run) *Tap {
	return &Tap{run: run, recorder: measure.NewRecorder(), usage: make([]usage, len(run.Variants)), kept: make([]kept, len(run.Variants)), totals: map[section]*total{}}
}

// Sampled implements runners.Observer.
func (t *Tap) Sampled(s *measure.Sample) { t.recorder.Add(s) }

// BlockStarted implements runners.Observer.
func (t *Tap) BlockStarted(b measure.Block) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.block, t.phase, t.began = b, measure.PhaseWarmup, time.Now()
	t.run.Blocks = max(t.run.Blocks, b.Index+1) // rounds may have been added
	t.loaded = 0
	t.soFar.reset()
	t.stream.blockStarted(t)
}

// PhaseStarted implements runners.Observer.
func (t *Tap) PhaseStarted(b measure.Block, p measure.Phase) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.endPhase()
	t.block, t.phase, t.open, t.due = b, p, true, 0
	if p == measure.PhaseLoad {
		t.loading = time.Now()
	}
	t.stream.phaseStarted()
}

// BlockFinished implements runners.Observer.
func (t *Tap) BlockFinished(b measure.Block) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.open && t.phase == measure.PhaseLoad {
		t.intend(int64(b.Intended))
	}
	t.endPhase()
	t.block = b
	t.finished++
	t.took += time.Since(t.began)
	t.keep()
	t.stream.blockFinished(t)
}

// endPhase accounts for all of the phase under way.
func (t *Tap) endPhase() {
	if !t.open {
		return
	}
	t.look()
	t.stream.interval(t, false)
	t.loaded = t.loadedFor()
	t.open = false
}

// look moves what has come since the last look to those who count it. The caller
// holds mu.
func (t *Tap) look() {
	if !t.open {
		return
	}
	t.fresh.Reset()
	// Live figures have room for 2^63 samples; that they ran out of it is no
	// reason to stop a run.
	_ = t.recorder.Drain(&t.fresh)
	sent := t.run.Traffic.Sent()
	if due, ok := t.run.Traffic.Due(time.Now()); ok && t.phase == measure.PhaseLoad {
		t.intend(due)
	}
	t.recent.sent += sent - t.sent
	t.total().sent += sent - t.sent
	if t.phase == measure.PhaseLoad {
		t.soFar.sent += sent - t.sent
	}
	t.sent = sent
	t.usage[t.block.Variant].requests += t.fresh.Billed
	t.usage[t.block.Variant].ms += t.fresh.BilledMS
	t.total().add(&t.fresh)
	t.soFar.add(t.phase, &t.fresh)
	if t.stream != nil {
		_ = t.recent.Merge(&t.fresh)
	}
}

// intend notes that the phase has intended so many sends in all.
func (t *Tap) intend(due int64) {
	t.recent.due += due - t.due
	t.soFar.due += due - t.due
	t.total().due += due - t.due
	t.due = due
}

// total is that of the section under way.
func (t *Tap) total() *total {
	key := section{t.block.Variant, t.phase}
	if t.totals[key] == nil {
		t.totals[key] = newTotal()
	}
	return t.totals[key]
}

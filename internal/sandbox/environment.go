package sandbox

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/limits"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// reapWithin bounds the wait for a killed process.
const reapWithin = 5 * time.Second

// A short invocation soon after another does not read the counters again: its
// peak shows up in the next reading. No function allocates much in so little.
const (
	shortInvocation = 2 * time.Millisecond
	usageFreshFor   = limits.Period
)

// environment serves the invocations of one revision, one at a time. Whoever
// has claimed it from the scheduler owns all but the fields said otherwise.
type environment struct {
	platform    *Platform
	rev         *Revision
	pool        *pool
	epoch       int // of the pool when it was made
	provisioned bool
	id          string // 32 hex digits
	stream      string
	dir         string

	timer       *time.Timer
	event       []byte // buffer
	invocations int
	peakMB      int // highest of all its processes
	throttled   time.Duration
	readAt      time.Time

	idleSince time.Time // the scheduler's
	deadline  time.Time // of the last invocation

	mu    sync.Mutex
	proc  *process // written by the owner under mu
	ended bool     // no process may be started

	busy   atomic.Bool // claimed
	power  sync.Mutex
	frozen bool // under power
}

func newEnvironment(p *Platform, pool *pool, provisioned bool, now time.Time) *environment {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	id := hex.EncodeToString(b[:])
	return &environment{
		platform: p, rev: pool.rev, pool: pool, epoch: pool.epoch, provisioned: provisioned,
		id: id, stream: logStream(pool.rev.Version, id, now),
		dir: filepath.Join(p.dir.path, id),
	}
}

// readiness is how a wait for a process ended.
type readiness int

const (
	isReady readiness = iota
	isLate
	isFailed // it said so
	isExited
	isAbandoned // the caller left
)

// awaitToken waits until an event may be handed out.
func (e *environment) awaitToken(ctx context.Context, limit time.Duration) readiness {
	p := e.proc
	select {
	case <-p.token:
		return isReady
	default:
	}
	timer := e.arm(limit)
	defer timer.Stop()
	select {
	case <-p.token:
		return isReady
	case <-p.failed:
		return isFailed
	case <-p.exited:
		select {
		case <-p.failed: // it said why and exited
			return isFailed
		default:
			return isExited
		}
	case <-timer.C:
		return isLate
	case <-ctx.Done():
		return isAbandoned
	}
}

// initialise is the init phase: full CPU for as long as limit, then the quota.
// It reports how it ended; the duration is up to the first GET next.
func (e *environment) initialise(limit time.Duration) (r readiness, took time.Duration, err error) {
	if err := e.start(true); err != nil {
		return isExited, 0, err
	}
	p := e.proc
	r = e.awaitToken(context.Background(), limit)
	if r != isReady {
		return r, time.Since(p.started), nil
	}
	p.mu.Lock()
	took = p.readyAt.Sub(p.started)
	p.mu.Unlock()
	if err := p.group.Throttle(); err != nil && !p.hasExited() {
		return r, took, fmt.Errorf("limits of function %s: %w", e.rev.FunctionName, err)
	}
	return r, took, nil
}

// arm returns the environment's timer, set to d.
func (e *environment) arm(d time.Duration) *time.Timer {
	if e.timer == nil {
		e.timer = time.NewTimer(d)
	} else {
		e.timer.Reset(d)
	}
	return e.timer
}

// observe reads the counters after an invocation of length d: the highest
// memory so far and the time it waited for quota.
func (e *environment) observe(d time.Duration) (peakMB int, throttled time.Duration) {
	now := time.Now()
	if e.proc == nil || d < shortInvocation && now.Sub(e.readAt) < usageFreshFor {
		return e.peakMB, 0
	}
	u, err := e.proc.group.Usage()
	if err != nil {
		return e.peakMB, 0
	}
	e.readAt = now
	throttled = max(0, u.Throttled-e.throttled)
	e.throttled = u.Throttled
	e.peakMB = max(e.peakMB, u.PeakMemoryMB)
	return e.peakMB, throttled
}

// reset kills the process and waits for its end.
func (e *environment) reset() {
	p := e.proc
	if p == nil {
		return
	}
	p.kill()
	timer := time.NewTimer(reapWithin)
	defer timer.Stop()
	select {
	case <-p.exited:
	case <-timer.C:
	}
}

// end resets the environment for good and removes its directory.
func (e *environment) end() {
	e.mu.Lock()
	e.ended = true
	e.mu.Unlock()
	e.reset()
	_ = os.RemoveAll(e.dir)
}

// stop ends the process of an environment that somebody else owns.
func (e *environment) stop() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.ended = true
	if e.proc != nil {
		e.proc.kill()
	}
}

// coldness is what an invocation that waited for no init reports.
func (e *environment) coldness() measure.Cold {
	if e.provisioned && e.invocations == 0 {
		return measure.ColdProvisioned
	}
	return measure.ColdNone
}

package sandbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/limits"
)

// Defaults of Options.
const (
	// DefaultIdleAfter is how long an idle environment is kept. Lambda states
	// no figure; 5 to 7 minutes is what has been observed.
	// https://mikhail.io/serverless/coldstarts/aws/intervals/
	DefaultIdleAfter = 6 * time.Minute
	// DefaultFreezeAfter keeps freezing off the path of back-to-back invocations.
	DefaultFreezeAfter = 10 * time.Millisecond
)

// closeWithin bounds Close.
const closeWithin = 15 * time.Second

// ErrClosed is what Invoke returns once Close was called.
var ErrClosed = errors.New("the function platform is closed")

// Options configures a Platform. Limits is required; the zero value of any
// other field means its default.
type Options struct {
	Limits      limits.Controller // stays the caller's: close it after the Platform
	Account     Account
	IdleAfter   time.Duration // idle time after which an environment is ended; DefaultIdleAfter
	FreezeAfter time.Duration // idle time after which it is frozen; DefaultFreezeAfter
	Reserve     float64       // cores others may use before a result is contended; limits.DefaultReserve
	Executable  string        // what serves Handler.Builtin; default os.Executable
	Log         io.Writer     // function logs are copied here, a slow writer slowing functions down; nil discards them
}

// Platform runs functions. It is safe for concurrent use.
//
// The number of environments is limited by the account, not by this machine:
// more busy vCPU than there are cores makes results contended, and says so in
// them.
type Platform struct {
	opts         Options
	dir          *workDir // bootstraps, and a directory for each environment
	initLimit    time.Duration
	sink         sink
	interpreters interpreters
	initialising chan struct{} // bounds provisioned inits

	scheduler
	active sync.WaitGroup // invocations and provisioned inits
	ending sync.WaitGroup // environments being ended
	reaped sync.WaitGroup // processes
	once   sync.Once
	err    error
}

var _ Invoker = (*Platform)(nil)

// New makes a Platform and its temporary directory; Close removes it.
func New(opts Options) (*Platform, error) {
	if opts.Limits == nil {
		return nil, errors.New("function platform: Options.Limits is missing")
	}
	if opts.Executable == "" {
		exe, err := os.Executable()
		if err != nil {
			return nil, fmt.Errorf("find the sweetspot binary for builtin functions: %w", err)
		}
		opts.Executable = exe
	}
	opts.IdleAfter = orDefault(opts.IdleAfter, DefaultIdleAfter)
	opts.FreezeAfter = orDefault(opts.FreezeAfter, DefaultFreezeAfter)
	opts.Reserve = orDefault(opts.Reserve, limits.DefaultReserve)
	dir, err := newWorkDir()
	if err != nil {
		return nil, err
	}
	p := &Platform{
		opts: opts, dir: dir, initLimit: InitLimit, sink: sink{w: opts.Log},
		initialising: make(chan struct{}, runtime.NumCPU()),
	}
	if err := p.writeBootstraps(); err != nil {
		_ = dir.remove()
		return nil, err
	}
	p.scheduler.init(p, time.Now())
	return p, nil
}

func orDefault[T time.Duration | float64](v, otherwise T) T {
	if v > 0 {
		return v
	}
	return otherwise
}

func (p *Platform) writeBootstraps() error {
	for name, text := range map[string][]byte{pythonBootstrapName: pythonBootstrap, nodeBootstrapName: nodeBootstrap} {
		if err := os.WriteFile(filepath.Join(p.dir.path, name), text, 0o600); err != nil {
			return fmt.Errorf("write a bootstrap: %w", err)
		}
	}
	return nil
}

// Limits implements Invoker.
func (p *Platform) Limits() string { return p.opts.Limits.Describe() }

// Invoke implements Invoker. A caller that leaves early, by its context, does
// not end the invocation.
func (p *Platform) Invoke(ctx context.Context, r Request) (*Result, error) {
	if err := r.check(); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	in := newInvocation(p, r)
	for retry := false; ; retry = true {
		e, wait, err := p.claim(r.Revision, retry)
		if err != nil {
			return nil, err
		}
		in.env = e
		switch p.prepare(ctx, e, wait) {
		case isReady:
			if e.proc.handOut(in.warm()) {
				return in.await(ctx)
			}
			p.giveBack(e)
		case isLate:
			p.giveBack(e)
		case isAbandoned:
			p.giveBack(e)
			return nil, ctx.Err()
		default:
			return in.runCold(ctx)
		}
	}
}

// check refuses what no caller should send.
func (r Request) check() error {
	switch {
	case r.Revision == nil:
		return errors.New("invoke: the request names no revision")
	case r.Revision.MemoryMB <= 0 || r.Revision.Timeout <= 0:
		return fmt.Errorf("invoke %s: memory and time-out must be above zero", r.Revision.FunctionName)
	case len(r.Payload) > MaxPayloadBytes:
		return fmt.Errorf("invoke %s: the payload has %d bytes, at most %d are allowed", r.Revision.FunctionName, len(r.Payload), MaxPayloadBytes)
	}
	return nil
}

// prepare waits for a claimed environment to be ready for an event. isExited
// means that it has no process.
func (p *Platform) prepare(ctx context.Context, e *environment, wait time.Duration) readiness {
	if e.proc == nil || e.proc.hasExited() {
		return isExited
	}
	if e.thaw() != nil {
		e.reset()
		return isExited
	}
	return e.awaitToken(ctx, max(0, wait))
}

// warm readies an invocation for an environment that is initialised.
func (in *invocation) warm() *invocation {
	e := in.env
	in.first, in.cold = e.invocations == 0, e.coldness()
	e.invocations++
	in.event = e.event
	e.proc.logs.discard()
	in.begin()
	e.deadline = in.deadline
	in.announce()
	return in
}

// announce forwards the START line.
func (in *invocation) announce() {
	if in.platform.sink.w != nil {
		in.platform.sink.write(appendStart(nil, in.id, in.Revision.Version))
	}
}

// Close implements Invoker: it ends every process at once, waits for them
// within 15 s, and removes the temporary directory. Calling it again does
// nothing. The limits controller stays open.
func (p *Platform) Close() error {
	p.once.Do(func() { p.err = p.close() })
	return p.err
}

func (p *Platform) close() error {
	for _, e := range p.scheduler.close() {
		e.stop()
	}
	ended := make(chan struct{})
	go func() {
		p.active.Wait()
		p.ending.Wait()
		p.reaped.Wait()
		close(ended)
	}()
	timer := time.NewTimer(closeWithin)
	defer timer.Stop()
	var late error
	select {
	case <-ended:
	case <-timer.C:
		late = fmt.Errorf("functions are still running %s after they were killed", closeWithin)
	}
	return errors.Join(late, p.dir.remove())
}

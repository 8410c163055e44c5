package sandbox

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/limits"
)

// launchError is a handler that this system refuses to start.
type launchError struct{ error }

// start runs the function's code. With boost its CPU is free until throttle.
func (e *environment) start(boost bool) error {
	rev := e.rev
	if err := CheckHandler(rev.Handler); err != nil {
		return fmt.Errorf("function %s: %w", rev.FunctionName, err)
	}
	argv, err := rev.Handler.commandLine(e.platform.opts.Executable, e.platform.dir.path, rev.MemoryMB, &e.platform.interpreters)
	if err != nil {
		return fmt.Errorf("function %s: %w", rev.FunctionName, err)
	}
	if err := os.MkdirAll(e.dir, 0o700); err != nil {
		return fmt.Errorf("environment directory: %w", err)
	}
	p := &process{
		state: stateStarted, token: make(chan struct{}, 1),
		failed: make(chan struct{}), exited: make(chan struct{}),
	}
	if err := e.run(p, argv, boost); err != nil {
		return err
	}
	e.throttled, e.readAt = 0, time.Time{}
	return e.adopt(p)
}

// run makes the process's surroundings and starts it; on an error nothing is
// left of them.
func (e *environment) run(p *process, argv []string, boost bool) (err error) {
	defer func() {
		if err != nil {
			p.dismantle()
		}
	}()
	limit := limits.Limit{VCPU: VCPU(e.rev.MemoryMB), MemoryMB: e.rev.MemoryMB}
	if p.group, err = e.platform.opts.Limits.NewGroup("env-"+e.id[:12], limit); err != nil {
		return fmt.Errorf("limits of function %s: %w", e.rev.FunctionName, err)
	}
	if !boost {
		if err = p.group.Throttle(); err != nil {
			return fmt.Errorf("limits of function %s: %w", e.rev.FunctionName, err)
		}
	}
	if p.api, err = listen(p); err != nil {
		return fmt.Errorf("runtime api: %w", err)
	}
	var output *os.File
	if p.logs, output, err = newLogs(&e.platform.sink); err != nil {
		return fmt.Errorf("log pipe: %w", err)
	}
	defer func() { _ = output.Close() }() // the process has its own
	p.cmd = e.command(argv, p.api.address())
	p.cmd.Stdout, p.cmd.Stderr = output, output
	p.started = time.Now()
	if err = p.group.Start(p.cmd); err != nil {
		return e.judgeStart(err)
	}
	return nil
}

func (e *environment) command(argv []string, api string) *exec.Cmd {
	initialized := onDemand
	if e.provisioned {
		initialized = provisionedConcurrency
	}
	cmd := &exec.Cmd{Path: argv[0], Args: argv, Dir: e.rev.Handler.taskRoot(e.platform.opts.Executable)}
	cmd.Env = launch{
		rev: e.rev, executable: e.platform.opts.Executable, runtimeDir: e.platform.dir.path,
		home: e.dir, stream: e.stream, api: api, initialized: initialized,
	}.variables()
	return cmd
}

// judgeStart tells a program that cannot be run, which is the function's
// fault, from a machine that is short of something.
func (e *environment) judgeStart(err error) error {
	var path *os.PathError
	if errors.As(err, &path) && (errors.Is(err, os.ErrNotExist) || errors.Is(err, os.ErrPermission) || notExecutable(err)) {
		return launchError{path}
	}
	return fmt.Errorf("start function %s: %w", e.rev.FunctionName, err)
}

// dismantle takes back what a process that never started was given.
func (p *process) dismantle() {
	if p.api != nil {
		p.api.close(0)
	}
	if p.logs != nil {
		p.logs.close()
	}
	if p.group != nil {
		_ = p.group.Close()
	}
}

// adopt makes a started process the environment's, unless that was ended
// meanwhile.
func (e *environment) adopt(p *process) error {
	e.platform.reaped.Go(p.wait)
	e.mu.Lock()
	e.proc = p
	ended := e.ended
	e.mu.Unlock()
	if ended {
		p.kill()
		return ErrClosed
	}
	return nil
}

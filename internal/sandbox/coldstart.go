package sandbox

import (
	"context"
	"errors"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// runCold runs an invocation whose environment must be initialised first. The
// caller may leave meanwhile.
func (in *invocation) runCold(ctx context.Context) (*Result, error) {
	type end struct {
		result *Result
		err    error
	}
	ended := make(chan end, 1)
	go func() {
		r, err := in.initialise()
		ended <- end{r, err}
	}()
	select {
	case e := <-ended:
		return e.result, e.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// initialise runs the init phase of a new environment and the invocation after
// it. When that init fails or takes too long, and when an environment was
// reset, the init is part of the invocation: it is in the duration, under the
// function's time-out and CPU, and no Init Duration is reported.
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib
func (in *invocation) initialise() (*Result, error) {
	e := in.env
	in.first = e.invocations == 0
	in.begin() // in case it never gets further
	if e.proc == nil && !e.provisioned {
		ready, took, err := e.initialise(in.platform.initLimit)
		switch {
		case err != nil:
			return in.refused(err)
		case ready == isReady:
			in.init, in.cold = took, measure.ColdWaited
			e.invocations++
			in.prelude = e.proc.logs.take(nil)
			in.begin()
			return in.hand()
		}
		in.noteFailedInit(ready, took, "init")
		e.reset()
		in.prelude = append(e.proc.logs.take(nil), in.prelude...)
	}
	e.invocations++
	return in.reinitialise()
}

func (in *invocation) reinitialise() (*Result, error) {
	e := in.env
	in.cold = measure.ColdReinit
	e.power.Lock()
	e.frozen = false // what was frozen is dead
	e.power.Unlock()
	in.begin()
	if err := e.start(false); err != nil {
		return in.refused(err)
	}
	ready := e.awaitToken(context.Background(), time.Until(in.deadline))
	if ready == isReady {
		in.prelude = e.proc.logs.take(in.prelude)
		return in.hand()
	}
	in.noteFailedInit(ready, time.Since(e.proc.started), "invoke")
	in.announce()
	switch ready {
	case isFailed:
		return in.failedInit(*e.proc.failure)
	case isLate:
		return in.timedOut()
	}
	return in.crashed()
}

// hand gives the event to a process that has just become ready, again where its
// connection broke meanwhile.
func (in *invocation) hand() (*Result, error) {
	e := in.env
	e.deadline = in.deadline
	in.announce()
	for !e.proc.handOut(in) {
		if e.awaitToken(context.Background(), time.Until(in.deadline)) != isReady {
			break // it has exited or is out of time, as await will find
		}
	}
	return in.await(context.Background())
}

// refused ends an invocation whose process could not be started.
func (in *invocation) refused(err error) (*Result, error) {
	var launch launchError
	if errors.As(err, &launch) {
		return in.notStarted(launch)
	}
	return in.abort(err)
}

// noteFailedInit keeps the INIT_REPORT line for the log, before START.
func (in *invocation) noteFailedInit(how readiness, took time.Duration, phase string) {
	status, errorType := statusError, errorExit
	switch how {
	case isLate:
		status = statusTimeout
	case isFailed:
		errorType = typeOf(*in.env.proc.failure)
	}
	line := initReport(took, phase, status, errorType)
	in.platform.sink.write(line)
	in.prelude = append(in.prelude, line...)
}

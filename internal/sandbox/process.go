package sandbox

import (
	"errors"
	"fmt"
	"os/exec"
	"sync"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/limits"
)

// state is where a process stands in the Runtime API, by AWS's names.
type state string

const (
	stateStarted  state = "Started"                  // initialising
	stateReady    state = "Ready"                    // waits for an event
	stateRunning  state = "Running"                  // has an event
	stateAnswered state = "RuntimeResponseSentState" // has answered it
	stateFailed   state = "InitError"                // reported that it cannot initialise
)

// answer is what a process posted for an invocation.
type answer struct {
	at        time.Time // when all of it was there
	payload   []byte
	failed    bool
	errorType string
}

// process is one run of a function's code in an environment: it dies with a
// time-out or a crash, and the environment goes on with another.
type process struct {
	group   limits.Group
	cmd     *exec.Cmd
	api     *api
	logs    *logs
	started time.Time

	// token is full while an event may be handed out: whoever takes it may
	// call handOut. It is the whole of the waiting for GET next.
	token chan struct{}

	mu      sync.Mutex
	state   state
	parked  *conn // that waits for an event
	current *invocation
	failure *answer   // posted to init/error
	readyAt time.Time // the first GET next

	failed chan struct{} // closed with failure
	exited chan struct{} // closed once reaped and heard out; what follows is set before
	endAt  time.Time
	end    string // why it ended, in AWS's words
	last   limits.Usage
}

// connectionGrace is how long a dead process's connections may still speak: a
// grandchild can hold them open for ever.
const connectionGrace = 250 * time.Millisecond

// park makes c the connection that the next event is written to. It returns
// the invocation that is still unanswered, if there is one.
func (p *process) park(c *conn) (again *invocation, refused *apiError) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch p.state {
	case stateFailed:
		return nil, forbidden(string(p.state), string(stateReady))
	case stateRunning:
		return p.current, nil
	case stateStarted:
		p.readyAt = time.Now()
	case stateReady:
		if p.parked != nil { // superseded: its peer cannot be waiting in two places
			_ = p.parked.net.Close()
		}
	}
	p.parked, p.current, p.state = c, nil, stateReady
	select {
	case p.token <- struct{}{}:
	default:
	}
	return nil, nil
}

func (p *process) isParked(c *conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.parked == c
}

// unpark takes back the token of a connection that has ended.
func (p *process) unpark(c *conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.parked != c {
		return
	}
	p.parked = nil
	select {
	case <-p.token:
	default:
	}
}

// putBack returns a token that was taken only to see the process ready.
func (p *process) putBack() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.parked == nil {
		return
	}
	select {
	case p.token <- struct{}{}:
	default:
	}
}

// isReady reports whether an event could be handed out now.
func (p *process) isReady() bool { return len(p.token) > 0 }

// handOut writes the event of in to the parked connection; the caller has
// taken the token. It reports false when the connection has gone since. A
// write that fails is not an error: the process asks again, exits or times out.
func (p *process) handOut(in *invocation) bool {
	p.mu.Lock()
	c := p.parked
	if c == nil {
		p.mu.Unlock()
		return false
	}
	p.parked, p.current, p.state = nil, in, stateRunning
	p.mu.Unlock()
	in.event = in.appendEvent(in.event[:0])
	if c.net.SetWriteDeadline(in.deadline) == nil {
		_, _ = c.net.Write(in.event)
	}
	return true
}

// mayAnswer judges an answer by what comes before its body.
func (p *process) mayAnswer(id string, failed bool) *apiError {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.current == nil || p.current.id != id {
		return errRequestID
	}
	if p.state != stateRunning {
		to := "InvocationResponse"
		if failed {
			to = "InvocationErrorResponse"
		}
		return forbidden(string(p.state), to)
	}
	return nil
}

// answered ends the current invocation.
func (p *process) answered(id string, a answer) *apiError {
	if refused := p.mayAnswer(id, a.failed); refused != nil {
		return refused
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.state != stateRunning || p.current.id != id { // answered twice at the same time
		return errRequestID
	}
	p.state = stateAnswered
	p.current.answers <- a
	return nil
}

// initFailed records what the process says of its init.
func (p *process) initFailed(body []byte, errorType string) *apiError {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.state != stateStarted {
		return forbidden(string(p.state), string(stateFailed))
	}
	p.state = stateFailed
	p.failure = &answer{at: time.Now(), payload: body, failed: true, errorType: errorType}
	close(p.failed)
	return nil
}

// wait reaps the process, ends what it left behind and hears it out. The
// group is closed last, since nobody waits for that.
func (p *process) wait() {
	err := p.cmd.Wait()
	p.endAt = time.Now()
	p.end = exitWords(err)
	_ = p.group.Kill() // grandchildren; Close below tries again and is bounded
	p.api.close(connectionGrace)
	p.logs.close()
	if u, err := p.group.Usage(); err == nil {
		p.last = u
	}
	close(p.exited)
	_ = p.group.Close()
}

// kill ends the process; exited is closed soon after.
func (p *process) kill() {
	if p.group.Kill() != nil {
		_ = p.cmd.Process.Kill()
	}
}

func (p *process) hasExited() bool {
	select {
	case <-p.exited:
		return true
	default:
		return false
	}
}

// exitWords says how a process ended as Lambda does.
func exitWords(err error) string {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return "Runtime exited without providing a reason"
	case errors.As(err, &exit):
		return "Runtime exited with error: " + exit.Error()
	}
	return fmt.Sprintf("Runtime exited with error: %v", err)
}

package sandbox

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// The words of Report.Status.
const (
	statusTimeout = "timeout"
	statusError   = "error"
)

// keptEvent is the largest buffer of an event that an environment keeps.
const keptEvent = 64 << 10

// unhandled is what X-Amz-Function-Error says of every error of today's
// runtimes; "Handled" died with Node.js 0.10.
const unhandled = "Unhandled"

// Error types that the platform itself gives.
// https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html
const (
	errorExit       = "Runtime.ExitError"
	errorTimedOut   = "Sandbox.Timedout"
	errorEntrypoint = "Runtime.InvalidEntrypoint"
	errorUnknown    = "Runtime.Unknown"
)

// invocation is one request on its way through an environment.
type invocation struct {
	Request
	platform *Platform
	id       string
	context  string // the client context, decoded
	env      *environment

	start    time.Time // of what is reported as its duration
	deadline time.Time
	cold     measure.Cold
	init     time.Duration
	first    bool
	prelude  []byte // what was logged before START
	event    []byte
	answers  chan answer // at most one
}

func newInvocation(p *Platform, r Request) *invocation {
	in := &invocation{platform: p, Request: r, id: r.RequestID, answers: make(chan answer, 1)}
	if in.id == "" {
		in.id = newRequestID()
	}
	if in.InvokedARN == "" {
		in.InvokedARN = r.Revision.ARN
	}
	in.context = r.ClientContext
	if decoded, err := base64.StdEncoding.DecodeString(r.ClientContext); err == nil {
		in.context = string(decoded)
	}
	return in
}

// newRequestID makes a random UUID.
func newRequestID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	var s [36]byte
	hex.Encode(s[0:], b[0:4])
	hex.Encode(s[9:], b[4:6])
	hex.Encode(s[14:], b[6:8])
	hex.Encode(s[19:], b[8:10])
	hex.Encode(s[24:], b[10:16])
	s[8], s[13], s[18], s[23] = '-', '-', '-', '-'
	return string(s[:])
}

// begin starts the clock of the duration and of the time-out.
func (in *invocation) begin() {
	in.start = time.Now()
	in.deadline = in.start.Add(in.Revision.Timeout)
}

// appendEvent writes the answer to GET next.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-next
func (in *invocation) appendEvent(b []byte) []byte {
	b = append(b, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "...)
	b = strconv.AppendInt(b, int64(len(in.Payload)), 10)
	b = append(b, "\r\nLambda-Runtime-Deadline-Ms: "...)
	b = strconv.AppendInt(b, in.deadline.UnixMilli(), 10)
	b = appendHeader(b, "Lambda-Runtime-Aws-Request-Id", in.id)
	b = appendHeader(b, "Lambda-Runtime-Invoked-Function-Arn", in.InvokedARN)
	b = appendHeader(b, "Lambda-Runtime-Trace-Id", in.TraceID)
	b = appendHeader(b, "Lambda-Runtime-Client-Context", in.context)
	b = append(b, "\r\n\r\n"...)
	return append(b, in.Payload...)
}

// appendHeader skips an empty value, and keeps one from ending its line.
func appendHeader(b []byte, name, value string) []byte {
	if value == "" {
		return b
	}
	b = append(b, "\r\n"...)
	b = append(b, name...)
	b = append(b, ": "...)
	for i := range len(value) {
		if c := value[i]; c < ' ' || c == 0x7f {
			b = append(b, ' ')
		} else {
			b = append(b, c)
		}
	}
	return b
}

// await waits for the end of an invocation that was handed out. A caller that
// leaves does not end it, as on Lambda: it runs on and the environment goes
// back to its pool.
func (in *invocation) await(ctx context.Context) (*Result, error) {
	e := in.env
	timer := e.arm(time.Until(in.deadline))
	select {
	case a := <-in.answers:
		timer.Stop()
		return in.answered(a)
	case <-e.proc.exited:
		timer.Stop()
		select {
		case a := <-in.answers: // it answered and exited
			return in.answered(a)
		default:
		}
		return in.crashed()
	case <-timer.C:
		return in.timedOut()
	case <-ctx.Done():
		go func() { _, _ = in.await(context.Background()) }() // nobody is left to hear of it
		return nil, ctx.Err()
	}
}

func (in *invocation) answered(a answer) (*Result, error) {
	r := in.result(a.at.Sub(in.start))
	r.Payload, r.Outcome = a.payload, measure.OutcomeOK
	if a.failed {
		r.fail(measure.OutcomeFunction, typeOf(a))
	}
	return in.finish(r, nil, false)
}

// typeOf is the type of a reported error: the header's, else the body's.
func typeOf(a answer) string {
	if a.errorType != "" {
		return a.errorType
	}
	var body struct {
		ErrorType string `json:"errorType"`
	}
	if json.Unmarshal(a.payload, &body) == nil && body.ErrorType != "" {
		return body.ErrorType
	}
	return errorUnknown
}

// crashed ends an invocation whose process has exited.
func (in *invocation) crashed() (*Result, error) {
	p := in.env.proc
	r := in.result(p.endAt.Sub(in.start))
	outcome := measure.OutcomeFunction
	if p.last.OOMKills > 0 {
		outcome = measure.OutcomeOOM
		r.Report.MaxMemoryMB = in.Revision.MemoryMB
	}
	r.fail(outcome, errorExit)
	message := "RequestId: " + in.id + " Error: " + p.end
	r.Payload = errorPayload(errorExit, message)
	return in.finish(r, []byte(message+"\n"+errorExit+"\n"), true)
}

// timedOut kills the process of an invocation that took too long: the
// environment is reset, and initialised again by its next invocation.
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-shutdown
func (in *invocation) timedOut() (*Result, error) {
	r := in.result(in.Revision.Timeout)
	in.env.reset()
	r.fail(measure.OutcomeTimeout, errorTimedOut)
	r.Report.Status = statusTimeout
	task := "Task timed out after " + strconv.FormatFloat(in.Revision.Timeout.Seconds(), 'f', 2, 64) + " seconds"
	r.Payload = errorPayload(errorTimedOut, "RequestId: "+in.id+" Error: "+task)
	line := time.Now().UTC().Format("2006-01-02T15:04:05.000Z") + " " + in.id + " " + task + "\n\n"
	return in.finish(r, []byte(line), true)
}

// failedInit ends an invocation whose process reported that it cannot
// initialise; what it said is the answer.
func (in *invocation) failedInit(a answer) (*Result, error) {
	r := in.result(a.at.Sub(in.start))
	in.env.reset()
	r.fail(measure.OutcomeFunction, typeOf(a))
	r.Payload = a.payload
	return in.finish(r, nil, true)
}

// notStarted ends an invocation whose process the system refused to start.
func (in *invocation) notStarted(cause error) (*Result, error) {
	r := in.result(time.Since(in.start))
	r.fail(measure.OutcomeFunction, errorEntrypoint)
	message := "RequestId: " + in.id + " Error: " + cause.Error()
	r.Payload = errorPayload(errorEntrypoint, message)
	return in.finish(r, []byte(message+"\n"+errorEntrypoint+"\n"), true)
}

// result starts the account of an invocation that took d.
func (in *invocation) result(d time.Duration) *Result {
	d = max(d, 0)
	r := &Result{Cold: in.cold, Environment: in.env.id}
	r.Report = Report{
		RequestID:   in.id,
		Duration:    d,
		Billed:      billed(d, in.init),
		MemoryMB:    in.Revision.MemoryMB,
		Init:        in.init,
		FirstInvoke: in.first,
	}
	r.Report.MaxMemoryMB, r.Report.ThrottledCPU = in.env.observe(d)
	return r
}

func (r *Result) fail(o measure.Outcome, errorType string) {
	r.FunctionError, r.Outcome = unhandled, o
	r.Report.Status, r.Report.ErrorType = statusError, errorType
}

// finish writes the log and gives the environment back. lines are what the
// platform says of the end.
func (in *invocation) finish(r *Result, lines []byte, byPlatform bool) (*Result, error) {
	p, e := in.platform, in.env
	now := time.Now()
	b := make([]byte, 0, len(in.prelude)+1<<10)
	b = append(b, in.prelude...)
	b = appendStart(b, in.id, in.Revision.Version)
	if e.proc != nil {
		b = e.proc.logs.take(b)
	}
	said := len(b)
	b = append(b, lines...)
	b = appendEnd(b, &r.Report, byPlatform)
	p.sink.write(b[said:])
	r.Log = b[max(0, len(b)-LogTailBytes):]
	if cap(in.event) <= keptEvent {
		e.event = in.event
	}
	closed := p.release(e, now)
	p.active.Done()
	if closed && r.Outcome != measure.OutcomeOK {
		return nil, ErrClosed
	}
	r.Contended = p.opts.Limits.Contention(in.start.Add(-in.init), now).Contended(p.opts.Reserve)
	return r, nil
}

// abort ends an invocation that could not be run for the platform's own fault.
func (in *invocation) abort(err error) (*Result, error) {
	in.env.reset()
	in.platform.discard(in.env)
	in.platform.active.Done()
	return nil, err
}

// errorPayload is the answer of an invocation that the platform ended.
func errorPayload(errorType, message string) []byte {
	b, err := json.Marshal(struct {
		Type    string `json:"errorType"`
		Message string `json:"errorMessage"`
	}{errorType, message})
	if err != nil { // strings always marshal
		return nil
	}
	return b
}

// Package lambdaapi is the Lambda REST API (2015-03-31 and its siblings) as
// the AWS SDKs speak it, in front of a sandbox.Invoker.
//
// It keeps the control plane's state: functions, versions, aliases, reserved
// and provisioned concurrency. Running functions is the Invoker's work.
//
// Where it departs from AWS:
//   - There is no code upload needed: a function names what serves it, see
//     handler.go. Code.ZipFile is accepted as well.
//   - Signatures are not verified and roles are not looked at. As the server
//     runs commands for whoever can reach it, it answers only requests that
//     come from this machine when it listens there, and none from a browser.
//   - arm64 is accepted and runs on the host's own CPU; it is a price, not a
//     machine.
//   - An invocation outlives its caller, as on AWS, but not the server.
//   - Failed events are retried after seconds, not minutes; see Options.
//   - Layers, file systems and URLs are absent. Policies, event sources, VPCs and
//     SnapStart are kept and have no effect.
//
// Beside it the server answers as much of CloudWatch Logs and of STS as a run
// against AWS asks for.
//
// What AWS's answer to Invoke lacks is in X-Sweetspot-… headers; see figures.go.
package lambdaapi

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
)

// Defaults of Options.
const (
	DefaultRegion      = "us-east-1"
	DefaultAccountID   = "000000000000"
	DefaultConcurrency = 1000 // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
)

// DefaultEventRetry is how long a failed event waits before each of its two
// retries. AWS waits one minute and then two.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
var DefaultEventRetry = []time.Duration{time.Second, 2 * time.Second}

// Options configures a Server. Only Invoker is required.
type Options struct {
	Invoker   sandbox.Invoker
	Region    string
	AccountID string // 12 digits
	Account   sandbox.Account

	// CheckHandler says why a handler cannot run here, in one sentence for
	// the user. Nil means sandbox.CheckHandler.
	CheckHandler func(sandbox.Handler) error
	// CheckBuiltin says why there is no built-in function of that name. Nil
	// accepts every name.
	CheckBuiltin func(name string) error

	// UpdateDelay is how long a created function stays Pending and an updated
	// one InProgress. With zero the answer still says so, as AWS's does, and
	// the next request finds it done.
	UpdateDelay time.Duration

	// EventRetry is the wait before each retry of an event that failed; its
	// length is the number of retries. Nil means DefaultEventRetry.
	EventRetry []time.Duration

	// KeepLogs has a function make its log group with its first invocation, as on
	// Lambda; without it logs are kept of groups that somebody creates.
	KeepLogs bool

	// ErrorLog receives the stacks of panics; nil drops them.
	ErrorLog *log.Logger
}

// Server is the API. It is an http.Handler, safe for concurrent use.
type Server struct {
	opts     Options
	invoker  sandbox.Invoker
	limits   string // the Invoker's description, fit for a header
	registry *registry

	// control serialises everything that changes the registry together with
	// what the Invoker is told of it. Invoke never waits for it.
	control sync.Mutex

	ctx    context.Context // ends when the server closes
	cancel context.CancelFunc
	events *eventQueue
	logs   logGroups

	codeMu sync.Mutex
	code   []string // directories of unpacked archives
}

// New returns a server without functions. Close it when done.
func New(opts Options) *Server {
	if opts.Region == "" {
		opts.Region = DefaultRegion
	}
	if opts.AccountID == "" {
		opts.AccountID = DefaultAccountID
	}
	if opts.Account.Concurrency == 0 {
		opts.Account.Concurrency = DefaultConcurrency
	}
	if opts.EventRetry == nil {
		opts.EventRetry = DefaultEventRetry
	}
	s := &Server{
		opts:     opts,
		invoker:  opts.Invoker,
		limits:   headerText(opts.Invoker.Limits()),
		registry: newRegistry(opts.Region, opts.AccountID, opts.Account.Concurrency, opts.UpdateDelay),
	}
	s.logs.own = opts.KeepLogs
	s.logs.some.Store(opts.KeepLogs)
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.events = newEventQueue(s.ctx, s.invokeEvent, opts.EventRetry)
	return s
}

// Close ends the invocations under way, drops the events still queued and
// removes unpacked code. It leaves the Invoker to its owner.
func (s *Server) Close() error {
	s.cancel()
	s.events.close()
	s.codeMu.Lock()
	defer s.codeMu.Unlock()
	var errs []error
	for _, dir := range s.code {
		errs = append(errs, os.RemoveAll(dir), os.RemoveAll(dir+packageEnding))
	}
	s.code = nil
	return errors.Join(errs...)
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	id := newID()
	w.Header()["X-Amzn-Requestid"] = []string{id}
	defer s.rescue(w)
	if f := guard(r); f != nil {
		writeFault(w, f)
		return
	}
	if strings.HasPrefix(r.Header.Get("X-Amz-Target"), logsTarget) {
		s.logs.serve(w, r)
		return
	}
	if isIdentity(r) {
		s.identity(w)
		return
	}
	if sum, ok := strings.CutPrefix(r.URL.Path, packagePath); ok && r.Method == http.MethodGet {
		s.servePackage(w, r, sum)
		return
	}
	if name, ok := invokePath(r); ok {
		s.invoke(w, r, name, id)
		return
	}
	s.dispatch(w, r)
}

// dispatch answers everything but Invoke.
func (s *Server) dispatch(w http.ResponseWriter, r *http.Request) {
	op, params := route(r.Method, r.URL.EscapedPath())
	if op == nil {
		writeFault(w, faultf(codeUnknownOperation, "%s %s is not an operation of the Lambda API that this sandbox knows", r.Method, r.URL.Path))
		return
	}
	if op.handle == nil {
		writeFault(w, faultf(codeUnknownOperation, "%s is not supported by this sandbox", op.name))
		return
	}
	body, err := readBody(r, maxControlBytes, op.name)
	if err != nil {
		writeFault(w, asFault(err))
		return
	}
	resp, err := s.run(op, &call{params: params, query: r.URL.Query(), body: body, host: r.Host})
	if err != nil {
		writeFault(w, asFault(err))
		return
	}
	writeJSON(w, resp.status, resp.body)
}

// run calls an operation and passes on to the Invoker what it changed.
func (s *Server) run(op *operation, c *call) (response, error) {
	s.control.Lock()
	defer s.control.Unlock()
	defer s.applyEffects()
	return op.handle(s, c)
}

// applyEffects tells the Invoker what has changed. Call it with control held.
func (s *Server) applyEffects() {
	for _, effect := range s.registry.takeEffects() {
		effect(s.invoker)
	}
}

// rescue turns a panic into AWS's answer to its own failures.
func (s *Server) rescue(w http.ResponseWriter) {
	v := recover()
	if v == nil {
		return
	}
	if err, ok := v.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		panic(v)
	}
	if s.opts.ErrorLog != nil {
		s.opts.ErrorLog.Printf("lambda API: panic: %v\n%s", v, debug.Stack())
	}
	writeFault(w, faultf(codeService, "the sandbox failed: %s", headerText(fmt.Sprint(v))))
}

// headerText makes text fit for one header line.
func headerText(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return ' '
		}
		return r
	}, text))
}

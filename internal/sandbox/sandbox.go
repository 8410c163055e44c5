// Package sandbox is a function platform for this machine: it runs real,
// unmodified Lambda functions under the CPU and memory of their size, with
// cold starts, concurrency limits, time-outs and billing as AWS Lambda has
// them. Inside it speaks the Lambda Runtime API (2018-06-01); the Lambda REST
// API in front of it is package lambdaapi.
//
// Non-goals: isolation (a function runs as the user who started Sweetspot),
// the image pull and micro-VM boot of a real cold start, networks, layers.
package sandbox

import (
	"context"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// FullVCPUMemoryMB is the memory at which Lambda gives a function one vCPU, in MB.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
const FullVCPUMemoryMB = 1769

// Limits of Lambda's configuration.
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const (
	MinMemoryMB     = 128
	MaxMemoryMB     = 10240
	MaxTimeout      = 900 * time.Second
	InitLimit       = 10 * time.Second
	MaxPayloadBytes = 6 << 20 // request and response of a synchronous invocation
	LogTailBytes    = 4 << 10
)

// Handler says what serves a function's invocations. Exactly one field is set.
type Handler struct {
	Builtin string   // name of a function that lives in the sweetspot binary
	Python  string   // "/abs/file.py:handler"
	Node    string   // "/abs/file.js.handler"
	Command []string // anything that speaks the Runtime API; runs in Dir
	Dir     string   // working directory of Command
}

// Revision is one immutable configuration of a function: what $LATEST was
// after an update, or a published version. Environments belong to a revision.
type Revision struct {
	FunctionName string
	Version      string // "$LATEST" or a number
	ARN          string // of the function, with ":Version" unless $LATEST
	Serial       uint64 // unique within the platform; a new one for every change
	Handler      Handler
	MemoryMB     int
	Timeout      time.Duration
	Env          map[string]string
	EphemeralMB  int    // size of /tmp, 512 unless asked for more; priced, not enforced
	Architecture string // "x86_64" or "arm64": what it is priced as; the host's own CPU runs it
	Runtime      string
	// LogFormat is "JSON" where the caller gets the log so, and SystemLogLevel then
	// says which events it has. The platform itself writes text.
	LogFormat, SystemLogLevel string
}

// VCPU is the share of CPU that Lambda gives memoryMB: memory/1769 of one vCPU.
func VCPU(memoryMB int) float64 { return float64(memoryMB) / FullVCPUMemoryMB }

// Request is one invocation.
type Request struct {
	Revision      *Revision
	InvokedARN    string // ARN as the caller wrote it, qualifier included
	RequestID     string // made up when empty
	Payload       []byte // JSON, at most MaxPayloadBytes
	TraceID       string // X-Amzn-Trace-Id of the caller, passed on
	ClientContext string // base64 JSON of X-Amz-Client-Context, passed on decoded
}

// Report is the platform's account of an invocation, what AWS prints in the
// REPORT line of the log.
type Report struct {
	RequestID    string
	Duration     time.Duration // handler's run
	Billed       time.Duration // Duration + Init, rounded up to 1 ms
	MemoryMB     int
	MaxMemoryMB  int
	Init         time.Duration // 0 unless this invocation waited for an init
	Status       string        // "" | "timeout" | "error"
	ErrorType    string        // e.g. Runtime.ExitError
	FirstInvoke  bool          // first invocation of its environment
	ThrottledCPU time.Duration // time it waited for CPU quota; 0 where unknown
}

// Result is the answer to an invocation that ran, successful or not.
type Result struct {
	Payload       []byte
	FunctionError string // "" | "Handled" | "Unhandled", as X-Amz-Function-Error says it
	Outcome       measure.Outcome
	Cold          measure.Cold
	Environment   string // id of the environment, also its log stream's name
	Log           []byte // the last LogTailBytes of the log, START to REPORT
	Report        Report
	Contended     bool
}

// ThrottleError is an invocation refused for concurrency or rate; it never ran.
type ThrottleError struct {
	Reason  string // AWS's word: ConcurrentInvocationLimitExceeded, ReservedFunctionConcurrentInvocationLimitExceeded, CallerRateLimitExceeded, ...
	Message string // AWS's sentence
}

// Error returns AWS's sentence.
func (e *ThrottleError) Error() string { return e.Message }

// Account holds the limits of the pretended account. The zero value of a field
// means its default.
type Account struct {
	Concurrency int // environments at once over all functions; default 1000
	ScalingRate int // new environments a function may add per 10 s, refilled continuously; default 1000
}

// Invoker is the data plane as the API in front of it sees it; *Platform
// implements it.
type Invoker interface {
	// Invoke runs one invocation and waits for its end. The error is a
	// *ThrottleError, ctx's error, or the platform's own failure; a function
	// that fails is a Result.
	Invoke(ctx context.Context, r Request) (*Result, error)
	// SetReserved sets a function's reserved concurrency; nil removes it.
	SetReserved(function string, n *int)
	// SetProvisioned keeps n environments of a revision initialised; 0 ends
	// it. Provisioned reports how many are ready, and the error of a failed init.
	SetProvisioned(rev *Revision, n int)
	Provisioned(rev *Revision) (ready int, err error)
	// Retire lets busy environments of a revision finish and ends them all.
	Retire(rev *Revision)
	// Recycle does the same but keeps the revision usable: its next
	// invocation is a cold start.
	Recycle(rev *Revision)
	// Limits describes how CPU and memory are held here.
	Limits() string
	// Close ends every environment.
	Close() error
}

// Package measure holds what a run measures: samples, one per invocation.
//
// It is a leaf: it imports nothing of Sweetspot, and it neither paces load nor
// computes statistics.
package measure

import "time"

// Phase says why an invocation was made.
type Phase string

// The phases of a block. Only PhaseLoad feeds latency, errors and concurrency.
const (
	PhaseWarmup Phase = "warmup"
	PhaseLoad   Phase = "load"
	PhaseCold   Phase = "cold" // a cold start that was forced
)

// Outcome says how an invocation ended.
type Outcome string

// The outcomes. Everything but OutcomeOK counts as an error.
const (
	OutcomeOK        Outcome = "ok"
	OutcomeFunction  Outcome = "function"  // the function's code failed or its process crashed; a server answered with an error
	OutcomeOOM       Outcome = "oom"       // killed for exceeding its memory
	OutcomeTimeout   Outcome = "timeout"   // the platform's time-out ended it, or that of an HTTP target
	OutcomeThrottle  Outcome = "throttle"  // refused by the platform, never ran
	OutcomeTransport Outcome = "transport" // no whole answer from the platform or the server
	OutcomeDropped   Outcome = "dropped"   // the generator never sent it
)

// Reasons of samples whose container died: what a request that was under way
// begins with, and that of one which met no replica in its place.
const (
	ReasonContainerEnded = "container ended: "
	ReasonNoReplica      = "no healthy replica"
)

// Cold says how the environment came to be, as the platform tells it; it is
// never guessed from latency.
type Cold string

// The kinds of cold start.
const (
	ColdNone        Cold = "none"
	ColdWaited      Cold = "waited"      // this caller waited for the init
	ColdProactive   Cold = "proactive"   // initialised before this caller came
	ColdProvisioned Cold = "provisioned" // initialised as provisioned concurrency
	ColdRestored    Cold = "restored"    // restored from a snapshot
	ColdReinit      Cold = "reinit"      // initialised again after a crash or time-out
)

// Waited reports whether the caller of the sample paid for the cold start with
// its own latency.
func (c Cold) Waited() bool { return c == ColdWaited || c == ColdRestored || c == ColdReinit }

// Sample is one invocation. Client times come from the generator's clock;
// Init, Duration, Billed and MaxMemoryMB are the platform's own figures and
// are zero where the platform gave none (a throttle, say).
type Sample struct {
	Variant int    // index of the variant in the plan
	Block   int    // index of the block in the run
	Round   int    // round of the block, from 0
	Seq     int    // position in the block's phase, from 0
	Phase   Phase  // why it was made
	Payload string // name of the payload, "" when the scenario has none

	Intended time.Time // when the schedule wanted it sent
	Sent     time.Time // when it was sent
	End      time.Time // when the whole answer was there

	// WorkerFree is true when a worker stood ready before Intended, so that
	// any lateness of Sent is the generator's own fault and not the target's.
	WorkerFree bool

	Outcome Outcome
	Reason  string // the platform's or the transport's word for it: error type, throttle reason
	Status  int    // HTTP status of the answer, 0 without one

	Environment string // id of the environment that served it, "" when unknown
	RequestID   string
	Cold        Cold

	Init        time.Duration // init phase, 0 when warm
	Duration    time.Duration // handler's run, init not in it
	Billed      time.Duration // what is billed, init in it where the provider bills it
	MaxMemoryMB int

	// Phases of the client's own exchange, 0 where they were not asked for or did
	// not happen (a connection that stood open already has no DNS).
	DNS, Connect, TLS time.Duration
	FirstByte         time.Duration // from Sent to the first byte of the answer

	// Gateway is what a gateway in front added: its own latency without that of
	// what answers behind it; 0 where that is not known.
	Gateway time.Duration

	TraceID string // trace that the request was made part of, "" without one

	BytesOut int64 // request payload
	BytesIn  int64 // response payload
	// LogBytes is what the invocation wrote to its log, the platform's own lines
	// included, as far as the platform told: Lambda tells of the last 4 KB.
	LogBytes int64

	// Estimated is true when Duration and Billed are not this invocation's: they are
	// the mean that the platform's metrics have for its time.
	Estimated bool

	// Stale is true when an older configuration than the variant's answered, as may
	// be in the first seconds after a change. It is no part of the load, and not kept.
	Stale bool

	// Contended is true when the host itself was short of CPU while the
	// invocation ran: its times say something about the machine.
	Contended bool
}

// Latency is the time from the intended send to the end: what a user of an
// open system waits.
func (s *Sample) Latency() time.Duration { return s.End.Sub(s.Intended) }

// Service is the time from the actual send to the end.
func (s *Sample) Service() time.Duration { return s.End.Sub(s.Sent) }

// SendLag is how late the sample was sent.
func (s *Sample) SendLag() time.Duration { return s.Sent.Sub(s.Intended) }

// OK reports whether the invocation succeeded.
func (s *Sample) OK() bool { return s.Outcome == OutcomeOK }

// Package scenarios reads the scenario file: one YAML document that names the
// target, a matrix of variants, a load profile, payloads, pricing, an
// objective and gates. It parses strictly, with positions, and expands the
// matrix into a plan of blocks.
package scenarios

import (
	"encoding/json"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// Kind says what sort of thing a target is.
type Kind string

// The kinds of target.
const (
	KindFunction  Kind = "function"
	KindGateway   Kind = "gateway"
	KindContainer Kind = "container"
	KindHTTP      Kind = "http"
)

// Provider says who runs the target.
type Provider string

// The providers.
const (
	ProviderLocal  Provider = "local"
	ProviderAWS    Provider = "aws"
	ProviderReplay Provider = "replay"
)

// Scenario is one scenario file, defaults filled in. As JSON it is what a run
// resolved the file to, with the units in the keys.
type Scenario struct {
	Version     int             `json:"version,omitempty"`
	Name        string          `json:"name,omitempty"`
	Description string          `json:"description,omitempty"`
	Targets     []Target        `json:"targets"` // target: is a list of one
	Current     *Current        `json:"current,omitempty"`
	Limits      *Limits         `json:"limits,omitempty"`
	EventSource *EventSource    `json:"source,omitempty"`
	Account     *Account        `json:"account,omitempty"`
	Matrix      Matrix          `json:"matrix"`
	Order       Order           `json:"order"`
	Repeat      int             `json:"repeat,omitempty"`
	Seed        uint64          `json:"seed"`
	Load        Load            `json:"load"`
	Payloads    []Payload       `json:"payloads"` // never empty: without any in the file one unnamed {}, or nothing for HTTP targets
	ColdStarts  *ColdStarts     `json:"cold_starts,omitempty"`
	Tracing     *Tracing        `json:"tracing,omitempty"`
	StopWhen    *StopWhen       `json:"stop_when,omitempty"`
	Pricing     Pricing         `json:"pricing"`
	Objective   check.Objective `json:"objective"`
	Gates       []Gate          `json:"gates,omitempty"`
	Paths       []string        `json:"paths,omitempty"`   // globs of what it depends on; see DependsOn
	Confirm     bool            `json:"confirm,omitempty"` // the load is meant, whatever its target

	File   string   `json:"-"` // as the user named it
	Dir    string   `json:"-"` // absolute; relative paths in the file start here
	Files  []string `json:"-"` // that the file names, absolute
	Sets   []string `json:"-"` // what --set changed, as given
	Source []byte   `json:"-"` // the file as it was read

	refs, literals []found // what stands for a secret, and what is one
}

// Target is what is driven.
type Target struct {
	Name      string     `json:"name,omitempty"` // defaults to the scenario's name
	Kind      Kind       `json:"kind"`
	Provider  Provider   `json:"provider,omitempty"` // "" for an HTTP server, which runs already
	Region    string     `json:"region,omitempty"`
	PriceAs   PriceAs    `json:"price_as,omitempty"` // "" where the kind has no price
	Function  *Function  `json:"function,omitempty"`
	Gateway   *Gateway   `json:"gateway,omitempty"`
	HTTP      *HTTP      `json:"http,omitempty"`
	Container *Container `json:"container,omitempty"`
	Replay    *Replay    `json:"replay,omitempty"`  // provider replay: what the function answered elsewhere
	Profile   string     `json:"profile,omitempty"` // provider aws: of the shared configuration
	Role      string     `json:"role,omitempty"`    // provider aws: ARN of a role to assume
	Mode      Mode       `json:"mode,omitempty"`    // of a deployed function
	Matrix    *Matrix    `json:"matrix,omitempty"`  // replaces the scenario's
	// Base marks what the other targets are compared with: it is measured and
	// shown, and neither recommended nor gated.
	Base bool   `json:"base,omitempty"`
	Ref  string `json:"ref,omitempty"` // of the base: the commit that it is of; "" for one of the file
	Dir  string `json:"-"`             // its paths start from here; "" is the scenario's
}

// OnLambda reports whether a function answers, by itself or behind a gateway: it
// has a memory size, an architecture, cold starts, and a billed duration.
func (t Target) OnLambda() bool {
	return t.Kind == KindFunction || t.Kind == KindGateway && t.Function != nil
}

// Priced reports whether what the target does has a price.
func (t Target) Priced() bool { return t.PriceAs != "" }

// BuildCommand makes what the target runs; nil where nothing must be made.
func (t Target) BuildCommand() []string {
	switch {
	case t.Function != nil:
		return t.Function.Build
	case t.Container != nil:
		return t.Container.Build
	}
	return nil
}

// Function is a target of kind function. Exactly one of Handler, Python, Node,
// Command and Name is set; paths are absolute.
type Function struct {
	Handler          string            `json:"handler,omitempty"` // "builtin:thumbnail"
	Python           string            `json:"python,omitempty"`  // "/abs/app.py:handler"
	Node             string            `json:"node,omitempty"`    // "/abs/app.js.handler"
	Command          []string          `json:"command,omitempty"`
	Build            []string          `json:"build,omitempty"` // run once in Dir before the first block, where Command must be built
	Name             string            `json:"name,omitempty"`  // provider aws: the deployed function
	Code             map[string]string `json:"code,omitempty"`  // its packages for other architectures: a path, an image, or SamePackage
	Runtime          string            `json:"runtime,omitempty"`
	Timeout          time.Duration     `json:"timeout_ns"`
	Env              map[string]string `json:"env,omitempty"`
	EphemeralStorage check.Bytes       `json:"ephemeral_storage_bytes"` // /tmp; 512 MB unless the file says more
}

// Limits are what must outlast a function that waits or is waited for; 0 where
// the scenario does not say.
type Limits struct {
	Client          time.Duration `json:"client_ns,omitempty"`           // how long the caller waits
	Gateway         time.Duration `json:"gateway_ns,omitempty"`          // how long what stands before the function waits
	QueueVisibility time.Duration `json:"queue_visibility_ns,omitempty"` // how long the queue hides a message that is worked on
}

// EventSource is what invokes the function in production.
type EventSource struct {
	Stream *Stream `json:"stream,omitempty"`
}

// Stream is a stream of records, as of Kinesis and DynamoDB.
type Stream struct {
	Shards          int `json:"shards"`
	Parallelization int `json:"parallelization"` // invocations at once for each shard
}

// Account is the concurrency of the account in the region.
type Account struct {
	Concurrency int `json:"concurrency"` // of all functions together
	Reserved    int `json:"reserved"`    // of it for other functions
}

// Matrix holds the values of each dimension; a variant is one combination.
type Matrix struct {
	MemoryMB     []int    `json:"memory_mb,omitempty"`
	Architecture []string `json:"architecture,omitempty"`
	Params       []Param  `json:"params,omitempty"` // in the order of the file
	// Sizes are a container's, in place of MemoryMB: what its vCPU and memory
	// combine to, or the pairs of the file.
	Sizes []ContainerSize `json:"sizes,omitempty"`
}

// Param is a further dimension: an environment variable of a function, or what
// ${NAME} stands for in the URL and the headers of an HTTP target; or, marked as
// a setting, a property of the target that its platform knows, such as "vcpu".
type Param struct {
	Name    string   `json:"name,omitempty"`
	Values  []string `json:"values,omitempty"`
	Setting bool     `json:"setting,omitempty"`
}

// Order says how the blocks of the variants follow each other.
type Order string

// The orders.
const (
	Interleaved Order = "interleaved"
	Sequential  Order = "sequential"
)

// LoadModel says who decides when the next request goes out.
type LoadModel string

// The load models.
const (
	Open   LoadModel = "open"   // a schedule, whatever the target does
	Closed LoadModel = "closed" // callers that each wait for their answer
	Burst  LoadModel = "burst"  // all at once
)

// Load is the load profile of a variant over all rounds; Plan divides it.
type Load struct {
	Model       LoadModel     `json:"model"`
	Stages      []Stage       `json:"stages,omitempty"`      // open
	Trace       *Trace        `json:"trace,omitempty"`       // open, in place of stages
	Concurrency int           `json:"concurrency,omitempty"` // closed: number of callers
	Invocations int           `json:"invocations,omitempty"` // closed: how many in all, or 0 when For is set
	For         time.Duration `json:"for_ns"`
	Burst       int           `json:"burst,omitempty"`  // burst: how many at once, each round
	Search      *Search       `json:"search,omitempty"` // open, in place of stages: rates are found while it runs

	// Of the open model.
	MaxWorkers int           `json:"max_workers,omitempty"`   // requests in flight at most; 0: the engine's default
	DropAfter  time.Duration `json:"drop_after_ns,omitempty"` // a send that is later is dropped; 0: none is
	Engine     LoadEngine    `json:"engine,omitempty"`        // who makes the sends; "": EngineOwn

	Round  int `json:"-"` // which of Rounds this is, from 0
	Rounds int `json:"-"` // 0: the whole profile
}

// LoadEngine says who makes the sends of the open model.
type LoadEngine string

// The engines.
const (
	EngineOwn    LoadEngine = "sweetspot"
	EngineVegeta LoadEngine = "vegeta"
)

// Payload is one event or request, drawn in proportion to its weight.
type Payload struct {
	Name   string          `json:"name,omitempty"`
	Weight int             `json:"weight,omitempty"`
	Body   json.RawMessage `json:"json,omitempty"`   // JSON; empty: the request has no body
	Digest bool            `json:"digest,omitempty"` // of the body only a digest is kept
	// Request is how it is sent to what speaks HTTP; nil where it does not say.
	Request *Request `json:"request,omitempty"`
}

// ColdStarts asks for forced cold starts, measured apart from the load.
type ColdStarts struct {
	Samples int    `json:"samples,omitempty"` // per variant, over all rounds
	By      string `json:"by,omitempty"`      // ColdByRecycle …
}

// How cold starts are forced. Only AWS has the last two.
const (
	ColdByRecycle = "recycle" // replaces the environments
	ColdByIdle    = "idle"    // waits until the platform has taken them away
	ColdByVersion = "version" // publishes the same again
)

// StopWhen asks for further rounds after those of Repeat, until the answer is
// sure or a cap is reached. The caps count all that is sent, warm-up and forced
// cold starts included.
type StopWhen struct {
	RelativeError  float64       `json:"relative_error"`            // of the figure named by Of: half its interval over its estimate
	Of             string        `json:"of"`                        // "cost", or a latency: "mean", "p50" ... "p99"
	Confidence     float64       `json:"confidence"`                // of each look, e.g. 0.95
	MaxInvocations int64         `json:"max_invocations,omitempty"` // of each variant
	MaxCost        *check.Money  `json:"max_cost,omitempty"`        // at the price book, whoever runs the target
	MaxTime        time.Duration `json:"max_time_ns,omitempty"`     // of the run
}

// TraceHeader is a header field that makes a request part of a trace.
type TraceHeader string

// The trace headers.
const (
	TraceW3C  TraceHeader = "w3c"  // traceparent
	TraceXRay TraceHeader = "xray" // X-Amzn-Trace-Id
)

// Tracing asks for requests that are each part of a trace of its own.
type Tracing struct {
	Headers []TraceHeader `json:"headers"` // not empty
	Sampled bool          `json:"sampled"` // what the headers say of it
}

// Level says whether a failed gate fails the run.
type Level string

// The levels of a gate.
const (
	LevelError Level = "error"
	LevelWarn  Level = "warn"
)

// Gate is one entry of `gates:`.
type Gate struct {
	check.Gate
	For   string      // "recommended" (default), "all", or a condition such as "memory_mb==512"
	Scope check.Scope // For, parsed
	Level Level
	// Versus is what a gate on a regression compares with; "" for any other gate.
	Versus Versus
	// At is where the check stands in the file; zero where --set made it.
	At Position
}

// Position is a place in the scenario file: line and column, in runes, from 1.
type Position struct{ Line, Column int }

// Versus is what a gate on a regression compares with.
type Versus string

// What is compared with.
const (
	VersusBaseline Versus = "baseline" // a run of before
	VersusBase     Versus = "base"     // the base target of the same run
)

// MarshalJSON writes the gate as the file has it.
func (g Gate) MarshalJSON() ([]byte, error) {
	keys := map[string]string{"check": g.Text, "for": g.For, "level": string(g.Level)}
	if g.Versus != "" {
		keys["vs"] = string(g.Versus)
	}
	return json.Marshal(keys)
}

// Package scenarios reads the scenario file: one YAML document that names the
// target, a matrix of variants, a load profile, payloads, pricing, an
// objective and gates. It parses strictly, with positions, and expands the
// matrix into a plan of blocks.
package scenarios

import (
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

// Scenario is one scenario file, defaults filled in.
type Scenario struct {
	Version     int
	Name        string
	Description string
	Targets     []Target // `target:` is a list of one
	Current     *Current
	Matrix      Matrix
	Order       Order
	Repeat      int
	Seed        uint64
	Load        Load
	Payloads    []Payload // never empty: one unnamed `{}` when the file has none
	ColdStarts  *ColdStarts
	Pricing     Pricing
	Objective   check.Objective
	Gates       []Gate

	File   string // as the user named it
	Dir    string // absolute; relative paths in the file start here
	Source []byte // the file as it was read
}

// Target is what is driven.
type Target struct {
	Name     string // defaults to the scenario's name
	Kind     Kind
	Provider Provider
	Region   string
	Function *Function
	Matrix   *Matrix // replaces the scenario's
}

// Function is a target of kind function. Exactly one of Handler, Python, Node,
// Command and Name is set; paths are absolute.
type Function struct {
	Handler          string // "builtin:thumbnail"
	Python           string // "/abs/app.py:handler"
	Node             string // "/abs/app.js.handler"
	Command          []string
	Build            []string // run once in Dir before the first block, where Command must be built
	Name             string   // provider aws
	Runtime          string
	Timeout          time.Duration
	Env              map[string]string
	EphemeralStorage check.Bytes // /tmp; 512 MB unless the file says more
}

// Current is what runs today.
type Current struct {
	MemoryMB     int
	Timeout      time.Duration
	Architecture string
}

// Matrix holds the values of each dimension; a variant is one combination.
type Matrix struct {
	MemoryMB     []int
	Architecture []string
	Params       []Param // in the order of the file
}

// Param is a further dimension: an environment variable of the function.
type Param struct {
	Name   string
	Values []string
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
	Model       LoadModel
	Stages      []Stage // open
	Concurrency int     // closed: number of callers
	Invocations int     // closed: how many in all, or 0 when For is set
	For         time.Duration
	Burst       int // burst: how many at once, each round
}

// StageKind says how a stage's rate behaves.
type StageKind string

// The kinds of stage.
const (
	StageConstant StageKind = "constant"
	StageRamp     StageKind = "ramp"
	StagePoisson  StageKind = "poisson"
)

// Stage is one part of an open profile. A ramp goes from From to To linearly;
// the others keep From.
type Stage struct {
	Kind     StageKind
	From, To check.Rate
	For      time.Duration
}

// Payload is one request body, drawn in proportion to its weight.
type Payload struct {
	Name   string
	Weight int
	Body   []byte // JSON
}

// ColdStarts asks for forced cold starts, measured apart from the load.
type ColdStarts struct {
	Samples int    // per variant, over all rounds
	By      string // "recycle"
}

// Pricing says under which prices the run is judged.
type Pricing struct {
	Book     string
	FreeTier bool
	Traffic  *Traffic
}

// Traffic is the production traffic that monthly figures assume.
type Traffic struct {
	RequestsPerMonth int64
	ColdShare        *float64 // fraction; nil: what the load showed
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
}

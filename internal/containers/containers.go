// Package containers runs servers on this machine, each a number of replicas of
// one size behind a balancer: it starts them, waits until they are healthy,
// watches what they use, and starts again what dies.
//
// A Runtime says what a replica is: a plain process under limits, or a container
// of an engine (package docker). Non-goals: isolation of plain processes, and
// anything that is not on loopback.
package containers

import (
	"context"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// Spec is a server of one size.
type Spec struct {
	Name     string // short, of letters, digits and hyphens: for people who look at what runs
	Image    string // of an engine; "" for a plain process
	Command  []string
	Dir      string // where Command runs
	Env      map[string]string
	Port     int     // where an image's server listens
	VCPU     float64 // CPU-seconds per second; > 0
	MemoryMB int     // MB of 2^20 bytes, hard; > 0
}

// Runtime starts replicas.
type Runtime interface {
	// Check tells whether a spec can be started: its program or image exists. It
	// may take long where an image must be pulled.
	Check(ctx context.Context, spec Spec) error
	// Start starts a replica, which is not ready yet.
	Start(ctx context.Context, spec Spec) (Replica, error)
	// Contended reports whether the host was short of CPU in an interval.
	Contended(from, to time.Time) bool
	// Describe says in a sentence what holds CPU and memory.
	Describe() string
	// Close ends what is left of the replicas.
	Close() error
}

// Replica is one server that was started. It is safe for concurrent use.
type Replica interface {
	// Address is where it listens, "127.0.0.1:40123".
	Address() string
	// Usage reads what it has used so far; after its end it is the last answer.
	Usage(ctx context.Context) (Usage, error)
	// Ended is closed when it has ended, and End says why.
	Ended() <-chan struct{}
	End() End
	// Said is the end of what it wrote to its output.
	Said() string
	// Remove ends it, whatever state it is in, and removes what it was given.
	Remove(ctx context.Context) error
}

// Usage is what a replica has used so far.
type Usage struct {
	CPU       time.Duration // user and system time
	Throttled time.Duration // time it waited for its quota; 0 where unknown
	PeakMB    int           // highest memory so far
	OOM       bool          // killed for exceeding its memory
}

// End says how a replica ended.
type End struct {
	OOM   bool   // for exceeding its memory
	Words string // "exit status 3", "signal: killed"
}

// String says it in a few words, to count by.
func (e End) String() string {
	if e.OOM {
		return "container killed: out of memory"
	}
	return measure.ReasonContainerEnded + e.Words
}

package measure

import "time"

// BlockState says how far a block came.
type BlockState string

// The states of a block.
const (
	BlockPending BlockState = "pending"
	BlockDone    BlockState = "done"
	BlockPartial BlockState = "partial" // interrupted, or its runner failed
	// BlockContended is done, in the midst of what else the host did, and was
	// measured again: its samples are kept, and are in no figure.
	BlockContended BlockState = "contended"
)

// Over reports whether a block of this state is not to be run any more.
func (s BlockState) Over() bool { return s == BlockDone || s == BlockContended }

// ContendedInvalid is the share of contended invocations beyond which what was
// measured says more about the host than about the target.
const ContendedInvalid = 0.20

// UnsentInvalid is the share of intended sends which the generator may fail to
// make.
const UnsentInvalid = 0.01

// lagFloor is the lateness that a generator is allowed whatever the latency.
const lagFloor = 5 * time.Millisecond

// LagAllowed is how late a generator may send where a worker is free, by the
// median latency: 5 ms, or a tenth of it.
func LagAllowed(p50 time.Duration) time.Duration { return max(lagFloor, p50/10) }

// Block is what the run knows of one block: one variant under the load
// profile, once. The load phase alone is meant by Started, Finished, Intended
// and Length; warm-up and forced cold starts come before Started. Of a capacity
// search a block is one probe.
type Block struct {
	Index    int           `json:"index"`
	Round    int           `json:"round"`
	Variant  int           `json:"variant"`
	State    BlockState    `json:"state"`
	Started  time.Time     `json:"started_at,omitzero"`
	Finished time.Time     `json:"finished_at,omitzero"`
	Intended int           `json:"intended_sends"` // by the schedule; 0 in the closed model
	Length   time.Duration `json:"length_ns"`      // of the schedule; 0 where it has none
	Error    string        `json:"error,omitempty"`
	// Rate is that of a probe, in sends per second; 0 for a block that is none.
	Rate float64 `json:"rate_per_second,omitempty"`
	Lost bool    `json:"lost,omitempty"` // a probe that ended early, since it could not hold any more
	// Generator is what the load generator says of itself.
	Generator Generator `json:"generator,omitzero"`
	// Overhead is what a gateway in front added in the mean, where metrics alone
	// tell: an estimate, of the minutes in which the block ran. 0 where unknown.
	Overhead time.Duration `json:"gateway_overhead_ns,omitempty"`
	// Usage is what the target used in the load phase, where it can be told.
	Usage *Usage `json:"usage,omitempty"`
}

// Usage is CPU that a target used, replicas and all.
type Usage struct {
	CPU       time.Duration `json:"cpu_ns"`       // user and system time
	Throttled time.Duration `json:"throttled_ns"` // time that its processes waited for quota; 0 where unknown
	Elapsed   time.Duration `json:"elapsed_ns"`   // over which
	Replicas  int           `json:"replicas"`
	VCPU      float64       `json:"vcpu"` // of all replicas together
}

// Since is what was used after an earlier reading of the same target.
func (u Usage) Since(before Usage) Usage {
	u.CPU -= before.CPU
	u.Throttled -= before.Throttled
	return u
}

// CountBlocks is how many of the blocks are a variant's.
func CountBlocks(blocks []Block, variant int) int {
	n := 0
	for _, b := range blocks {
		if b.Variant == variant {
			n++
		}
	}
	return n
}

// Generator is what a load generator took to send the load phase of a block.
type Generator struct {
	Workers    int           `json:"workers"`       // the most that there were
	MaxWorkers int           `json:"max_workers"`   // how many there might have been; 0: no bound, as callers and bursts have their number
	InFlight   int           `json:"max_in_flight"` // the most requests on their way at once
	CPU        time.Duration `json:"cpu_ns"`        // of this process
	Elapsed    time.Duration `json:"elapsed_ns"`
	Cores      int           `json:"cores"` // that this process may use
}

// Busy is the share of the CPU time that this process might have used which it
// did use, 0 to 1.
func (g Generator) Busy() float64 {
	if g.Elapsed <= 0 || g.Cores <= 0 {
		return 0
	}
	return min(1, g.CPU.Seconds()/(g.Elapsed.Seconds()*float64(g.Cores)))
}

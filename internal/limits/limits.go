// Package limits gives processes the CPU and memory of a function of a given
// size: by cgroup v2, by cgroup v1, or, where neither can be had, by stopping
// and continuing the process in a duty cycle.
//
// It knows nothing of functions or Lambda beyond the shape of a limit.
// Non-goals: isolation and security. A limited process is not a sandboxed one.
package limits

import (
	"os/exec"
	"time"
)

// Tier names a mechanism, best first.
type Tier string

// The tiers, in order of preference.
const (
	Cgroup2   Tier = "cgroup2"
	Cgroup1   Tier = "cgroup1"
	DutyCycle Tier = "duty-cycle" // CPU only; memory is observed, not enforced
	None      Tier = "none"       // neither; no cost claim can stand on it
)

// Period is the CPU quota's period: Lambda's own, and steadier than the
// kernel's default of 100 ms.
const Period = 20 * time.Millisecond

// Limit is what a group may use.
type Limit struct {
	VCPU     float64 // CPU-seconds per second; > 0
	MemoryMB int     // MB of 2^20 bytes, hard; > 0
}

// Usage is what a group has used so far.
type Usage struct {
	CPU          time.Duration // user and system time of all its processes
	Throttled    time.Duration // time its processes waited for quota; 0 where unknown
	PeakMemoryMB int           // highest memory so far, rounded up; monotone
	OOMKills     int           // processes killed for exceeding MemoryMB
}

// Controller makes groups. It is safe for concurrent use.
type Controller interface {
	// Tier is the mechanism in use.
	Tier() Tier
	// Describe says in one sentence what the tier holds and what it cannot,
	// for the user; when it is no cgroup tier, also why those were refused.
	Describe() string
	// NewGroup makes an empty group whose name carries this process's
	// identity. Memory is limited at once; CPU is free until Throttle.
	NewGroup(name string, limit Limit) (Group, error)
	// Contention says how busy the host was between two instants; see Host.
	Contention(from, to time.Time) Contention
	// Close ends what is left of the controller's groups and removes them.
	Close() error
}

// Group is a limited set of processes: the one started in it and its children.
// It is safe for concurrent use.
type Group interface {
	// Start starts cmd inside the group, on as many whole CPUs as its limit
	// rounds up to, and so that it dies with this process. Call it once.
	Start(cmd *exec.Cmd) error
	// Throttle puts the CPU limit in force; Unthrottle lifts it, as Lambda
	// does while a function initialises.
	Throttle() error
	Unthrottle() error
	// Freeze stops every process of the group; Thaw lets them go on.
	Freeze() error
	Thaw() error
	// Usage reads the counters. It keeps its last answer once the processes
	// are gone, so that it can be read after a crash.
	Usage() (Usage, error)
	// Kill ends every process of the group at once.
	Kill() error
	// Close kills what still runs and removes the group. The process started
	// with Start must be waited for (cmd.Wait) by whoever started it.
	Close() error
}

// Contention is how busy the host was over an interval.
type Contention struct {
	Busy   float64 // share of all cores in use, 0..1
	Others float64 // cores used by anything but the controller's groups
	Known  bool    // false where the host cannot be observed

	Reserve float64 // Options.Reserve in force, for Contended
}

// Contended reports whether measurements of the interval say more about the
// machine than about the function: the host was at least 95 % busy, or others
// took more than reserve cores.
func (c Contention) Contended(reserve float64) bool {
	return c.Known && (c.Busy >= 0.95 || c.Others > reserve)
}

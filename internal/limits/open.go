package limits

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// DefaultReserve is how many cores others may use before an interval counts
// as contended: room for the load generator and the platform in front of the
// functions, which run on the same machine.
const DefaultReserve = 0.5

// Options says which tier Open takes and how it judges the host.
type Options struct {
	Tier    Tier    // "" takes the best that works on this machine
	Reserve float64 // cores; told back in Contention.Reserve; 0 means DefaultReserve
}

// ProbeResult says whether a tier works on this machine.
type ProbeResult struct {
	Tier   Tier
	OK     bool
	Reason string // why not; "" when OK
}

// mechanism is a tier that may or may not work here.
type mechanism struct {
	tier  Tier
	holds string // what it holds and what it cannot, for Describe
	open  func() (backend, error)
}

// ParseTier reads a tier's name as users write it; "auto" is the best tier, "".
func ParseTier(s string) (Tier, error) {
	switch t := Tier(strings.ToLower(strings.TrimSpace(s))); t {
	case "auto", "":
		return "", nil
	case Cgroup2, Cgroup1, DutyCycle, None:
		return t, nil
	}
	return "", fmt.Errorf("unknown limits tier %q: want auto, %s, %s, %s or %s", s, Cgroup2, Cgroup1, DutyCycle, None)
}

// Open ends what dead runs left behind, then opens the best tier that works,
// found by making, limiting and removing a throw-away group in each, or the
// one that opts asks for. The error says why a tier asked for cannot be had.
func Open(opts Options) (Controller, error) {
	sweep()
	var refused []string
	for _, m := range mechanisms() {
		if opts.Tier != "" && opts.Tier != m.tier {
			continue
		}
		b, err := m.openAndTry()
		if err == nil {
			return newController(m, b, refused, opts), nil
		}
		if opts.Tier != "" {
			return nil, fmt.Errorf("limits tier %s cannot be had: %w", m.tier, err)
		}
		refused = append(refused, fmt.Sprintf("%s: %v", m.tier, err))
	}
	return nil, fmt.Errorf("limits tier %q is unknown", opts.Tier)
}

// Probe tries every tier, best first, and leaves nothing behind.
func Probe() []ProbeResult {
	var results []ProbeResult
	for _, m := range mechanisms() {
		r := ProbeResult{Tier: m.tier, OK: true}
		if b, err := m.openAndTry(); err != nil {
			r.OK, r.Reason = false, err.Error()
		} else if err := b.close(); err != nil {
			r.OK, r.Reason = false, err.Error()
		}
		results = append(results, r)
	}
	return results
}

// openAndTry opens the mechanism and puts a throw-away group through it, since
// permission to make a group is not yet permission to limit it.
func (m mechanism) openAndTry() (backend, error) {
	b, err := m.open()
	if err != nil {
		return nil, err
	}
	if err := try(b); err != nil {
		return nil, errors.Join(err, b.close())
	}
	return b, nil
}

func try(b backend) error {
	c, err := b.newCell("probe", Limit{VCPU: 0.5, MemoryMB: 64})
	if err != nil {
		return err
	}
	_, err = c.read()
	return errors.Join(err, c.quota(true), c.quota(false), c.close(time.Now().Add(removeWithin)))
}

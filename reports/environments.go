package reports

import (
	"maps"
	"slices"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// environment is what the samples tell of one of a variant's environments.
type environment struct {
	inLoad bool // it served, or was to serve, the load phase
	ran    int  // of the load phase
	blocks []use
	parts  []*moments // of the load phase, by class of payload; nil where it had none of it

	first invocation // that the platform ran, in any phase
	known bool       // first is set
}

// use is an environment's part in the load phase of a block.
type use struct {
	block       int
	from, until time.Time // first send and last end of what it ran
	served      time.Time // when it first began to serve
}

// environment finds the environment of a sample, nil when it is unknown.
func (o *observed) environment(s *measure.Sample) *environment {
	if s.Environment == "" {
		return nil
	}
	e := o.environments[s.Environment]
	if e == nil {
		e = &environment{}
		o.environments[s.Environment] = e
	}
	if s.Phase == measure.PhaseLoad {
		e.inLoad = true
		if ran(s) {
			e.ran++
			e.use(s)
		}
	}
	return e
}

// use takes in a sample of the load phase that the environment ran. It served
// from when the handler began: the duration before the answer came, but not
// before the request was sent.
func (e *environment) use(s *measure.Sample) {
	served := s.End.Add(-s.Duration)
	if served.Before(s.Sent) {
		served = s.Sent
	}
	u := e.in(s.Block)
	if u == nil {
		e.blocks = append(e.blocks, use{s.Block, s.Sent, s.End, served})
		return
	}
	if s.Sent.Before(u.from) {
		u.from = s.Sent
	}
	if s.End.After(u.until) {
		u.until = s.End
	}
	if served.Before(u.served) {
		u.served = served
	}
}

// in is the environment's part in a block, nil when it has none. Blocks run one
// after the other, so that the last one is the likeliest.
func (e *environment) in(block int) *use {
	for i := len(e.blocks) - 1; i >= 0; i-- {
		if e.blocks[i].block == block {
			return &e.blocks[i]
		}
	}
	return nil
}

// named are the ids of the environments in ascending order.
func (o *observed) named() []string { return slices.Sorted(maps.Keys(o.environments)) }

// environmentCount is the number of those that served the load phase.
func (o *observed) environmentCount() int {
	n := 0
	for _, e := range o.environments {
		if e.inLoad {
			n++
		}
	}
	return n
}

// uses are the parts that environments had in a block, in no order.
func (o *observed) uses(block int) []use {
	var out []use
	for _, e := range o.environments {
		if u := e.in(block); u != nil {
			out = append(out, *u)
		}
	}
	return out
}

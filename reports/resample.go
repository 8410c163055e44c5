package reports

import (
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/estimate"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// Grouping is what calls have in common that makes them alike: means and costs
// are resampled by it.
type Grouping string

// The groupings, as Trial.ResampledBy.
const (
	ByEnvironment Grouping = "environment"
	ByBlock       Grouping = "block"
	ByInvocation  Grouping = "invocation" // there are too few of both
)

// severalCalls is how many calls an environment must have run to tell how it
// differs from others.
const severalCalls = 3

// moments are those of each quantity.
type moments [quantities]measure.Moments

// addMoments takes in a sample of the load phase for its environment, nil where
// that is not known.
func (o *observed) addMoments(s *measure.Sample, e *environment, class int, billed time.Duration, isBilled bool) {
	if !ran(s) {
		return
	}
	if e == nil {
		o.homeless++
		return
	}
	if class >= len(e.parts) {
		e.parts = append(e.parts, make([]*moments, class+1-len(e.parts))...)
	}
	if e.parts[class] == nil {
		e.parts[class] = &moments{}
	}
	e.parts[class].add(s, billed, isBilled)
}

func (m *moments) add(s *measure.Sample, billed time.Duration, isBilled bool) {
	warm := !s.Cold.Waited()
	if s.OK() {
		m[latencyOf].Add(s.Latency())
		m[serviceOf].Add(s.Service())
		if s.Duration > 0 {
			m[durationOf].Add(s.Duration)
			if warm {
				m[warmDurationOf].Add(s.Duration)
			}
		}
	}
	if !isBilled {
		return
	}
	m[billedOf].Add(billed)
	if warm {
		m[warmBilledOf].Add(billed)
	} else {
		m[coldBilledOf].Add(billed)
	}
}

// groupedBy is by environment where each call's is known and at least five of
// them ran several calls, else by block where there are at least five.
func (o *observed) groupedBy() Grouping {
	several := 0
	for _, e := range o.environments {
		if e.ran >= severalCalls {
			several++
		}
	}
	blocks := 0
	for _, b := range o.blocks {
		if b.flow.count > 0 {
			blocks++
		}
	}
	switch {
	case o.homeless == 0 && several >= estimate.MinGroups:
		return ByEnvironment
	case blocks >= estimate.MinGroups:
		return ByBlock
	}
	return ByInvocation
}

// environmentGroups are the environments by a quantity, in an order that is the
// same for the same samples.
func (o *observed) environmentGroups(q quantity) []estimate.Group {
	var out []estimate.Group
	for _, name := range o.named() {
		var sum measure.Moments
		for _, m := range looked(o.class, o.environments[name].parts) {
			sum.Merge(m[q])
		}
		if sum.Len() > 0 {
			out = append(out, estimate.Group{N: sum.Len(), Mean: sum.Mean(), Variance: sum.Variance()})
		}
	}
	return out
}

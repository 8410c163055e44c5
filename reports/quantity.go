package reports

import (
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// quantity is what is measured of an invocation of the load phase.
type quantity int

const (
	latencyOf      quantity = iota // of a success
	serviceOf                      // the same
	durationOf                     // of a success for which the platform told it
	warmDurationOf                 // the same, without those whose caller waited for a cold start
	billedOf                       // of what is billed, failed or not
	warmBilledOf                   // the same, without those whose caller waited for a cold start
	coldBilledOf                   // those alone
	quantities                     // how many there are
)

// tallies hold the quantity of a part.
func (q quantity) tallies(p *part) []*measure.Tally {
	switch q {
	case latencyOf:
		return []*measure.Tally{&p.latency}
	case serviceOf:
		return []*measure.Tally{&p.service}
	case durationOf:
		return []*measure.Tally{&p.warm.duration, &p.cold.duration}
	case warmDurationOf:
		return []*measure.Tally{&p.warm.duration}
	case billedOf:
		return []*measure.Tally{&p.warm.billed, &p.cold.billed}
	case warmBilledOf:
		return []*measure.Tally{&p.warm.billed}
	default:
		return []*measure.Tally{&p.cold.billed}
	}
}

// quantity is that of a sample, false where it has none.
func (o *observed) quantity(q quantity, s *measure.Sample) (time.Duration, bool) {
	warm := !s.Cold.Waited()
	switch q {
	case latencyOf:
		return s.Latency(), s.OK()
	case serviceOf:
		return s.Service(), s.OK()
	case durationOf:
		return s.Duration, s.OK() && s.Duration > 0
	case warmDurationOf:
		return s.Duration, s.OK() && s.Duration > 0 && warm
	}
	d, ok := o.billedTime(s)
	return d, ok && (q == billedOf || (q == warmBilledOf) == warm)
}

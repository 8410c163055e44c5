package reports

import (
	"cmp"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/estimate"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// firstInvocations splits the durations of successes into those that were the first
// of their environment after its init, in any phase, and the later ones of the
// load phase: the first one pays for lazy loading. Without the environment's id
// the cold start itself marks the first.
type firstInvocations struct {
	first measure.Tally
	// early are the first ones among the warm durations of the load phase, all
	// the others of which are later ones.
	early measure.Tally
}

// invocation is what it takes to know an environment's first one.
type invocation struct {
	sent     time.Time
	phase    measure.Phase
	prepared bool          // its environment was made before it came
	duration time.Duration // 0 where it was no success
}

// before orders invocations by time; between equals, which one environment does
// not have, all else decides, so that the order of the input does not matter.
func (i *invocation) before(j *invocation) bool {
	prepared := 0
	if i.prepared != j.prepared {
		prepared = 1
		if i.prepared {
			prepared = -1
		}
	}
	return cmp.Or(i.sent.Compare(j.sent), cmp.Compare(i.phase, j.phase), prepared, cmp.Compare(i.duration, j.duration)) < 0
}

// addInvocation takes in a sample that the platform ran. Whether an environment
// that was made beforehand meets its first one is known at the end only.
func (o *observed) addInvocation(s *measure.Sample, e *environment) {
	waited := s.Cold.Waited()
	prepared := !waited && s.Cold != measure.ColdNone && s.Cold != ""
	fresh := waited || prepared && e == nil
	earliest := e != nil && (!e.known || !s.Sent.After(e.first.sent))
	if !fresh && !earliest {
		return
	}
	i := invocation{sent: s.Sent, phase: s.Phase, prepared: prepared}
	if s.OK() {
		i.duration = s.Duration
	}
	if fresh {
		o.firsts.add(i)
	}
	if earliest && (!e.known || i.before(&e.first)) {
		e.first, e.known = i, true
	}
}

func (f *firstInvocations) add(i invocation) {
	if i.duration <= 0 {
		return
	}
	f.first.Add(i.duration)
	if i.prepared && i.phase == measure.PhaseLoad {
		f.early.Add(i.duration)
	}
}

// finishInvocations adds the first ones of environments that were made
// beforehand.
func (o *observed) finishInvocations() {
	for _, e := range o.environments {
		if e.known && e.first.prepared {
			o.firsts.add(e.first)
		}
	}
	o.firsts.first.Seal()
	o.firsts.early.Seal()
}

// later is the median duration of the later ones.
func (o *observed) laterMedian() *float64 {
	var warm []*measure.Tally
	for _, b := range o.blocks {
		for _, p := range o.parts(b) {
			warm = append(warm, &p.warm.duration)
		}
	}
	minus := []*measure.Tally{&o.firsts.early}
	n, _ := total(warm)
	rank, ok := estimate.QuantileRank(n-o.firsts.early.Len(), 0.5)
	if !ok {
		return nil
	}
	return maybe(check.Milliseconds(measure.Ranked(warm, minus, rank)), true)
}

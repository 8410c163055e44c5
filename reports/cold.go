package reports

import (
	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// coldStarts fills in the cold starts. Counted are the natural ones of the load
// phase, as a share of the invocations that the platform ran; init times are of
// every cold start that a caller waited for, in any phase, forced ones included.
func (e *evaluated) coldStarts() {
	o := e.observed
	for _, b := range o.blocks {
		for _, s := range b.ran {
			if s.Cold.Waited() {
				e.coldCount++
			}
		}
	}
	forced := 0
	for _, s := range o.all {
		if s.Phase == measure.PhaseCold && s.Cold.Waited() {
			forced++
		}
	}
	e.init = seriesOf(byBlock(o.all), o.seed, initOf)
	first, later := firstInvocations(o)
	e.ColdStarts = ColdStarts{
		Count: e.coldCount, Share: share(e.coldCount, e.ranCount), Forced: forced,
		Init:        Init{P50: e.init.quantile(0.5), P95: e.init.quantile(0.95), P99: e.init.quantile(0.99), Max: e.init.max()},
		FirstInvoke: first.quantile(0.5), WarmInvoke: later.quantile(0.5),
	}
}

func initOf(s *measure.Sample) (float64, bool) {
	return check.Milliseconds(s.Init), s.Cold.Waited() && s.Init > 0
}

// byBlock groups samples of all phases by their block.
func byBlock(samples []*measure.Sample) [][]*measure.Sample {
	var out [][]*measure.Sample
	at := map[int]int{}
	for _, s := range samples {
		i, ok := at[s.Block]
		if !ok {
			i = len(out)
			at[s.Block] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], s)
	}
	return out
}

// firstInvocations splits the durations of successes into those that were the
// first of their environment after its init, in any phase, and the later ones
// of the load phase: the first one pays for lazy loading. Without the
// environment's id the cold start itself marks the first.
func firstInvocations(o *observed) (first, later series) {
	seen := map[string]bool{}
	var firsts, laters []*measure.Sample
	for _, s := range o.all {
		if !ran(s) {
			continue
		}
		fresh := s.Cold != measure.ColdNone && s.Cold != "" && (s.Cold.Waited() || !seen[s.Environment])
		if s.Environment != "" {
			seen[s.Environment] = true
		}
		switch {
		case fresh:
			firsts = append(firsts, s)
		case s.Phase == measure.PhaseLoad:
			laters = append(laters, s)
		}
	}
	return seriesOf([][]*measure.Sample{firsts}, o.seed, durationOf), seriesOf([][]*measure.Sample{laters}, o.seed, durationOf)
}

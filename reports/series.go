package reports

import (
	"math"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/estimate"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// confidence of the intervals that are shown.
const confidence = 0.95

// oneSided is the confidence of a two-sided interval whose ends are one-sided
// 95 % bounds.
const oneSided = 0.90

// series is one quantity of a trial in ms, by block.
type series struct {
	blocks []values // without empty blocks
	seed   uint64
}

// seriesOf takes a quantity from each block: its tallies and, for the order of
// the values where the variant has few samples, what picks it from a sample.
func (o *observed) seriesOf(tallies func(*observedBlock) []*measure.Tally, pick picker) series {
	out := series{seed: o.seed}
	for _, b := range o.blocks {
		out.add(tallies(b), o.inOrder(func(s *measure.Sample) (float64, bool) {
			if s.Block != b.Index || s.Phase != measure.PhaseLoad {
				return 0, false
			}
			return pick(s)
		}))
	}
	return out
}

// picker takes a quantity in ms from a sample; false for a sample that does not
// have it.
type picker func(*measure.Sample) (float64, bool)

// inOrder picks from the samples in the order of their sending; nil where they
// are too many to be kept.
func (o *observed) inOrder(pick picker) estimate.Floats {
	var out estimate.Floats
	for i := range o.ordered {
		if v, ok := pick(&o.ordered[i]); ok {
			out = append(out, v)
		}
	}
	return out
}

// add adds a block's values unless there are none.
func (s *series) add(tallies []*measure.Tally, ordered estimate.Floats) {
	if v := (values{tallies: tallies, ordered: ordered}); v.Len() > 0 {
		s.blocks = append(s.blocks, v)
	}
}

func (s series) len() int { return lenOf(s.blocks) }

// quantile is the nearest-rank quantile; nil where too few samples lie beyond
// it to say: p99 below 100 samples, p999 below 1,000.
func (s series) quantile(q float64) *float64 {
	n := s.len()
	rank, ok := estimate.QuantileRank(n, q)
	if !ok || n < fewest(q) {
		return nil
	}
	return maybe(s.ranked(rank), true)
}

// fewest is the number of samples from which on a quantile is shown.
func fewest(q float64) int {
	switch {
	case q >= 0.999:
		return 1000
	case q >= 0.99:
		return 100
	default:
		return 1
	}
}

// interval is the exact binomial 95 % interval of a quantile that is shown.
func (s series) interval(q float64) *Interval {
	n := s.len()
	low, high, ok := estimate.QuantileIntervalRanks(n, q, confidence)
	if !ok || n < fewest(q) {
		return nil
	}
	return interval(estimate.Interval{Low: s.ranked(low), High: s.ranked(high)}, true)
}

// ranked is the value of a rank, from 1, over all blocks, in ms.
func (s series) ranked(rank int) float64 {
	return check.Milliseconds(measure.Ranked(s.tallies(), nil, rank))
}

func (s series) tallies() []*measure.Tally {
	var out []*measure.Tally
	for _, b := range s.blocks {
		out = append(out, b.tallies...)
	}
	return out
}

func (s series) mean() *float64 {
	n, sum := total(s.tallies())
	return maybe(check.Milliseconds(sum)/float64(n), n > 0)
}

func (s series) meanInterval(confidence float64) (estimate.Interval, bool) {
	var iv estimate.Interval
	var ok bool
	flattened(s.blocks, func(blocks []values) {
		iv, ok = estimate.MeanIntervalBlocks(blocks, confidence, s.seed)
	})
	return iv, ok
}

func (s series) max() *float64 {
	n := s.len()
	if n == 0 {
		return nil
	}
	return new(tidy(s.ranked(n)))
}

// distribution is the series as the summary shows it.
func (s series) distribution() Distribution {
	return Distribution{
		N: s.len(), Mean: s.mean(), Max: s.max(),
		P50: s.quantile(0.5), P90: s.quantile(0.9), P95: s.quantile(0.95), P99: s.quantile(0.99), P999: s.quantile(0.999),
		CI95: CI95{
			Mean: interval(s.meanInterval(confidence)),
			P50:  s.interval(0.5), P90: s.interval(0.9), P95: s.interval(0.95), P99: s.interval(0.99), P999: s.interval(0.999),
		},
	}
}

// maybe is nil for a value that cannot be had or shown.
func maybe(v float64, ok bool) *float64 {
	if !ok || !finite(v) {
		return nil
	}
	return new(tidy(v))
}

func interval(iv estimate.Interval, ok bool) *Interval {
	if !ok || !finite(iv.Low) || !finite(iv.High) {
		return nil
	}
	return &Interval{tidy(iv.Low), tidy(iv.High)}
}

// tidy rounds to a millionth: nanoseconds, where the value is in ms. What lies
// below is the arithmetic's noise, which differs between processors.
func tidy(v float64) float64 { return math.Round(v*1e6) / 1e6 }

// finite is false for what JSON cannot hold.
func finite(v float64) bool { return v-v == 0 }

func latencyOf(s *measure.Sample) (float64, bool) { return check.Milliseconds(s.Latency()), s.OK() }
func serviceOf(s *measure.Sample) (float64, bool) { return check.Milliseconds(s.Service()), s.OK() }

func durationOf(s *measure.Sample) (float64, bool) {
	return check.Milliseconds(s.Duration), s.OK() && s.Duration > 0
}

func warmDurationOf(s *measure.Sample) (float64, bool) {
	v, ok := durationOf(s)
	return v, ok && !s.Cold.Waited()
}

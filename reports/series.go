package reports

import (
	"math"
	"time"

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
	groups []estimate.Group // that means are resampled by; nil: the blocks
	drawn  []values         // what means are resampled from where that is not the blocks; nil: the blocks
}

// seriesOf takes a quantity from each block: its tallies and, where the variant
// has few samples, the values in the order of their sending.
func (o *observed) seriesOf(q quantity) series {
	out := series{seed: o.seed}
	for _, b := range o.blocks {
		out.add(o.talliesOf(q, b), o.inOrder(func(s *measure.Sample) (time.Duration, bool) {
			if s.Block != b.Index || s.Phase != measure.PhaseLoad || !o.has(s) {
				return 0, false
			}
			return o.quantity(q, s)
		}))
	}
	if o.groups == ByEnvironment {
		out.groups, out.drawn = o.environmentGroups(q), o.byEnvironment(q)
	}
	return out
}

// talliesOf hold a quantity of a block.
func (o *observed) talliesOf(q quantity, b *observedBlock) []*measure.Tally {
	var out []*measure.Tally
	for _, p := range o.parts(b) {
		out = append(out, q.tallies(p)...)
	}
	return out
}

// byEnvironment are the values of a quantity in their environments, nil where
// the samples are too many to be kept.
func (o *observed) byEnvironment(q quantity) []values {
	var order []string
	held := map[string]estimate.Floats{}
	for i := range o.ordered {
		s := &o.ordered[i]
		if s.Phase != measure.PhaseLoad || !o.has(s) {
			continue
		}
		if d, ok := o.quantity(q, s); ok {
			if held[s.Environment] == nil {
				order = append(order, s.Environment)
			}
			held[s.Environment] = append(held[s.Environment], check.Milliseconds(d))
		}
	}
	var out []values
	for _, name := range order {
		out = append(out, values{ordered: held[name]})
	}
	return out
}

// picker takes a quantity from a sample; false for a sample that does not have
// it.
type picker func(*measure.Sample) (time.Duration, bool)

// inOrder picks from the samples in the order of their sending, in ms; nil where
// they are too many to be kept.
func (o *observed) inOrder(pick picker) estimate.Floats {
	var out estimate.Floats
	for i := range o.ordered {
		if d, ok := pick(&o.ordered[i]); ok {
			out = append(out, check.Milliseconds(d))
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
	from := s.blocks
	if s.drawn != nil {
		from = s.drawn
	}
	flattened(from, func(blocks []values) {
		if s.groups == nil {
			iv, ok = estimate.MeanIntervalBlocks(blocks, confidence, s.seed)
		} else {
			iv, ok = estimate.MeanIntervalGroups(blocks, s.groups, confidence, s.seed)
		}
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

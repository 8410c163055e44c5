package reports

import (
	"math"
	"slices"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/estimate"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// confidence of the intervals that are shown.
const confidence = 0.95

// oneSided is the confidence of a two-sided interval whose ends are one-sided
// 95 % bounds.
const oneSided = 0.90

// series is one quantity of a trial in ms, as blocks and pooled.
type series struct {
	blocks [][]float64 // without empty blocks
	sorted []float64
	seed   uint64
}

// seriesOf takes a quantity from the samples of each group; pick is false for a
// sample that does not have it.
func seriesOf(groups [][]*measure.Sample, seed uint64, pick func(*measure.Sample) (float64, bool)) series {
	out := series{seed: seed}
	for _, g := range groups {
		var values []float64
		for _, s := range g {
			if v, ok := pick(s); ok {
				values = append(values, v)
			}
		}
		if len(values) > 0 {
			out.blocks = append(out.blocks, values)
			out.sorted = append(out.sorted, values...)
		}
	}
	slices.Sort(out.sorted)
	return out
}

// quantile is the nearest-rank quantile; nil where too few samples lie beyond
// it to say: p99 below 100 samples, p999 below 1,000.
func (s series) quantile(q float64) *float64 {
	if len(s.sorted) < fewest(q) {
		return nil
	}
	v, ok := estimate.Quantile(s.sorted, q)
	return maybe(v, ok)
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
	if s.quantile(q) == nil {
		return nil
	}
	return interval(estimate.QuantileInterval(s.sorted, q, confidence))
}

func (s series) mean() *float64 {
	v, ok := estimate.Mean(s.sorted)
	return maybe(v, ok)
}

func (s series) meanInterval(confidence float64) (estimate.Interval, bool) {
	if len(s.sorted) == 0 {
		return estimate.Interval{}, false
	}
	return estimate.MeanIntervalBlocks(s.blocks, confidence, s.seed)
}

func (s series) max() *float64 {
	if len(s.sorted) == 0 {
		return nil
	}
	return new(tidy(s.sorted[len(s.sorted)-1]))
}

// distribution is the series as the summary shows it.
func (s series) distribution() Distribution {
	return Distribution{
		N: len(s.sorted), Mean: s.mean(), Max: s.max(),
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

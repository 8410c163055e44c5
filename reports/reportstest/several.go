package reportstest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/reports"
)

// Pair is a run in six rounds, and one a day later of the same that is 12 %
// slower at 1024 MB and as much faster at 256 MB.
func Pair(t testing.TB) (base, head *reports.Summary) {
	t.Helper()
	base = sixRounds(t, 1)
	return base, later(base, 1, map[int]float64{256: 1 / 1.12, 1024: 1.12})
}

// Nightly are n runs of the same, a day apart: on another machine from the
// middle on, and 12 % slower there in the last third.
func Nightly(t testing.TB, n int) []*reports.Summary {
	t.Helper()
	base := sixRounds(t, 1)
	var out []*reports.Summary
	for i := range n {
		factors := map[int]float64{}
		for _, trial := range base.Trials {
			factors[trial.Variant.MemoryMB] = 1 + 0.004*float64(i*7%5)
			if 3*i >= 2*n {
				factors[trial.Variant.MemoryMB] *= 1.12
			}
		}
		s := later(base, i, factors)
		if 2*i >= n {
			s.Run.Host.CPU = "Intel Xeon"
		}
		out = append(out, s)
	}
	return out
}

// sixRounds is a run of CPUBound with blocks enough for a comparison, and a gate.
func sixRounds(t testing.TB, gate float64) *reports.Summary {
	r := CPUBound()
	r.Rounds, r.PerBlock = 6, 20
	in := r.Input()
	in.Scenario.Repeat = 6
	in.Scenario.Gates = append(in.Scenario.Gates, Gate("p95", "<", Milliseconds(800*gate), "", "error"))
	return Build(t, in)
}

// later is a run of the same on another day, whose times and costs are those of
// the first times a factor for each memory size.
func later(s *reports.Summary, days int, factors map[int]float64) *reports.Summary {
	out := *s
	out.Run.StartedAt = s.Run.StartedAt.AddDate(0, 0, days)
	out.Run.FinishedAt = out.Run.StartedAt.Add(67 * time.Second)
	out.Run.ID = fmt.Sprintf("%s-thumbnail-%04x", out.Run.StartedAt.Format("20060102T150405Z"), days)
	out.Run.Directory = "runs/" + out.Run.ID
	out.Trials = slices.Clone(s.Trials)
	for i := range out.Trials {
		t := &out.Trials[i]
		factor, ok := factors[t.Variant.MemoryMB]
		if !ok {
			factor = 1
		}
		scale(t, factor)
	}
	return &out
}

// scale makes a trial slower and dearer by a factor.
func scale(t *reports.Trial, factor float64) {
	times := func(v *float64) *float64 {
		if v == nil {
			return nil
		}
		return new(*v * factor)
	}
	interval := func(v *reports.Interval) *reports.Interval {
		if v == nil {
			return nil
		}
		return &reports.Interval{v[0] * factor, v[1] * factor}
	}
	money := func(v decimal.Decimal) decimal.Decimal { return v.Mul(decimal.NewFromFloat(factor)).Round(9) }
	d := &t.Latency
	d.P50, d.P95, d.P99 = times(d.P50), times(d.P95), times(d.P99)
	d.CI95.P50, d.CI95.P95, d.CI95.P99 = interval(d.CI95.P50), interval(d.CI95.P95), interval(d.CI95.P99)
	cost := *t.Cost
	cost.PerMillion = money(cost.PerMillion)
	if ci := cost.CI95; ci != nil {
		cost.CI95 = &[2]decimal.Decimal{money(ci[0]), money(ci[1])}
	}
	t.Cost = &cost
	t.Blocks = slices.Clone(t.Blocks)
	for i := range t.Blocks {
		b := &t.Blocks[i]
		b.P50, b.P95, b.P99, b.MeanBilledMS = times(b.P50), times(b.P95), times(b.P99), times(b.MeanBilledMS)
		if b.CostPerMillion != nil {
			b.CostPerMillion = new(money(*b.CostPerMillion))
		}
	}
}

package compare

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/advice"
	"github.com/sweetspot-bench/sweetspot/internal/estimate"
	"github.com/sweetspot-bench/sweetspot/reports"
)

// contest is one statistic of one variant with the values of both sides' blocks.
type contest struct {
	row        *Row
	base, head []float64
}

// newContest takes the values of both sides and says what stands in the way of
// comparing them; nil where neither side has any and nobody asked by name.
func newContest(base, head *reports.Summary, p paired, s Statistic, o Options) *contest {
	c := &contest{row: &Row{
		Statistic: s, Unit: s.unit(p.head), Limit: o.limit(s),
		Decides: slices.Contains(o.Decide, s), Verdict: Inconclusive,
	}}
	of := s
	if change := priceChange(p); s == Cost && change != "" {
		of = Billed
		c.row.Unit = "ms"
		c.row.Note = change + ": cost is compared by billed time, which the head's prices make cost; the prices themselves are no regression"
	}
	c.base, c.head = values(p.base, of), values(p.head, of)
	if len(c.base)+len(c.head) == 0 && of == s && !slices.Contains(o.asked, s) {
		return nil
	}
	c.row.Base, c.row.Head = median(c.base), median(c.head)
	c.row.Blocks = [2]int{len(c.base), len(c.head)}
	c.row.Reason = obstacle(base, head, p, s, o)
	switch {
	case c.row.Reason != "":
	case len(c.base)+len(c.head) == 0:
		c.row.Reason = "neither run has it" + lacks(of)
	case len(c.base) == 0:
		c.row.Reason = "the base does not have it" + lacks(of)
	case len(c.head) == 0:
		c.row.Reason = "the head does not have it" + lacks(of)
	}
	return c
}

// lacks says what a statistic needs that blocks may lack.
func lacks(s Statistic) string {
	if s == P99 || strings.HasSuffix(string(s), ".p99") {
		return ": a block needs 100 samples for it"
	}
	return ""
}

// values are those of the blocks of a trial. A block in which more failed than
// a percentile bears has an infinite one: it lies among what never succeeded.
func values(t *reports.Trial, s Statistic) []float64 {
	var out []float64
	for _, b := range t.Blocks {
		v, ok := value(b, s)
		if ok && v >= 0 {
			out = append(out, v)
		}
	}
	return out
}

func value(b reports.Block, s Statistic) (float64, bool) {
	if b.N < 1 {
		return 0, false
	}
	failed := float64(b.Errors) / float64(b.N)
	switch {
	case s == Errors:
		return failed, true
	case s.latency() && failed > s.bears():
		return math.Inf(1), true
	case s == Cost:
		if b.CostPerMillion == nil {
			return 0, false
		}
		return b.CostPerMillion.InexactFloat64(), true // to compare amounts, never to add them up
	}
	p := timeOf(b, s)
	if p == nil {
		return 0, false
	}
	return *p, true
}

// timeOf is a block's statistic of time in ms; nil where it has none.
func timeOf(b reports.Block, s Statistic) *float64 {
	if s == Billed {
		return b.MeanBilledMS
	}
	times := &reports.BlockTimes{Mean: b.Mean, P50: b.P50, P90: b.P90, P95: b.P95, P99: b.P99}
	name := string(s)
	if prefix, rest, found := strings.Cut(name, "."); found {
		times, name = map[string]*reports.BlockTimes{"service": b.Service, "duration": b.Duration}[prefix], rest
	}
	if times == nil {
		return nil
	}
	return map[string]*float64{"mean": times.Mean, "p50": times.P50, "p90": times.P90, "p95": times.P95, "p99": times.P99}[name]
}

// median of values in any order; nil without one that is finite.
func median(values []float64) *float64 {
	if len(values) == 0 {
		return nil
	}
	sorted := slices.Sorted(slices.Values(values))
	low, high := sorted[(len(sorted)-1)/2], sorted[len(sorted)/2]
	return finite(low + (high-low)/2)
}

func finite(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}

// tooFew says how many blocks a side are needed.
func (c *contest) tooFew(need int) {
	c.row.Need = need
	n, m := len(c.base), len(c.head)
	c.row.Reason = fmt.Sprintf("%d and %d blocks are too few, %d a side are needed (repeat: %d)", n, m, need, need)
	if n == m {
		c.row.Reason = fmt.Sprintf("%d blocks a side are too few, %d are needed (repeat: %d)", n, need, need)
	}
}

// settle gives the contest its figures and its verdict: p is that of the test
// alone, adjusted the one that counts.
func (c *contest) settle(p, adjusted, limit float64) {
	base, head, bound, shown := c.base, c.head, limit, func(x float64) float64 { return x }
	if c.row.Statistic != Errors {
		// Ratios are differences of logarithms, in which as much worse and as
		// much better are equally far away.
		base, head, bound, shown = logs(base), logs(head), math.Log1p(limit), math.Expm1
	}
	shift, interval, ok := estimate.Shift(base, head, Confidence)
	c.row.Effect = finite(shown(shift))
	if low, high := finite(shown(interval.Low)), finite(shown(interval.High)); ok && low != nil && high != nil {
		c.row.CI95 = &reports.Interval{*low, *high}
	}
	c.row.endless = ok && interval.Low < bound && math.IsInf(interval.High, 1)
	c.row.P, c.row.PHolm = &p, &adjusted
	switch {
	case adjusted > alpha:
		c.row.Verdict = NoChange
	case shift > bound:
		c.row.Verdict = Regression
	case shift < -bound:
		c.row.Verdict = Improvement
	default:
		c.row.Verdict = NoChange
	}
	c.noteFailures()
}

// noteFailures says where a percentile is out of reach.
func (c *contest) noteFailures() {
	var sides []string
	if slices.Contains(c.base, math.Inf(1)) {
		sides = append(sides, "base")
	}
	if slices.Contains(c.head, math.Inf(1)) {
		sides = append(sides, "head")
	}
	if len(sides) > 0 {
		c.row.Note = fmt.Sprintf("blocks of the %s in which more than %s failed count as slower than any other",
			strings.Join(sides, " and the "), advice.Percent(c.row.Statistic.bears()))
	}
}

func logs(values []float64) []float64 {
	out := make([]float64, len(values))
	for i, v := range values {
		out[i] = math.Log(v)
	}
	return out
}

package reports

import (
	"math"
	"slices"

	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/pricing/breakeven"
)

// What a course shows of a curve: from and to so many requests a month, so many
// points to a decade, and so many steps of whole tasks with both their ends.
const (
	courseFrom, courseTo = 10_000, 10_000_000_000
	courseDensity        = 8
	courseSteps          = 12
)

// courseOf is a curve as a chart on logarithmic axes draws it.
func courseOf(c breakeven.Curve) []BreakEvenPoint {
	end := min(c.End(), courseTo)
	at := []int64{end}
	for i := 0; ; i++ {
		n := int64(math.Round(courseFrom * math.Pow(10, float64(i)/courseDensity)))
		if n > end {
			break
		}
		at = append(at, n)
	}
	for _, s := range c.Segments[1:min(len(c.Segments), courseSteps+1)] {
		if s.From > courseFrom && s.From <= end {
			at = append(at, s.From-1, s.From)
		}
	}
	slices.Sort(at)
	var out []BreakEvenPoint
	for _, n := range slices.Compact(at) {
		if n >= courseFrom {
			out = append(out, BreakEvenPoint{RequestsPerMonth: n, Amount: c.At(n).Round(pricing.QuantityPlaces)})
		}
	}
	return out
}

package reports

import (
	"math"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/estimate"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// values are those of one quantity in one block, in ms.
type values struct {
	tallies []*measure.Tally
	ordered estimate.Floats // the same in the order of sending; nil where they are too many
}

var _ estimate.Values = values{}

// Len implements estimate.Values.
func (v values) Len() int {
	n := 0
	for _, t := range v.tallies {
		n += t.Len()
	}
	return n
}

// At implements estimate.Values.
func (v values) At(i int) float64 {
	if v.ordered != nil {
		return v.ordered[i]
	}
	for _, t := range v.tallies {
		if i < t.Len() {
			return check.Milliseconds(t.At(i))
		}
		i -= t.Len()
	}
	return math.NaN() // no such position
}

// Each implements estimate.Values.
func (v values) Each(visit func(value float64, count int)) {
	if v.ordered != nil {
		v.ordered.Each(visit)
		return
	}
	for _, t := range v.tallies {
		for c := t.Cursor(); c.Next(); {
			visit(check.Milliseconds(c.Value), c.Count)
		}
	}
}

// total is the number of values of tallies and their sum.
func total(tallies []*measure.Tally) (n int, sum time.Duration) {
	for _, t := range tallies {
		n += t.Len()
		sum += t.Sum()
	}
	return n, sum
}

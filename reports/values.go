package reports

import (
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/estimate"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// values are those of one quantity in one block or environment, in ms.
type values struct {
	tallies []*measure.Tally // nil for a group of values that is no block
	ordered estimate.Floats  // the same in the order of sending; nil where they are too many
	flat    []uint32         // the same by position, in microseconds, to be drawn from; may be nil
}

var _ estimate.Values = values{}

// Len implements estimate.Values.
func (v values) Len() int {
	if v.ordered != nil {
		return len(v.ordered)
	}
	n := 0
	for _, t := range v.tallies {
		n += t.Len()
	}
	return n
}

// Sum implements estimate.Values.
func (v values) Sum() float64 {
	if v.ordered != nil {
		return v.ordered.Sum()
	}
	_, sum := total(v.tallies)
	return check.Milliseconds(sum)
}

// Draw implements estimate.Values.
func (v values) Draw(random *rand.Rand, count int) float64 {
	var sum time.Duration
	switch n := v.Len(); {
	case v.ordered != nil:
		return v.ordered.Draw(random, count)
	case v.flat != nil:
		for range count {
			sum += time.Duration(v.flat[random.IntN(n)])
		}
		sum *= time.Microsecond
	default:
		for range count {
			sum += v.at(random.IntN(n))
		}
	}
	return check.Milliseconds(sum)
}

// at is the value at a position, from 0.
func (v values) at(i int) time.Duration {
	last := len(v.tallies) - 1
	for _, t := range v.tallies[:last] {
		if i < t.Len() {
			return t.At(i)
		}
		i -= t.Len()
	}
	return v.tallies[last].At(i)
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

// flats are reused: each quantity of each variant needs some for a moment.
var flats sync.Pool

// flattened calls do with values that are quick to draw from.
func flattened(blocks []values, do func([]values)) {
	pooled, _ := flats.Get().(*[]uint32)
	if pooled == nil {
		pooled = new([]uint32)
	}
	drawn := slices.DeleteFunc(slices.Clone(blocks), func(b values) bool { return b.Len() >= estimate.NormalFrom })
	buf := slices.Grow((*pooled)[:0], lenOf(drawn))
	out := slices.Clone(blocks)
	for i, b := range blocks {
		from := len(buf)
		if b.ordered == nil && b.Len() < estimate.NormalFrom && b.appendTo(&buf) {
			out[i].flat = buf[from:]
		}
	}
	do(out)
	*pooled = buf
	flats.Put(pooled)
}

// appendTo appends the values in microseconds; false when some do not fit.
func (v values) appendTo(buf *[]uint32) bool {
	for _, t := range v.tallies {
		var ok bool
		if *buf, ok = t.AppendMicroseconds(*buf); !ok {
			return false
		}
	}
	return true
}

func lenOf(blocks []values) int {
	n := 0
	for _, b := range blocks {
		n += b.Len()
	}
	return n
}

// total is the number of values of tallies and their sum.
func total(tallies []*measure.Tally) (n int, sum time.Duration) {
	for _, t := range tallies {
		n += t.Len()
		sum += t.Sum()
	}
	return n, sum
}
